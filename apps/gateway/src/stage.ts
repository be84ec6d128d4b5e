import type { Log } from '@budeng/storage'
import type { Counts } from './counts.ts'

/** Something that is done again and again until the gateway stops: at a fixed pace, never twice at once. */
export class Stage {
  readonly #name: string
  readonly #work: () => Promise<void>
  readonly #log: Log
  readonly #counts: Counts
  readonly #timer: NodeJS.Timeout
  #running: Promise<void> | null = null
  #soon: NodeJS.Timeout | undefined
  #wanted = false
  #failing = false

  constructor(name: string, everyMs: number, work: () => Promise<void>, log: Log, counts: Counts) {
    this.#name = name
    this.#work = work
    this.#log = log
    this.#counts = counts
    this.#timer = setInterval(() => void this.run(), everyMs)
    this.#timer.unref()
  }

  /**
   * Now, or once more when it is under way: whoever calls knows of something new. A fault is logged when it begins, and
   * forgotten when it is over: the next round tries again.
   */
  run(): Promise<void> {
    this.#wanted = true
    this.#running ??= this.#rounds().finally(() => {
      this.#running = null
    })
    return this.#running
  }

  /** Within that time: who comes meanwhile comes along. */
  soon(withinMs: number): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined
      void this.run()
    }, withinMs)
  }

  async #rounds(): Promise<void> {
    while (this.#wanted) {
      this.#wanted = false
      try {
        await this.#work()
        this.#failing = false
      } catch (fault) {
        this.#counts.add(`failed.${this.#name}`)
        if (!this.#failing)
          this.#log.warn(
            { stage: this.#name, reason: fault instanceof Error ? fault.message : String(fault) },
            'a gateway stage failed and tries again',
          )
        this.#failing = true
        return
      }
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    clearTimeout(this.#soon)
    await this.#running
  }
}
