import { setTimeout as wait } from 'node:timers/promises'
import type { UpKind, UpMessage, UpOf } from '@budeng/protocol'
import { ClauseFailure } from './clause.ts'

/** One upward message, as it came. */
export interface Received {
  readonly message: UpMessage
  readonly json: string
  /** Number of the connection that it came on. */
  readonly line: number
  readonly atMs: number
}

/**
 * What came from the terminal, in order; clauses wait on it. `scale` shortens the silences that are listened to; what must
 * come is waited for in full, since it costs no time when it does come, unless `patience` says otherwise.
 */
export class Inbox {
  readonly all: Received[] = []
  readonly #scale: number
  readonly #patience: number
  #bell: () => void = () => {}

  constructor(scale: number, patience: number) {
    this.#scale = scale
    this.#patience = patience
  }

  add(received: Received): void {
    this.all.push(received)
    this.#bell()
  }

  /** Wakes whoever waits, because something else changed. */
  ring(): void {
    this.#bell()
  }

  /** Everything that comes from now on counts as new. */
  mark(): number {
    return this.all.length
  }

  /** The first message of the kind behind the mark that fits. @throws ClauseFailure when it does not come in time */
  async expect<Kind extends UpKind>(
    kind: Kind,
    from: number,
    withinMs: number,
    fits: (message: UpOf<Kind>) => boolean = () => true,
  ): Promise<UpOf<Kind>> {
    return (await this.expectReceived(kind, from, withinMs, fits)).message as UpOf<Kind>
  }

  async expectReceived<Kind extends UpKind>(
    kind: Kind,
    from: number,
    withinMs: number,
    fits: (message: UpOf<Kind>) => boolean = () => true,
  ): Promise<Received> {
    const found = await this.until(() => this.find(kind, from, fits), withinMs * this.#patience)
    if (found !== undefined) return found
    throw new ClauseFailure(
      `no ${kind} that fits came within ${withinMs / 1_000} s; there came: ${this.#summary(from)}`,
    )
  }

  find<Kind extends UpKind>(
    kind: Kind,
    from: number,
    fits: (message: UpOf<Kind>) => boolean = () => true,
  ): Received | undefined {
    return this.all.slice(from).find(({ message }) => message.kind === kind && fits(message as UpOf<Kind>))
  }

  /** Lets time pass, and answers what of the unwanted came in it. */
  async silence(from: number, forMs: number, unwanted: (message: UpMessage) => boolean): Promise<Received | undefined> {
    return await this.until(() => this.all.slice(from).find(({ message }) => unwanted(message)), forMs * this.#scale)
  }

  /** The answer of `look` as soon as it has one; undefined when the time is over. */
  async until<Answer>(look: () => Answer | undefined, withinMs: number): Promise<Answer | undefined> {
    const deadline = performance.now() + withinMs
    for (;;) {
      const answer = look()
      if (answer !== undefined) return answer
      const leftMs = deadline - performance.now()
      if (leftMs <= 0) return undefined
      const timer = new AbortController()
      const rung = new Promise<void>((resolve) => (this.#bell = resolve))
      await Promise.race([rung, wait(leftMs, undefined, { signal: timer.signal }).catch(() => {})])
      timer.abort()
    }
  }

  #summary(from: number): string {
    const kinds = this.all.slice(from).map(({ message }) => message.kind)
    return kinds.length === 0 ? 'nothing' : kinds.slice(-8).join(' ')
  }
}
