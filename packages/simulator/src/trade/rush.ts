import { RUSH_WAITING_MAX } from '../limits.ts'

/** How a journal stands: records written, and those of them that the platform has not acknowledged. */
export interface JournalCount {
  readonly written: number
  readonly waiting: number
}

/**
 * Trade as fast as the platform takes it: customers come in the order of the plan and not at its times, one day after the
 * other, until all terminals together have written so many records. Each closes its batch then.
 */
export class Rush {
  readonly #records: number
  readonly #waitingMax: number
  #written = 0

  constructor(records: number, waitingMax = RUSH_WAITING_MAX) {
    this.#records = records
    this.#waitingMax = waitingMax
  }

  /** Tells what one terminal wrote since it told last. */
  add(written: number): void {
    this.#written += written
  }

  get isOver(): boolean {
    return this.#written >= this.#records
  }

  /** True while a terminal has sold more than the platform has taken. */
  isAhead({ waiting }: JournalCount): boolean {
    return waiting >= this.#waitingMax
  }
}
