import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FILE_BYTES_MAX, FILE_LINE_BYTES_MAX } from '../limits.ts'

/** What is known of a file once it was received whole. */
export interface ReceivedFile {
  readonly originalSha256: Buffer
  readonly originalBytes: number
  readonly storedSha256: Buffer
  readonly storedBytes: number
  readonly lines: number
}

export type FileEncoding = 'utf-8' | 'gb18030'

/** Thrown when the sender sends more than is taken. */
export class FileTooLarge extends Error {}

const LF = 0x0a
const CR = 0x0d
/** Digits at the place where a line was cut: the head of a card number is none that its mask would find. */
const CUT_NUMBER = /(?:\p{Nd}[ .·-]?){1,19}\uFFFD?$/u
/** Masked lines are written in pieces of about this size. */
const PIECE_CHARACTERS = 64 * 1024

/**
 * Takes a file in as it comes, line by line: only the copy without card numbers touches the disk, in UTF-8, and of the
 * original stays the hash. Nothing stands under `path` before all of it is there and safe.
 */
export async function receiveFile(
  source: AsyncIterable<Buffer>,
  path: string,
  encoding: FileEncoding,
  masked: (line: string) => string,
  lineBytesMax = FILE_LINE_BYTES_MAX,
): Promise<ReceivedFile> {
  const part = `${path}.part`
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(part, 'w', 0o600)
  try {
    const decode = decoderOf(encoding)
    const [original, stored] = [createHash('sha256'), createHash('sha256')]
    let [originalBytes, storedBytes, lines, piece] = [0, 0, 0, '']
    const flush = async () => {
      const bytes = Buffer.from(piece)
      piece = ''
      storedBytes += bytes.length
      stored.update(bytes)
      await file.write(bytes)
    }
    const take = (line: Buffer, end: string, isCut: boolean) => {
      lines++
      const text = decode(line)
      piece += masked(isCut ? text.replace(CUT_NUMBER, '') : text) + end
    }
    const splitter = new LineSplitter(take, lineBytesMax)
    for await (const chunk of source) {
      originalBytes += chunk.length
      if (originalBytes > FILE_BYTES_MAX) throw new FileTooLarge()
      original.update(chunk)
      splitter.push(chunk)
      if (piece.length > PIECE_CHARACTERS) await flush()
    }
    splitter.end()
    await flush()
    await file.sync()
    await file.close()
    await rename(part, path)
    return {
      originalSha256: original.digest(),
      originalBytes,
      storedSha256: stored.digest(),
      storedBytes,
      lines,
    }
  } catch (fault) {
    await file.close().catch(() => undefined)
    await rm(part, { force: true })
    throw fault
  }
}

/** Lines of bytes as they come; a line that is too long keeps its beginning. */
class LineSplitter {
  readonly #take: (line: Buffer, end: string, isCut: boolean) => void
  readonly #lineBytesMax: number
  #held: Buffer[] = []
  #size = 0
  #isCut = false

  constructor(take: (line: Buffer, end: string, isCut: boolean) => void, lineBytesMax: number) {
    this.#take = take
    this.#lineBytesMax = lineBytesMax
  }

  push(chunk: Buffer): void {
    for (let from = 0; ; ) {
      const at = chunk.indexOf(LF, from)
      if (at < 0) return this.#hold(chunk.subarray(from))
      this.#hold(chunk.subarray(from, at))
      this.#give('\n')
      from = at + 1
    }
  }

  /** The last line may have no end: that is kept, for a file that was cut off shows by it. */
  end(): void {
    if (this.#size > 0) this.#give('')
  }

  #hold(bytes: Buffer): void {
    const room = this.#lineBytesMax - this.#size
    this.#isCut ||= bytes.length > room
    if (bytes.length === 0 || room <= 0) return
    const kept = bytes.subarray(0, room)
    this.#held.push(kept)
    this.#size += kept.length
  }

  #give(end: string): void {
    const [first] = this.#held
    const line = first !== undefined && this.#held.length === 1 ? first : Buffer.concat(this.#held)
    const isCut = this.#isCut
    this.#held = []
    this.#size = 0
    this.#isCut = false
    this.#take(line.at(-1) === CR ? line.subarray(0, -1) : line, end, isCut)
  }
}

/**
 * Bytes that are no text of the encoding become the sign for that, so that the reader finds the line and says so. Zeros
 * are left out: no database takes them, and between the digits of a text in UTF-16 they would hide a card number.
 */
function decoderOf(encoding: FileEncoding): (bytes: Buffer) => string {
  const lenient = new TextDecoder(encoding, { ignoreBOM: false })
  return (bytes) => (isAscii(bytes) ? bytes.toString('latin1') : lenient.decode(bytes)).replaceAll('\0', '')
}

function isAscii(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 0x7f) return false
  return true
}
