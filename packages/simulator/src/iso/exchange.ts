import type { Scheduler } from '@budeng/terminal'
import { answerOf, type IsoMessage } from './fields.ts'
import type { IsoLine, OpenIsoLine } from './line.ts'

interface Waiting {
  done(answer: IsoMessage | null): void
}

/**
 * Asks and waits on lines that many terminals share: an answer is found by message type, institution, TID and STAN. One that comes after
 * its time is nobody's.
 */
export class IsoExchange {
  readonly #lines: IsoLine[]
  readonly #waiting = new Map<string, Waiting>()
  readonly #scheduler: Scheduler
  readonly #timeoutMs: number
  #next = 0
  /** Answers that came too late, or twice. */
  late = 0

  constructor(open: OpenIsoLine, lines: number, scheduler: Scheduler, timeoutMs: number) {
    this.#scheduler = scheduler
    this.#timeoutMs = timeoutMs
    this.#lines = Array.from({ length: lines }, () =>
      open(
        (message) => this.#received(message),
        () => undefined, // whoever waits does so until its time is over, as on a real line
      ),
    )
  }

  /** The answer, or null when none came in time. */
  ask(request: IsoMessage): Promise<IsoMessage | null> {
    const key = keyOf(answerOf(request.mti), request)
    return new Promise((resolve) => {
      this.#waiting.get(key)?.done(null) // the same question once more: only the newer one is waited for
      const cancel = this.#scheduler.after(this.#timeoutMs, () => waiting.done(null))
      const waiting: Waiting = {
        done: (answer) => {
          cancel()
          if (this.#waiting.get(key) === waiting) this.#waiting.delete(key)
          resolve(answer)
        },
      }
      this.#waiting.set(key, waiting)
      this.#lines[this.#next++ % this.#lines.length]?.send(request)
    })
  }

  close(): void {
    for (const line of this.#lines) line.close()
    for (const { done } of [...this.#waiting.values()]) done(null)
  }

  #received(answer: IsoMessage): void {
    const waiting = this.#waiting.get(keyOf(answer.mti, answer))
    if (waiting === undefined) this.late++
    else waiting.done(answer)
  }
}

function keyOf(mti: string, { fields }: IsoMessage): string {
  return `${mti}|${fields[32]}|${fields[41]}|${fields[11]}`
}
