import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault } from '@budeng/kernel'
import { keyPairFromSeed, type KeyPair, seedOf } from './jws.ts'

/** A keys folder that lacks a file, or holds one that does not fit the others. Says which, never what is in it. */
export class KeyFault extends Fault {
  override name = 'KeyFault'
}

/** Makes the folder where it is missing, closed to everybody else. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** Complete or not there: written under another name, then linked, which fails when somebody else was first. */
export function ensureFile(path: string, content: () => string): void {
  if (existsSync(path)) return
  const draft = writeDraft(path, content())
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The new content or the old one, whenever the power goes. */
export function replaceFile(path: string, content: string): void {
  renameSync(writeDraft(path, content), path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function writeDraft(path: string, content: string): string {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, content)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  return draft
}

/** @throws KeyFault naming the file */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new KeyFault(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}

/** An Ed25519 pair from its PEM file. @throws KeyFault naming the file */
export function readPair(path: string): KeyPair {
  const privateKey = parsePem(readText(path))
  if (privateKey?.asymmetricKeyType !== 'ed25519') throw new KeyFault(`${path} is not an Ed25519 private key in PEM`)
  return keyPairFromSeed(seedOf(privateKey))
}

function parsePem(text: string): KeyObject | null {
  try {
    return createPrivateKey(text)
  } catch {
    return null
  }
}

export function pemOf({ privateKey }: KeyPair): string {
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
}

/** Names of the files in a folder that begin and end so; none when the folder is not there. */
export function fileNames(folder: string, begin: string, end: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith(begin) && name.endsWith(end))
      .sort()
  } catch {
    return []
  }
}

/** Changes whenever a file of the folder does: names, sizes and times of change. */
export function fingerprintOf(folder: string): string {
  return fileNames(folder, '', '')
    .map((name) => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false })
      return `${name}:${found?.size}:${found?.mtimeMs}:${found?.ino}`
    })
    .join(' ')
}
