import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the copy of an acquirer's file without card numbers lies. */
export function importPath(folder: string, importId: string): string {
  return join(folder, 'imports', `${importId}.txt`)
}

/** SHA-256 of a file, read a piece at a time; null when it is not there. */
export async function fileHash(path: string): Promise<Buffer | null> {
  const hash = createHash('sha256')
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer)
    return hash.digest()
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw fault
  }
}

/** Whole lines from a position on. */
export interface Piece {
  readonly lines: readonly string[]
  /** Where the next piece begins. */
  readonly next: number
  /** The last line has no end, as when a file was cut off. */
  readonly cutOff: boolean
  readonly atEnd: boolean
}

/** Lines from a position, about `bytesMax` of them; a line is never parted. */
export async function readPiece(path: string, position: number, bytesMax: number): Promise<Piece> {
  const file = await open(path)
  try {
    const bytes = await readAt(file, position, bytesMax)
    const atEnd = bytes.length < bytesMax
    const last = bytes.lastIndexOf(0x0a)
    const cutOff = atEnd && last < bytes.length - 1
    const used = cutOff ? bytes : bytes.subarray(0, last + 1)
    const text = used.toString('utf8')
    const lines = text === '' ? [] : (cutOff ? text : text.slice(0, -1)).split('\n')
    return { lines, next: position + used.length, cutOff, atEnd }
  } finally {
    await file.close()
  }
}

async function readAt(file: FileHandle, position: number, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size)
  let got = 0
  while (got < size) {
    const { bytesRead } = await file.read(bytes, got, size - got, position + got)
    if (bytesRead === 0) break
    got += bytesRead
  }
  return bytes.subarray(0, got)
}
