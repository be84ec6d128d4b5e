import { type KeyObject, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Instant, Millis } from '@budeng/kernel'
import { ensureAuditKey, readAuditKey, readAuditVerifiers } from './audit-key.ts'
import { fromBase64url, sha256 } from './bytes.ts'
import { ensureFile, fileNames, KeyFault, makeFolder, pemOf, readPair, readText } from './key-folder.ts'
import type { KeyListFile } from './key-ring.ts'
import { newKeyPair, type KeyPair, type SigningKey } from './jws.ts'
import { KeyUse, type KeyList, type ListedKey, signKeyList, verifyKeyList } from './keylist.ts'
import type { SealKeys } from './sealing.ts'

export { KeyFault } from './key-folder.ts'

/**
 * The files of a keys folder, beside one `<use>-<name>.key` for each signing key; each process reads only what it needs.
 * All have mode 0600.
 */
export const KEY_FILES = {
  /** Private half of the platform root: of the demo only; in production it is kept offline. */
  root: 'root.key',
  /** Public halves of the roots that may sign the list beside it, the present one first. */
  rootPublic: 'root.pub',
  keyList: 'key-list.jws',
} as const

/** What is sealed apart: {leaf, up, ack} and signed bytes; {digits, words}; what people's authenticators hold. */
export const SEAL_PURPOSES = ['link', 'presence', 'people'] as const
export type SealPurpose = (typeof SEAL_PURPOSES)[number]

const SEAL_KEY_BYTES = 32
const YEAR_MS: Millis = 365 * 24 * 60 * 60 * 1_000
/** A key is in force from a little before it was made: clocks differ. */
export const KEY_FROM_BEFORE_MS: Millis = 24 * 60 * 60 * 1_000
export const DEMO_KEYS_LAST_MS = 10 * YEAR_MS

/**
 * Makes what a keys folder lacks, and leaves alone what it has: a root, a key for each use, the key list that names them
 * (version 1), and the sealing keys. For demonstration and tests: the root lies beside the others. Safe when two processes
 * do it at once.
 */
export function ensureKeyFiles(folder: string, nowMs: Instant): void {
  makeFolder(folder)
  ensureFile(join(folder, KEY_FILES.root), () => pemOf(newKeyPair()))
  ensureFolderUnder(folder, readRootKey(folder), { nowMs, lastMs: DEMO_KEYS_LAST_MS })
}

/** The same for a root that lies elsewhere. */
export function ensureFolderUnder(
  folder: string,
  root: KeyPair,
  { nowMs, lastMs }: { readonly nowMs: Instant; readonly lastMs: Millis },
): void {
  makeFolder(folder)
  for (const purpose of SEAL_PURPOSES) ensureFile(sealPath(folder, purpose), newSealKey)
  ensureAuditKey(folder)
  for (const use of KeyUse.options)
    if (fileNames(folder, use, '.key').length === 0) ensureFile(join(folder, `${use}.key`), () => pemOf(newKeyPair()))
  ensureFile(join(folder, KEY_FILES.rootPublic), () => root.x)
  const list = (): KeyList => ({
    version: 1,
    keys: KeyUse.options.map((use) => listed(use, readPair(join(folder, `${use}.key`)).x, nowMs, lastMs)),
  })
  ensureFile(join(folder, KEY_FILES.keyList), () => signKeyList(list(), root))
}

/** A key as a list names it. */
export function listed(use: KeyUse, x: string, nowMs: Instant, lastMs: Millis): ListedKey {
  return { kid: kidOf(use, x), alg: 'EdDSA', use, x, from: Math.max(0, nowMs - KEY_FROM_BEFORE_MS), to: nowMs + lastMs }
}

/** The name of a key: its use, and the beginning of its hash. */
export function kidOf(use: KeyUse, x: string): string {
  return `${use}-${sha256(fromBase64url(x) ?? '')
    .toString('hex')
    .slice(0, 12)}`
}

/** @throws KeyFault when a file is missing, or the list is not under a root beside it */
export function readKeyListFile(folder: string): KeyListFile {
  const roots = readText(join(folder, KEY_FILES.rootPublic)).split(/\s+/)
  const jws = readText(join(folder, KEY_FILES.keyList))
  const reading = verifyKeyList(jws, roots)
  if (!reading.ok || reading.rootX === undefined)
    throw new KeyFault(
      `${join(folder, KEY_FILES.keyList)} is not a key list under ${KEY_FILES.rootPublic}: ${reading.ok ? 'NO_ROOT' : reading.reason}`,
    )
  return { jws, list: reading.payload, rootX: reading.rootX }
}

/** Keeps a list beside the newest, with the root that signed it. */
export function keepKeyList(folder: string, { jws, list, rootX }: KeyListFile): void {
  ensureFile(join(folder, `key-list-${list.version}.jws`), () => `${jws}\n${rootX}\n`)
}

/** Lists that are kept beside the newest, in any order; what is no list is left out. */
export function readKeptKeyLists(folder: string): readonly KeyListFile[] {
  return fileNames(folder, 'key-list-', '.jws').flatMap((name) => {
    const [jws = '', rootX = ''] = readText(join(folder, name)).split(/\s+/)
    const reading = verifyKeyList(jws, [rootX])
    return reading.ok ? [{ jws, list: reading.payload, rootX }] : []
  })
}

/** Private halves of one use, by the public half. */
export function readHeldKeys(folder: string, use: KeyUse): ReadonlyMap<string, KeyObject> {
  const pairs = fileNames(folder, use, '.key').map((name) => readPair(join(folder, name)))
  return new Map(pairs.map(({ x, privateKey }) => [x, privateKey]))
}

/** The keys of one use that the folder holds and its list names, the newest first. @throws KeyFault when there is none */
export function readSigningKeys(folder: string, use: KeyUse): readonly SigningKey[] {
  const held = readHeldKeys(folder, use)
  const keys = readKeyListFile(folder)
    .list.keys.filter((key) => key.use === use)
    .toReversed()
    .toSorted((a, b) => b.from - a.from)
    .flatMap(({ kid, x }) => {
      const privateKey = held.get(x)
      return privateKey === undefined ? [] : [{ kid, privateKey }]
    })
  if (keys.length === 0)
    throw new KeyFault(`${folder} holds no ${use}….key that ${KEY_FILES.keyList} names for "${use}"`)
  return keys
}

/** Reads all of a folder, as the processes together do. @throws KeyFault naming the file that is missing or wrong */
export function readFolder(folder: string): KeyListFile {
  for (const use of KeyUse.options) readSigningKeys(folder, use)
  for (const purpose of SEAL_PURPOSES) readSealKeys(folder, purpose)
  readAuditKey(folder)
  readAuditVerifiers(folder)
  return readKeyListFile(folder)
}

/** The root's private half, where it is kept beside the others (demo, certification). @throws KeyFault */
export function readRootKey(folder: string): KeyPair {
  return readPair(join(folder, KEY_FILES.root))
}

export function holdsRootKey(folder: string): boolean {
  return existsSync(join(folder, KEY_FILES.root))
}

export function sealPath(folder: string, purpose: SealPurpose): string {
  return join(folder, `seal-${purpose}.key`)
}

export function newSealKey(): string {
  return randomBytes(SEAL_KEY_BYTES).toString('base64url')
}

/**
 * The sealing keys of one purpose: one a line, the newest first. They are read again, at most once a second, when a box
 * names one that is not there. @throws KeyFault naming the file
 */
export function readSealKeys(folder: string, purpose: SealPurpose): Exclude<SealKeys, Uint8Array> & SealReload {
  const path = sealPath(folder, purpose)
  let keys = parseSealKeys(path)
  let readAt = performance.now()
  const reload = () => {
    readAt = performance.now()
    keys = parseSealKeys(path)
  }
  return {
    newest: () => keys[0],
    all: () => keys,
    reload,
    missing: () => {
      if (performance.now() - readAt < SEAL_REREAD_MS) return
      try {
        reload()
      } catch {
        // the folder is being changed, or was taken away: the keys in memory stay good
      }
    },
  }
}

export interface SealReload {
  /** Reads the file again. @throws KeyFault; the keys stay as they were then */
  reload(): void
}

const SEAL_REREAD_MS: Millis = 1_000

function parseSealKeys(path: string): readonly [Buffer, ...Buffer[]] {
  const [first, ...rest] = readText(path)
    .split(/\s+/)
    .map((line) => {
      const key = fromBase64url(line)
      if (key?.length !== SEAL_KEY_BYTES)
        throw new KeyFault(`${path} is not ${SEAL_KEY_BYTES} bytes in base64url a line`)
      return key
    })
  if (first === undefined) throw new KeyFault(`${path} holds no key`)
  return [first, ...rest]
}
