import { type Ack, isAckGenuine, type Stream } from '@budeng/protocol'
import { IN_FLIGHT_MAX, OUTBOX_PROGRESS_MAX } from './limits.ts'
import type { Observe } from './observe.ts'
import type { Scheduler } from './ports.ts'
import { Resend } from './resend.ts'
import type { Entry, StreamBody } from './state.ts'
import type { Store } from './store.ts'

const STREAMS: readonly Stream[] = ['report', 'reply']

interface OutboxParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly ackKey: Uint8Array
  readonly observe: Observe
  /** Sends one message on the present connection; false when there is none. */
  send(stream: Stream, seq: number, body: StreamBody): boolean
}

/**
 * Reports and replies: each is on the medium before it is sent, and is sent again until a genuine acknowledgement of
 * ours names it. A broker's PUBACK ends nothing. [P-10.1] [P-10.2]
 */
export class Outbox {
  readonly #parts: OutboxParts
  /** Highest sequence number sent on this connection, by stream. */
  #sent: Record<Stream, number> = { report: 0, reply: 0 }
  readonly #resend: Resend

  constructor(parts: OutboxParts) {
    this.#parts = parts
    this.#resend = new Resend(parts.scheduler, () => {
      this.#sent = { report: 0, reply: 0 }
      this.flush()
    })
  }

  /** The entry that puts a message into the outbox, or null for progress of which too much waits already. */
  entryFor(stream: Stream, body: StreamBody): Entry | null {
    const waiting = this.#parts.store.state.outbox[stream].size
    return body.kind === 'progress' && waiting >= OUTBOX_PROGRESS_MAX ? null : { e: 'out', stream, body }
  }

  /** Sends what was not sent on this connection, in order, up to the limit in flight. */
  flush(): void {
    const { store } = this.#parts
    // without the floors of a welcome our sequence numbers would collide with older ones [P-5.7]
    if (store.state.storeLost) return
    for (const stream of STREAMS) this.#flushStream(stream)
    if (STREAMS.some((stream) => this.#sent[stream] > 0 && store.state.outbox[stream].size > 0)) this.#resend.arm()
  }

  #flushStream(stream: Stream): void {
    let inFlight = 0
    for (const [seq, body] of this.#parts.store.state.outbox[stream]) {
      if (++inFlight > IN_FLIGHT_MAX) return
      if (seq <= this.#sent[stream]) continue
      if (!this.#parts.send(stream, seq, body)) return
      this.#sent[stream] = seq
    }
  }

  /** Takes an acknowledgement of a stream, if it is genuine, of our epoch and of no older era. [P-10.3] [P-10.4] */
  acknowledge(ack: Ack): void {
    const { store, ackKey, observe } = this.#parts
    const { state } = store
    if (!isAckGenuine(ack, ackKey)) return observe({ event: 'REFUSED', what: 'ack', reason: 'BAD_TAG' })
    if (ack.era < state.era) return observe({ event: 'REFUSED', what: 'ack', reason: 'OLD_ERA' })
    if (ack.epoch !== state.epoch) return observe({ event: 'REFUSED', what: 'ack', reason: 'OTHER_EPOCH' })
    const { stream, era, throughSeq } = ack
    if (stream === 'journal') return
    const missing = ack.missing.filter((seq) => seq <= throughSeq)
    const waiting = state.outbox[stream]
    const [first] = waiting.keys()
    if (era === state.era && (first === undefined || first > throughSeq)) return
    store.append({ e: 'acked', stream, era, throughSeq, missing })
    this.#resend.relax()
    this.#resend.stop()
    for (const seq of missing) {
      const body = waiting.get(seq)
      if (body !== undefined) this.#parts.send(stream, seq, body)
    }
    this.flush()
  }

  /** A new connection: everything that waits is sent again. */
  restart(): void {
    this.#sent = { report: 0, reply: 0 }
    this.#resend.relax()
    this.flush()
  }

  stop(): void {
    this.#resend.stop()
  }
}
