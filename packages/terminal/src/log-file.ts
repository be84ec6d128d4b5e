import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'

/** One line: CRC-32 of the rest in hex, a space, one JSON value. A line is taken whole or not at all. */
function lineOf(value: unknown): Buffer {
  const json = JSON.stringify(value)
  return Buffer.from(`${checksum(json)} ${json}\n`)
}

function checksum(json: string | Uint8Array): string {
  return crc32(json).toString(16).padStart(8, '0')
}

export interface LogReading {
  readonly values: readonly unknown[]
  /** Bytes of whole, sound lines; what follows is a torn tail. */
  readonly soundBytes: number
  /** A sound line stands behind a broken one: not a torn write but a damaged medium. */
  readonly damaged: boolean
}

/** Reads line by line up to the first that is not sound. */
export function readLog(bytes: Buffer): LogReading {
  const values: unknown[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf(0x0a, at)
    const json = end === -1 ? null : soundJson(bytes.subarray(at, end))
    if (json === null) break
    values.push(json.value)
    at = end + 1
  }
  return { values, soundBytes: at, damaged: hasSoundLine(bytes, at) }
}

function hasSoundLine(bytes: Buffer, from: number): boolean {
  for (let at = bytes.indexOf(0x0a, from); at !== -1; ) {
    const end = bytes.indexOf(0x0a, at + 1)
    if (end !== -1 && soundJson(bytes.subarray(at + 1, end)) !== null) return true
    at = end
  }
  return false
}

function soundJson(line: Buffer): { readonly value: unknown } | null {
  const json = line.subarray(9)
  if (line[8] !== 0x20 || line.subarray(0, 8).toString('latin1') !== checksum(json)) return null
  return { value: JSON.parse(json.toString('utf8')) }
}

/** An append-only file; every `append` is on the medium when it returns. */
export class LogFile {
  readonly path: string
  #file: number
  #size: number

  /** Opens the log and cuts off `torn` bytes behind the sound ones, so that the next line starts on its own. */
  constructor(path: string, soundBytes: number) {
    this.path = path
    this.#file = openSync(path, 'r+')
    this.#size = soundBytes
    ftruncateSync(this.#file, soundBytes)
    fsyncSync(this.#file)
  }

  get sizeBytes(): number {
    return this.#size
  }

  append(value: unknown): void {
    const line = lineOf(value)
    writeAll(this.#file, line, this.#size)
    fdatasyncSync(this.#file)
    this.#size += line.length
  }

  /** Puts one value in place of the whole log; a power cut leaves the old log or the new one. */
  replace(value: unknown): void {
    const next = writeLog(this.path, value)
    closeSync(this.#file)
    this.#file = openSync(this.path, 'r+')
    this.#size = next
  }

  close(): void {
    closeSync(this.#file)
  }
}

/** Writes a log of one line in the place of whatever was there. Returns its size in bytes. */
export function writeLog(path: string, value: unknown): number {
  const line = lineOf(value)
  writeFileDurably(path, line)
  return line.length
}

/** A file that is complete or as before: written beside, synchronised, renamed, and the folder synchronised. Mode 0600. */
export function writeFileDurably(path: string, content: Uint8Array): void {
  const draft = `${path}.next`
  const file = openSync(draft, 'w', 0o600)
  try {
    writeAll(file, content, 0)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(draft, path)
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

function writeAll(file: number, content: Uint8Array, position: number): void {
  for (let done = 0; done < content.length; )
    done += writeSync(file, content, done, content.length - done, position + done)
}

/** A file's bytes, or null when it is not there. */
export function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
