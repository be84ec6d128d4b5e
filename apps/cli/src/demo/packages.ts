import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DEMO_MODELS, signSimulatedPackage, SIMULATED_VENDOR_KEY, versionThatFails } from '@budeng/simulator'
import { packagePath } from '@budeng/storage'

const NEXT_VERSION = '5.0.0'
/** Of a hundred terminals so many do not start with it: each goes back, and a rollout of it stops by itself. */
const FAILS_ON = 100
const PACKAGE_BYTES = 16 * 1024

/** Software of the vendor of simulated machines: a next version for each model, and one of the first model that is bad. */
export function demoPackages() {
  const [first] = DEMO_MODELS
  return [...DEMO_MODELS.map((model) => packageOf(model, NEXT_VERSION)), packageOf(first, versionThatFails(FAILS_ON))]
}

/** Puts their bytes where the platform keeps packages; those that lie there stay. */
export function writeDemoPackages(filesFolder: string, packages: ReturnType<typeof demoPackages>): void {
  for (const { sha256, content } of packages) {
    const path = packagePath(filesFolder, sha256)
    if (existsSync(path)) continue
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(`${path}.new`, content, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
}

/** A package of the vendor of simulated machines, with its signature: the same bytes for the same name. */
export function packageOf(model: string, version: string) {
  const blocks = Array.from({ length: PACKAGE_BYTES / 64 }, (_, block) =>
    createHash('sha512').update(`${model} ${version} ${block}`).digest(),
  )
  const content = Buffer.concat(blocks)
  const digest = createHash('sha256').update(content).digest()
  const about = { model, version, bytes: content.length }
  const signature = signSimulatedPackage({ ...about, sha256: digest.toString('base64url') })
  return { ...about, sha256: digest.toString('hex'), signature, vendorKey: SIMULATED_VENDOR_KEY, content }
}
