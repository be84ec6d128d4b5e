import { readdirSync, readFileSync } from 'node:fs'
import { inRoot } from './places.mjs'

const LOCKS = ['package-lock.json', 'apps/bench/peers/package-lock.json']
const DEPENDENCY_KINDS = ['dependencies', 'devDependencies', 'optionalDependencies']

/** Rules about the installation that no other tool knows. */
export async function houseRules() {
  const findings = [...floatingVersions(), ...LOCKS.flatMap(lockFindings)]
  return { code: findings.length === 0 ? 0 : 1, output: findings.join('\n') }
}

/** Exact versions only: what was tested together is what is installed. */
function floatingVersions() {
  return manifests().flatMap((path) => {
    const manifest = JSON.parse(readFileSync(inRoot(path), 'utf8'))
    return DEPENDENCY_KINDS.flatMap((kind) =>
      Object.entries(manifest[kind] ?? {})
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path}: ${name} is "${version}", not one exact version`),
    )
  })
}

function manifests() {
  const workspaces = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(inRoot(folder)).map((room) => `${folder}/${room}/package.json`),
  )
  return ['package.json', ...workspaces]
}

/** Installs from whatever registry npm is configured for, and only what has a checksum. */
function lockFindings(path) {
  const { packages } = JSON.parse(readFileSync(inRoot(path), 'utf8'))
  return Object.entries(packages).flatMap(([place, { resolved, integrity, link }]) => [
    ...(/^https?:/.test(resolved ?? '') ? [`${path}: ${place} names a registry`] : []),
    ...(place.includes('node_modules/') && !link && !integrity ? [`${path}: ${place} has no checksum`] : []),
  ])
}
