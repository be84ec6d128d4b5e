import type { Frame, Scheduler, Screen } from './ports.ts'

type Presence = Extract<Frame, { frame: 'PRESENCE' }>
type Message = Extract<Frame, { frame: 'MESSAGE' }>

/** A screen that is only looked at: by the operator of a software terminal, or by a test that plays the merchant. */
export class PlainScreen implements Screen {
  readonly #scheduler: Scheduler
  #presence: { readonly frame: Presence; readonly untilMs: number } | null = null
  #message: { readonly frame: Message; readonly untilMs: number } | null = null
  #locked = false

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler
  }

  show(frame: Frame): void {
    if (frame.frame === 'LOCK') {
      this.#locked = frame.locked
      return
    }
    const untilMs = this.#scheduler.nowMs() + frame.showSec * 1_000
    if (frame.frame === 'PRESENCE') this.#presence = { frame, untilMs }
    else this.#message = { frame, untilMs }
  }

  /** Digits and words while they are shown. */
  get presence(): Pick<Presence, 'digits' | 'words'> | null {
    return this.#stillShown(this.#presence)
  }

  get isPrivate(): boolean {
    return this.presence !== null
  }

  get message(): string | null {
    return this.#stillShown(this.#message)?.text ?? null
  }

  get locked(): boolean {
    return this.#locked
  }

  #stillShown<Shown>(shown: { readonly frame: Shown; readonly untilMs: number } | null): Shown | null {
    return shown !== null && this.#scheduler.nowMs() < shown.untilMs ? shown.frame : null
  }
}
