import { acknowledgementOf } from '@budeng/fleet'
import { encodeDown, makeAck, type Stream } from '@budeng/protocol'
import type { StreamRow } from '@budeng/storage'
import type { Down } from '../down.ts'
import type { Link } from '../links.ts'

/**
 * Our own acknowledgement, which alone ends a terminal's resending: after the commit, with a tag, the newest state of a
 * stream only. It may get lost; the next message or the next hello brings it again. [P-10.3]
 */
export class Acknowledgements {
  readonly #down: Down
  readonly #gatherMs: number
  readonly #era: () => number
  readonly #wanted = new Map<Link, Map<Stream, StreamRow>>()
  #timer: NodeJS.Timeout | undefined

  constructor(down: Down, gatherMs: number, era: () => number) {
    this.#down = down
    this.#gatherMs = gatherMs
    this.#era = era
  }

  want(link: Link, row: StreamRow): void {
    const streams = this.#wanted.get(link) ?? new Map<Stream, StreamRow>()
    streams.set(row.stream, row)
    this.#wanted.set(link, streams)
    this.#timer ??= setTimeout(() => this.flush(), this.#gatherMs)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const wanted = [...this.#wanted]
    this.#wanted.clear()
    for (const [link, streams] of wanted) for (const row of streams.values()) this.#send(link, row)
  }

  #send(link: Link, row: StreamRow): void {
    const { throughSeq, missing } = acknowledgementOf(row)
    const ack = makeAck({ stream: row.stream, era: this.#era(), epoch: link.epoch, throughSeq, missing: [...missing] }, link.secrets.ack)
    this.#down.send(link, encodeDown(ack), 0)
  }
}
