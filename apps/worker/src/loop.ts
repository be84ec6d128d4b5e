import type { Log } from '@budeng/storage'
import { FAULT_DELAYS_MS, TURN_GAP_MS } from './limits.ts'

/**
 * Work that is done again and again, one turn at a time. A turn answers after how many real milliseconds the next one is
 * due. A turn that throws is logged and tried again, later each time: no fault of database or host ends a worker.
 */
export class Loop {
  readonly name: string
  readonly #log: Log
  readonly #turn: () => Promise<number>
  readonly #running: Promise<void>
  #faults = 0
  #rung = false
  #closed = false
  #wake: (() => void) | null = null

  constructor(name: string, log: Log, turn: () => Promise<number>) {
    this.name = name
    this.#log = log
    this.#turn = turn
    this.#running = this.#run()
  }

  /** Turns that failed since the start. */
  get faults(): number {
    return this.#faults
  }

  /** There may be something to do: the next turn begins at once, or right after the one under way. */
  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Returns when the turn under way has ended; there is no other after it. */
  async close(): Promise<void> {
    this.#closed = true
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    let inARow = 0
    while (!this.#closed) {
      this.#rung = false
      let delayMs: number
      try {
        delayMs = await this.#turn()
        inARow = 0
      } catch (fault) {
        this.#faults++
        this.#rung = false // the wait after a fault is not cut short by what rang before
        delayMs = FAULT_DELAYS_MS[Math.min(inARow++, FAULT_DELAYS_MS.length - 1)] ?? 0
        const reason = fault instanceof Error ? fault.message : String(fault)
        this.#log.warn({ loop: this.name, reason, delayMs }, 'a turn failed and is tried again')
      }
      await this.#wait(Math.max(delayMs, TURN_GAP_MS))
    }
  }

  async #wait(ms: number): Promise<void> {
    if (this.#rung || this.#closed) return
    await new Promise<void>((resume) => {
      const timer = setTimeout(resume, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resume()
      }
    })
  }
}
