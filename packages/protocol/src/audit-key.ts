import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { checkpointVerifier, isCheckpointVerifier } from './checkpoint.ts'
import { newKeyPair } from './jws.ts'
import { ensureFile, KeyFault, pemOf, readPair, readText } from './key-folder.ts'

/** Signs checkpoints of the record; no terminal knows it, and the root does not sign it. */
const PRIVATE = 'audit.key'
/** Public keys of this and of earlier ones, a line each: to be given away. */
const PUBLIC = 'audit.pub'

/** Makes the audit key of a folder that has none. */
export function ensureAuditKey(folder: string): void {
  ensureFile(join(folder, PRIVATE), () => pemOf(newKeyPair()))
  ensureFile(join(folder, PUBLIC), () => `${checkpointVerifier(readAuditKey(folder))}\n`)
}

/** The key that signs checkpoints: the worker's alone. @throws KeyFault */
export function readAuditKey(folder: string): KeyObject {
  return readPair(join(folder, PRIVATE)).privateKey
}

/** Public keys under which checkpoints are believed: the one in use and those before it. @throws KeyFault */
export function readAuditVerifiers(folder: string): string[] {
  const path = join(folder, PUBLIC)
  const lines = readText(path).split(/\s*\n/)
  if (!lines.every(isCheckpointVerifier)) throw new KeyFault(`${path} is not a list of public keys of checkpoints`)
  return lines
}
