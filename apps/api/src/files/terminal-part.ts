import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const BLOCK = 16

/**
 * A file of a terminal on its way. What nobody has looked through yet lies on the disk only under a key that follows from
 * the ticket, and the ticket is on no disk of ours: without the terminal's own request it cannot be read.
 */
export class TerminalPart {
  readonly #path: string
  readonly #key: Buffer

  constructor(folder: string, commandId: string, ticket: string) {
    // not `.part`: under that name the masked copy is written while this one is read
    this.#path = join(folder, 'terminals', `${commandId}.sealed`)
    this.#key = Buffer.from(hkdfSync('sha256', ticket, '', `budeng-file|${commandId}`, 32))
  }

  async size(): Promise<number> {
    return await stat(this.#path).then(
      ({ size }) => size,
      () => 0,
    )
  }

  /** Puts bytes at a place, and cuts off what a part that was never acknowledged left behind it. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 })
    const file = await open(this.#path, offset === 0 ? 'w' : 'r+', 0o600)
    try {
      await file.truncate(offset)
      await file.write(this.#sealed(offset, bytes), 0, bytes.length, offset)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  /** The bytes as they came. A file that is gone meanwhile, or a disk that fails, is thrown to whoever reads. */
  async *read(): AsyncGenerator<Buffer> {
    const decipher = createDecipheriv('aes-256-ctr', this.#key, counterAt(0))
    for await (const piece of createReadStream(this.#path)) yield decipher.update(piece as Buffer)
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true })
  }

  /** The key stream of the place where they stand. */
  #sealed(offset: number, bytes: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-256-ctr', this.#key, counterAt(Math.floor(offset / BLOCK)))
    cipher.update(Buffer.alloc(offset % BLOCK))
    return cipher.update(bytes)
  }
}

function counterAt(block: number): Buffer {
  const counter = Buffer.alloc(BLOCK)
  counter.writeBigUInt64BE(BigInt(block), BLOCK - 8)
  return counter
}
