import type { Outcome } from '@budeng/protocol'
import type { ResettableNetwork, Scheduler } from './ports.ts'
import type { NetworkTrial } from './state.ts'
import type { Store } from './store.ts'

interface NetworkResetParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly network: ResettableNetwork
  /** Drops the line without goodbye and connects anew. */
  reconnect(): void
}

const REVERTED: Outcome = { status: 'FAILED', code: 'REVERTED' }

/** A network that begins anew on trial: kept when it brings the platform back in time, else as it was. [P-9.13] */
export class NetworkReset {
  readonly #parts: NetworkResetParts
  #end: ((outcome: Outcome) => void) | null = null
  #cancelRevert: (() => void) | null = null

  constructor(parts: NetworkResetParts) {
    this.#parts = parts
  }

  /** The power went during a trial: the old settings return before anything is sent. Names the command that failed by it. */
  recover(): NetworkTrial | null {
    const { store, network } = this.#parts
    const { networkTrial } = store.state
    if (networkTrial === null) return null
    network.revert()
    store.append({ e: 'networkTrial', trial: null })
    return networkTrial
  }

  stop(): void {
    this.#cancelRevert?.()
    this.#end = null
  }

  /** Begins a trial; the outcome comes with the platform, or without it when the time is over. */
  run(trial: NetworkTrial, revertAfterSec: number): Promise<Outcome> {
    const { store, scheduler, network, reconnect } = this.#parts
    // that a trial runs is on disk before anything changes
    store.append({ e: 'networkTrial', trial })
    network.reset()
    return new Promise((resolve) => {
      this.#end = resolve
      this.#cancelRevert = scheduler.after(revertAfterSec * 1_000, () => {
        network.revert()
        this.#finish(REVERTED)
        reconnect()
      })
      reconnect()
    })
  }

  /** The platform is there again. */
  welcomed(): void {
    if (this.#end === null) return
    // the trial is over on disk first: a power cut before `keep` leaves settings aside that nobody takes back
    this.#finish({ status: 'SUCCEEDED', code: 'NETWORK_RESET', data: { conn: this.#parts.store.state.conn } })
    this.#parts.network.keep()
  }

  #finish(outcome: Outcome): void {
    const end = this.#end
    this.#end = null
    this.#cancelRevert?.()
    this.#parts.store.append({ e: 'networkTrial', trial: null })
    end?.(outcome)
  }
}
