import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant, Millis } from '@budeng/kernel'
import { ensureFile, fileNames, KeyFault, pemOf, readPair, readText, replaceFile } from './key-folder.ts'
import {
  DEMO_KEYS_LAST_MS,
  holdsRootKey,
  keepKeyList,
  KEY_FILES,
  listed,
  newSealKey,
  readKeyListFile,
  readRootKey,
  type SealPurpose,
  sealPath,
} from './key-files.ts'
import type { KeyListFile } from './key-ring.ts'
import { newKeyPair, type KeyPair } from './jws.ts'
import { type KeyList, KeyUse, signKeyList } from './keylist.ts'
import { KEYS_MAX } from './limits.ts'

/** A root's private half from its own file. @throws KeyFault */
export function readRootFile(path: string): KeyPair {
  return readPair(path)
}

/** Makes a root into a file of its own; never over another. @throws KeyFault when the file is there */
export function writeNewRoot(path: string): KeyPair {
  const root = newKeyPair()
  const pem = pemOf(root)
  ensureFile(path, () => pem)
  if (readText(path) !== pem.trim()) throw new KeyFault(`${path} is there already`)
  return root
}

export interface Rotation {
  readonly use: KeyUse
  readonly nowMs: Instant
  /** How long the keys of that use go on beside the new one. */
  readonly overlapMs: Millis
  /** How long the new one lasts. */
  readonly lastMs: Millis
}

/**
 * A new key for a use, the others of that use ending with the overlap, and the list one version higher. @throws KeyFault
 * @returns the list, and the name of the new key
 */
export function rotateKey(
  folder: string,
  root: KeyPair,
  { use, nowMs, overlapMs, lastMs }: Rotation,
): KeyListFile & { readonly kid: string } {
  const { list } = presentList(folder, root)
  if (list.keys.length >= KEYS_MAX)
    throw new KeyFault(`a key list holds ${KEYS_MAX} keys at most: retire some that have ended`)
  const pair = newKeyPair()
  const added = listed(use, pair.x, nowMs, lastMs)
  const keys = list.keys.map((key) => (key.use === use ? { ...key, to: Math.min(key.to, nowMs + overlapMs) } : key))
  // the key before the list that names it: a process that reads in between has one more than it needs
  ensureFile(join(folder, `${added.kid}.key`), () => pemOf(pair))
  return { ...issue(folder, root, { ...list, keys: [...keys, added] }), kid: added.kid }
}

/**
 * Takes a key out of the list, and its private half out of the folder. A key that has not ended is taken out only
 * `atOnce`: for one that may be in wrong hands. @throws KeyFault
 */
export function retireKey(
  folder: string,
  root: KeyPair,
  kid: string,
  { nowMs, atOnce }: { readonly nowMs: Instant; readonly atOnce: boolean },
): KeyListFile {
  const { list } = presentList(folder, root)
  const key = list.keys.find((one) => one.kid === kid)
  if (key === undefined) throw new KeyFault(`the key list names no key ${kid}`)
  if (key.to > nowMs && !atOnce) throw new KeyFault(`${kid} is in force until ${new Date(key.to).toISOString()}`)
  const keys = list.keys.filter((one) => one !== key)
  if (!keys.some(({ use, from, to }) => use === key.use && from <= nowMs && to > nowMs))
    throw new KeyFault(`${kid} is the only ${key.use} key in force: rotate first`)
  const issued = issue(folder, root, { ...list, keys })
  for (const name of fileNames(folder, key.use, '.key'))
    if (readPair(join(folder, name)).x === key.x) rmSync(join(folder, name))
  return issued
}

/** Names the root that may sign from the next list on. @throws KeyFault */
export function nameNextRoot(folder: string, root: KeyPair, nextX: string): KeyListFile {
  const { list } = presentList(folder, root)
  const issued = issue(folder, root, { ...list, nextRoot: nextX })
  replaceFile(join(folder, KEY_FILES.rootPublic), `${root.x}\n${nextX}\n`)
  return issued
}

/** The named next root takes over. Terminals that miss the list before this one are led over it. @throws KeyFault */
export function changeRoot(folder: string, nextRoot: KeyPair): KeyListFile {
  const { list } = readKeyListFile(folder)
  if (list.nextRoot !== nextRoot.x) throw new KeyFault('the key list does not name this root as the next one')
  const { nextRoot: _named, ...rest } = list
  const issued = issue(folder, nextRoot, rest)
  replaceFile(join(folder, KEY_FILES.rootPublic), `${nextRoot.x}\n`)
  return issued
}

/** Gives a demonstration's folder keys for uses that its list does not name yet. */
export function completeKeyList(folder: string, nowMs: Instant): void {
  if (!holdsRootKey(folder)) return
  const { list, rootX } = readKeyListFile(folder)
  const root = readRootKey(folder)
  const missing = KeyUse.options.filter((use) => !list.keys.some((key) => key.use === use))
  if (missing.length === 0 || root.x !== rootX) return
  const keys = missing.map((use) => listed(use, readPair(join(folder, `${use}.key`)).x, nowMs, DEMO_KEYS_LAST_MS))
  issue(folder, root, { ...list, keys: [...list.keys, ...keys] })
}

/** A new sealing key; those before it go on opening what they sealed. */
export function rotateSealKey(folder: string, purpose: SealPurpose): void {
  const path = sealPath(folder, purpose)
  replaceFile(path, `${newSealKey()}\n${readText(path)}\n`)
}

/** Leaves only the newest sealing key: when everything was sealed anew. */
export function dropOldSealKeys(folder: string, purpose: SealPurpose): void {
  const path = sealPath(folder, purpose)
  replaceFile(path, `${readText(path).split(/\s+/)[0] ?? ''}\n`)
}

function presentList(folder: string, root: KeyPair): KeyListFile {
  const present = readKeyListFile(folder)
  if (present.rootX !== root.x) throw new KeyFault('this is not the root that signed the key list')
  return present
}

function issue(folder: string, root: KeyPair, body: KeyList): KeyListFile {
  const list = { ...body, version: body.version + 1 }
  const jws = signKeyList(list, root)
  // those before it too: a process that looks between two changes must not miss a root
  keepKeyList(folder, readKeyListFile(folder))
  keepKeyList(folder, { jws, list, rootX: root.x })
  replaceFile(join(folder, KEY_FILES.keyList), `${jws}\n`)
  return { jws, list, rootX: root.x }
}
