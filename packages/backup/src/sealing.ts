import { createHash } from 'node:crypto'
import { pipeline as pipelineInBackground, Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Decrypter, Encrypter } from 'age-encryption'
import { BackupFault } from '@budeng/storage/backup'
import { ZSTD_LEVEL } from './limits.ts'
import type { Target } from './target.ts'

/** What a content is in the clear. */
export interface Measure {
  readonly bytes: number
  /** In hexadecimal. */
  readonly sha256: string
}
export interface Sealed extends Measure {
  /** Compressed and encrypted, as it lies in the target. */
  readonly sealedBytes: number
}

/** A content that this key does not open: it is for another one, or its head was changed. */
export class WrongKey extends BackupFault {
  override name = 'WrongKey'
}

/** Passes everything on and knows what it was. */
class Meter extends Transform {
  readonly #hash = createHash('sha256')
  #bytes = 0

  override _transform(chunk: Buffer, _encoding: string, done: (fault: null, chunk: Buffer) => void): void {
    this.#hash.update(chunk)
    this.#bytes += chunk.length
    done(null, chunk)
  }

  /** Once, at the end. */
  measure(): Measure {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }
}

/** zstd, then age (what `age` and `zstd` open too), into the target: nothing is held but a few chunks. */
export async function putSealed(target: Target, key: string, plain: Readable, recipient: string): Promise<Sealed> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const meter = new Meter()
  const packed = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } })
  const sealed = fromWeb(await encrypter.encrypt(toWeb(packed)))
  try {
    const [sealedBytes] = await Promise.all([target.put(key, sealed), pipeline(plain, meter, packed)])
    return { ...meter.measure(), sealedBytes }
  } finally {
    // whichever of them failed, the others end with it
    for (const stream of [plain, packed, sealed]) stream.destroy()
  }
}

/** A content in the clear as a stream; its measure is true when it has ended. */
export interface Opened {
  readonly plain: Readable
  measure(): Measure
}

/** @throws WrongKey when the key is another one; a content that was changed fails while it is read */
export async function getSealed(target: Target, key: string, identity: string): Promise<Opened> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  const sealed = await target.get(key)
  const opened = await decrypter.decrypt(toWeb(sealed)).catch((fault: unknown) => {
    sealed.destroy()
    const isOther = fault instanceof Error && fault.message.includes('no identity matched')
    throw isOther
      ? new WrongKey('The recovery key does not open this backup: it was made for another key.', { cause: fault })
      : damaged(key, fault)
  })
  const meter = new Meter()
  const plain = pipelineInBackground(fromWeb(opened), createZstdDecompress(), meter, () => undefined)
  return { plain, measure: () => meter.measure() }
}

/** What is said of a content that is not what was stored. */
export function damaged(key: string, cause?: unknown): BackupFault {
  return new BackupFault(`${key} is damaged or was changed: take another backup, or another copy of this one.`, {
    cause,
  })
}

/** All of a small content. @throws BackupFault when it is larger, or damaged */
export async function readAll(content: Readable, key: string, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > bytesMax) throw new BackupFault(`${key} is larger than ${bytesMax} bytes.`)
    }
  } catch (fault) {
    throw fault instanceof BackupFault ? fault : damaged(key, fault)
  }
  return Buffer.concat(chunks)
}

// where the types of browsers are known too, theirs and Node's are not the same
function toWeb(stream: Readable): ReadableStream<Uint8Array> {
  const web: unknown = Readable.toWeb(stream)
  return web as ReadableStream<Uint8Array>
}
function fromWeb(stream: unknown): Readable {
  return Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0])
}
