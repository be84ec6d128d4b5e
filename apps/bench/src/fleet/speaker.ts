import { randomBytes } from 'node:crypto'
import { channelOf, downTopic, encodeUp, toBase64url, type UpMessage, upTopic } from '@budeng/protocol'
import type { LoadConnection, Login } from '../mqtt/connection.ts'
import { messageIdOf, publishFrame } from '../mqtt/frames.ts'
import { MESSAGE_BYTES } from '../limits.ts'
import type { Device } from './seed.ts'

/** A prepared message: what goes to the socket, and the id that its PUBACK names. */
export interface Frame {
  readonly bytes: Buffer
  readonly messageId: number
}

type Body = UpMessage extends infer Message
  ? Message extends unknown
    ? Omit<Message, 'v' | 'conn' | 'n'>
    : never
  : never

const CONN = 1

/** Makes the messages of one terminal on its one connection, real to the last byte, with numbers that rise. */
export class Speaker {
  readonly device: Device
  #n = 0
  #reportSeq = 0

  constructor(device: Device) {
    this.device = device
  }

  get login(): Login {
    return { clientId: this.device.id, password: this.device.mqttSecret }
  }

  get reports(): number {
    return this.#reportSeq
  }

  hello(): Frame {
    return this.#frame(1, {
      kind: 'hello',
      nonce: toBase64url(randomBytes(32)),
      keyListVersion: 1,
      highestSeq: 0,
      storeLost: false,
      boot: 1,
      level: 0,
      versions: { app: '4.2.0', os: '11.3', model: 'A920' },
      supports: ['STATUS_GET', 'RELOGIN'],
      epoch: 1,
      era: 1,
      reportSeq: 0,
      replySeq: 0,
    })
  }

  /** A fault that stands, told again, as a terminal does after each restart: stored, but after the first it changes nothing. */
  standingFault(): Frame {
    return this.#fault(true)
  }

  /** A fault that is set, then cleared, then set: each changes the terminal's row and is an event. */
  changingFault(): Frame {
    return this.#fault(this.#reportSeq % 2 === 0)
  }

  #fault(set: boolean): Frame {
    const seq = ++this.#reportSeq
    const body = {
      kind: 'fault',
      seq,
      at: Date.now(),
      code: 'HW_PAPER_LOW',
      set,
      severity: 'WARNING',
    } as const
    return this.#frame(1, { ...body, detail: 'paper '.repeat(40).slice(0, MESSAGE_BYTES - REPORT_BYTES) })
  }

  /** `n` is stored with the heartbeat, so a row tells which one it is. */
  heartbeat(): Frame & { readonly n: number } {
    const frame = this.#frame(0, {
      kind: 'hb',
      signOn: 'SIGNED_ON',
      batch: null,
      epoch: 1,
      boot: 1,
      inTransaction: false,
      busy: false,
      reversalPending: false,
      locked: false,
      uptimeSec: 3_600,
      health: {},
    })
    return { ...frame, n: this.#n }
  }

  #frame(qos: 0 | 1, body: Body): Frame {
    const message = { v: 1, conn: CONN, n: ++this.#n, ...body } as UpMessage
    const topic = upTopic(this.device, channelOf[message.kind])
    const messageId = qos === 0 ? 0 : messageIdOf(this.#n)
    return { bytes: publishFrame(topic, encodeUp(topic, message, this.device.up), messageId), messageId }
  }
}

/** Size of a report without its detail: what is left of the wanted size is told there. */
const REPORT_BYTES = 182

/** A terminal's first words. On our gateway it waits for the welcome; to a peer the hello is one more message. */
export async function introduce(connection: LoadConnection, speaker: Speaker, isWelcomed: boolean): Promise<void> {
  await connection.subscribe(downTopic(speaker.device))
  const welcome = new Promise<void>((resolve) => {
    connection.onMessage = (_topic, payload) => {
      // acknowledgements are JSON objects, a welcome is a signed token
      if (payload[0] !== 0x7b) resolve()
    }
  })
  const { bytes, messageId } = speaker.hello()
  await connection.publish(bytes, messageId)
  if (isWelcomed) await welcome
}
