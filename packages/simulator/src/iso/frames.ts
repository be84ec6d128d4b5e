import { ISO_FRAME_BYTES_MAX } from '../limits.ts'

const LENGTH_BYTES = 2

/** Cuts a stream of bytes into frames: two bytes of length, big-endian, then as many bytes. */
export class IsoFrames {
  #waiting: Buffer = Buffer.alloc(0)

  /** The frames that are complete now, or null when the stream announces one that nobody takes: it cannot be followed on. */
  push(chunk: Uint8Array): readonly Buffer[] | null {
    this.#waiting = this.#waiting.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#waiting, chunk])
    const frames: Buffer[] = []
    let at = 0
    while (this.#waiting.length - at >= LENGTH_BYTES) {
      const length = this.#waiting.readUInt16BE(at)
      if (length === 0 || length > ISO_FRAME_BYTES_MAX) return null
      const end = at + LENGTH_BYTES + length
      if (this.#waiting.length < end) break
      frames.push(this.#waiting.subarray(at + LENGTH_BYTES, end))
      at = end
    }
    this.#waiting = Buffer.from(this.#waiting.subarray(at))
    return frames
  }
}
