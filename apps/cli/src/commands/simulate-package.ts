import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandType } from '@budeng/fleet'
import { versionThatFails } from '@budeng/simulator'
import { packageOf } from '../demo/packages.ts'
import type { Environment } from '../environment.ts'
import { CommandFault, EXIT } from '../exit-codes.ts'

export interface SimulatePackageOptions {
  readonly model: string
  readonly appVersion: string
  /** Of a hundred terminals so many do not start with it, which its version then says. */
  readonly fails?: number
  readonly out?: string
}

/** `simulate package`: software of the vendor of simulated machines and its manifest, as two files to be uploaded. */
export async function simulatePackage(environment: Environment, options: SimulatePackageOptions): Promise<number> {
  const { model, appVersion, fails, out: folder = join(environment.dataDir, 'files') } = options
  const version = fails === undefined ? appVersion : versionThatFails(fails)
  const { content, bytes, sha256, signature, vendorKey: key } = packageOf(model, version)
  const manifest = { model, version, bytes, sha256: Buffer.from(sha256, 'hex').toString('base64url'), signature }
  if (!commandType('SOFTWARE_UPDATE').checkParams(manifest).ok)
    throw new CommandFault(EXIT.usage, `${version} is no version: up to 32 letters, digits, and . _ - are wanted.`)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${model}-${version}`)
  writeFileSync(`${path}.bin`, content)
  writeFileSync(`${path}.manifest.json`, `${JSON.stringify({ ...manifest, key }, null, 2)}\n`)
  process.stdout.write(`${path}.bin\n${path}.manifest.json\n`)
  return EXIT.ok
}
