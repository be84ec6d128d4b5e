import { type Packet, parser } from 'mqtt-packet'
import { FRAME_BYTES_MAX } from '../limits.ts'

/** Bytes that are no MQTT frame, or one that is too large. */
export class FrameError extends Error {
  override name = 'FrameError'
}

/**
 * Cuts the bytes of one connection into MQTT frames. All connections share one parser, since a parser of its own would
 * cost each of them more than all that the reader keeps: the beginning of a frame that has not come in full.
 */
export class FrameReader {
  #rest: Buffer | null = null

  /** Hands on each frame that is complete. @throws FrameError */
  read(bytes: Buffer, onPacket: (packet: Packet) => void): void {
    let pending = this.#rest === null ? bytes : Buffer.concat([this.#rest, bytes])
    for (
      let length = frameLength(pending);
      length !== null && pending.length >= length;
      length = frameLength(pending)
    ) {
      parseFrame(pending.subarray(0, length), onPacket)
      pending = pending.subarray(length)
    }
    // a copy: the bytes belong to a larger block of the socket's
    this.#rest = pending.length === 0 ? null : Buffer.from(pending)
  }
}

/** Length of the frame that begins here, or null while its own length has not come in full. */
function frameLength(bytes: Buffer): number | null {
  let remaining = 0
  for (let i = 1; i <= 4; i++) {
    const byte = bytes[i]
    if (byte === undefined) return null
    remaining += (byte & 0x7f) * 128 ** (i - 1)
    if ((byte & 0x80) !== 0) continue
    if (remaining > FRAME_BYTES_MAX) throw new FrameError(`a frame of ${remaining} bytes`)
    return 1 + i + remaining
  }
  throw new FrameError('a length of more than four bytes')
}

let shared: ReturnType<typeof parser> | null = null
let hand: (packet: Packet) => void = () => {}
let broken: Error | null = null

function parseFrame(frame: Buffer, onPacket: (packet: Packet) => void): void {
  shared ??= newParser()
  hand = onPacket
  shared.parse(frame)
  if (broken === null) return
  const error = new FrameError(broken.message)
  shared = null // a parser that has failed takes nothing more
  broken = null
  throw error
}

function newParser() {
  const made = parser({ protocolVersion: 4 })
  made.on('packet', (packet) => hand(packet))
  made.on('error', (error: Error) => {
    broken = error
  })
  return made
}
