import type { Speaker } from './speaker.ts'

/**
 * Messages of many terminals, prepared ahead of a run so that making them is not what is measured. Each is taken once and
 * in order, for numbers must stay dense; peers, which read none of it, look at the same ones in turn.
 */
export class PreparedFrames<Prepared> {
  readonly #speakers: readonly Speaker[]
  readonly #make: (speaker: Speaker) => Prepared
  readonly #waiting: Prepared[][]
  readonly #taken: number[]

  constructor(speakers: readonly Speaker[], make: (speaker: Speaker) => Prepared) {
    this.#speakers = speakers
    this.#make = make
    this.#waiting = speakers.map(() => [])
    this.#taken = speakers.map(() => 0)
  }

  /** Prepares until `count` wait for each terminal; forgets what was taken. */
  topUp(count: number): void {
    for (const [index, speaker] of this.#speakers.entries()) {
      const waiting = (this.#waiting[index] ?? []).slice(this.#taken[index])
      while (waiting.length < count) waiting.push(this.#make(speaker))
      this.#waiting[index] = waiting
      this.#taken[index] = 0
    }
  }

  /** The next one of a terminal; made now when none waits any more. */
  take(index: number): Prepared {
    const waiting = this.#waiting[index]
    const speaker = this.#speakers[index]
    if (waiting === undefined || speaker === undefined) throw new RangeError(`there is no terminal ${index}`)
    const place = this.#taken[index] ?? 0
    const next = waiting[place] ?? this.#make(speaker)
    if (place === waiting.length) waiting.push(next)
    this.#taken[index] = place + 1
    return next
  }

  /** One of those that wait, round and round. */
  look(index: number, message: number): Prepared {
    const waiting = this.#waiting[index] ?? []
    const found = waiting[message % waiting.length]
    if (found === undefined) throw new RangeError(`nothing is prepared for terminal ${index}`)
    return found
  }
}
