const LENGTH_BYTES_MAX = 4

/** First bytes of the packets that the load is made of (MQTT 3.1.1 §2.2.1). */
export const PUBLISH_QOS0 = 0x30
export const PUBLISH_QOS1 = 0x32
export const PACKET = { connack: 2, publish: 3, puback: 4, suback: 9, pingresp: 13 } as const
export const PINGREQ = Buffer.from([0xc0, 0])

/** A PUBLISH, ready for the socket, so that a load costs no more than a write. `messageId` 0: QoS 0. */
export function publishFrame(topic: string, payload: Buffer, messageId: number): Buffer {
  const head = Buffer.from(topic)
  const idBytes = messageId === 0 ? 0 : 2
  const length = lengthBytes(2 + head.length + idBytes + payload.length)
  const frame = Buffer.allocUnsafe(1 + length.length + 2 + head.length + idBytes + payload.length)
  let at = frame.writeUInt8(messageId === 0 ? PUBLISH_QOS0 : PUBLISH_QOS1)
  at += Buffer.from(length).copy(frame, at)
  at = frame.writeUInt16BE(head.length, at)
  at += head.copy(frame, at)
  if (messageId !== 0) at = frame.writeUInt16BE(messageId, at)
  payload.copy(frame, at)
  return frame
}

export function pubackFrame(messageId: number): Buffer {
  return Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff])
}

/** Message ids are 16 bits wide and never 0. */
export function messageIdOf(number: number): number {
  return ((number - 1) % 65_535) + 1
}

/** Topic, payload and message id of the body of a PUBLISH. */
export function readPublish(first: number, body: Buffer): { topic: string; payload: Buffer; messageId: number } {
  const topicEnd = 2 + body.readUInt16BE(0)
  const isAcknowledged = (first & 0x06) !== 0
  return {
    topic: body.toString('utf8', 2, topicEnd),
    payload: body.subarray(topicEnd + (isAcknowledged ? 2 : 0)),
    messageId: isAcknowledged ? body.readUInt16BE(topicEnd) : 0,
  }
}

/** Cuts a stream of bytes into packets. */
export class FrameReader {
  #rest: Buffer | null = null
  readonly #onFrame: (first: number, body: Buffer) => void

  /** @param onFrame gets the first byte, which names the packet, and what follows its length */
  constructor(onFrame: (first: number, body: Buffer) => void) {
    this.#onFrame = onFrame
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    for (;;) {
      const frame = readHead(bytes, at)
      if (frame === null || frame.end > bytes.length) break
      this.#onFrame(bytes.readUInt8(at), bytes.subarray(frame.start, frame.end))
      at = frame.end
    }
    this.#rest = at === bytes.length ? null : bytes.subarray(at)
  }
}

/** Where the body of the packet at `at` begins and ends; null while its length is not there yet. */
function readHead(bytes: Buffer, at: number): { start: number; end: number } | null {
  let length = 0
  for (let place = 0; place < LENGTH_BYTES_MAX; place++) {
    const byte = bytes[at + 1 + place]
    if (byte === undefined) return null
    length += (byte & 0x7f) << (7 * place)
    if ((byte & 0x80) === 0) return { start: at + 2 + place, end: at + 2 + place + length }
  }
  throw new RangeError('a packet length of more than four bytes')
}

function lengthBytes(length: number): number[] {
  const bytes: number[] = []
  for (let rest = length; bytes.length === 0 || rest > 0; rest >>= 7)
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
  return bytes
}
