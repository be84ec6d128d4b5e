import { createPrivateKey, randomBytes, type KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { Fault } from '@budeng/kernel'
import { fromBase64url, sha256 } from './bytes.ts'
import { keyPairFromSeed, newKeyPair, seedOf, type KeyPair, type SigningKey } from './jws.ts'
import { type KeyList, type KeyUse, signKeyList, verifyKeyList } from './keylist.ts'

/** The files of a keys folder; each process reads only what it needs. All but the public ones have mode 0600. */
const FILES = {
  /** Private half of the platform root: of the demo only; in production it is kept offline. */
  root: 'root.key',
  rootPublic: 'root.pub',
  command: 'command.key',
  clock: 'clock.key',
  keyList: 'key-list.jws',
  sealLink: 'seal-link.key',
  sealPresence: 'seal-presence.key',
} as const

const SEAL_KEY_BYTES = 32
const DEMO_KEYS_LAST_MS = 10 * 365 * 24 * 60 * 60 * 1_000

/** A keys folder that lacks a file, or holds one that does not fit the others. Says which, never what is in it. */
export class KeyFault extends Fault {
  override name = 'KeyFault'
}

/**
 * Makes what a keys folder lacks, and leaves alone what it has: a root, a command and a clock key, the key list that
 * names both (version 1), and the two sealing keys. Safe when two processes do it at once.
 */
export function ensureKeyFiles(folder: string, nowMs: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  ensureFile(folder, FILES.sealLink, () => randomBytes(SEAL_KEY_BYTES).toString('base64url'))
  ensureFile(folder, FILES.sealPresence, () => randomBytes(SEAL_KEY_BYTES).toString('base64url'))
  for (const name of [FILES.root, FILES.command, FILES.clock])
    ensureFile(folder, name, () => pemOf(newKeyPair().privateKey))
  const root = readPair(folder, FILES.root)
  ensureFile(folder, FILES.rootPublic, () => root.x)
  ensureFile(folder, FILES.keyList, () => signKeyList(firstKeyList(folder, nowMs), root))
}

function firstKeyList(folder: string, nowMs: number): KeyList {
  const listed = (use: KeyUse, file: string) => {
    const { x } = readPair(folder, file)
    return {
      kid: kidOf(use, x),
      alg: 'EdDSA' as const,
      use,
      x,
      from: nowMs - 24 * 60 * 60 * 1_000,
      to: nowMs + DEMO_KEYS_LAST_MS,
    }
  }
  return { version: 1, keys: [listed('command', FILES.command), listed('clock', FILES.clock)] }
}

function kidOf(use: KeyUse, x: string): string {
  return `${use}-${sha256(fromBase64url(x) ?? '')
    .toString('hex')
    .slice(0, 12)}`
}

function pemOf(privateKey: KeyObject): string {
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
}

/** Complete or not there: written under another name, then linked, which fails when somebody else was first. */
function ensureFile(folder: string, name: string, content: () => string): void {
  const path = join(folder, name)
  if (existsSync(path)) return
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, content())
    fsyncSync(file)
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    closeSync(file)
    rmSync(draft, { force: true })
  }
}

/** The key list as terminals get it, and what it says. */
export interface KeyListFile {
  readonly jws: string
  readonly list: KeyList
  /** Public half of the root that signed it. */
  readonly rootX: string
}

/** @throws KeyFault when a file is missing, or the list is not under the root beside it */
export function readKeyListFile(folder: string): KeyListFile {
  const rootX = readText(folder, FILES.rootPublic)
  const jws = readText(folder, FILES.keyList)
  const reading = verifyKeyList(jws, [rootX])
  if (!reading.ok)
    throw new KeyFault(`${join(folder, FILES.keyList)} is not a key list under ${FILES.rootPublic}: ${reading.reason}`)
  return { jws, list: reading.payload, rootX }
}

/** The key that signs commands and cancels: the worker's alone. @throws KeyFault */
export function readCommandKey(folder: string): SigningKey {
  return readSigningKey(folder, FILES.command, 'command')
}

/** The key that signs the time: the gateway's, good for nothing else. @throws KeyFault */
export function readClockKey(folder: string): SigningKey {
  return readSigningKey(folder, FILES.clock, 'clock')
}

/** Opens {leaf, up, ack} of devices and the signed bytes that wait for the gateway. @throws KeyFault */
export function readLinkSealKey(folder: string): Buffer {
  return readSealKey(folder, FILES.sealLink)
}

/** Opens {digits, words} of devices: the API's alone. @throws KeyFault */
export function readPresenceSealKey(folder: string): Buffer {
  return readSealKey(folder, FILES.sealPresence)
}

/** The root's private half, where it is kept beside the others (demo, certification). @throws KeyFault */
export function readRootKey(folder: string): KeyPair {
  return readPair(folder, FILES.root)
}

/** A private key under the name that the key list gives its public half. */
function readSigningKey(folder: string, name: string, use: KeyUse): SigningKey {
  const pair = readPair(folder, name)
  const listed = readKeyListFile(folder).list.keys.find((key) => key.use === use && key.x === pair.x)
  if (listed === undefined)
    throw new KeyFault(`${FILES.keyList} does not name the key of ${join(folder, name)} for "${use}"`)
  return { kid: listed.kid, privateKey: pair.privateKey }
}

function readPair(folder: string, name: string): KeyPair {
  const privateKey = parsePem(readText(folder, name))
  if (privateKey?.asymmetricKeyType !== 'ed25519')
    throw new KeyFault(`${join(folder, name)} is not an Ed25519 private key in PEM`)
  return keyPairFromSeed(seedOf(privateKey))
}

function parsePem(text: string): KeyObject | null {
  try {
    return createPrivateKey(text)
  } catch {
    return null
  }
}

function readSealKey(folder: string, name: string): Buffer {
  const key = fromBase64url(readText(folder, name))
  if (key?.length !== SEAL_KEY_BYTES)
    throw new KeyFault(`${join(folder, name)} is not ${SEAL_KEY_BYTES} bytes in base64url`)
  return key
}

function readText(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8').trim()
  } catch (error) {
    throw new KeyFault(`${join(folder, name)} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
