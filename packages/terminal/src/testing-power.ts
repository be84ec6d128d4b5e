import type { Entry } from './state.ts'
import type { Store } from './store.ts'
import { PowerCut } from './testing.ts'

/** A medium whose power goes at one write: before it is on the medium, or right after. */
export class FailingStore implements Store {
  readonly inner: Store
  writesLeft = Number.POSITIVE_INFINITY
  cutsAfter = false
  writes = 0
  onCut: () => void = () => {}
  /** Where nobody catches what is thrown: in what goes on behind a promise. The run is stopped by then. */
  quiet = false
  #dead = false

  constructor(inner: Store) {
    this.inner = inner
  }

  get identity() {
    return this.inner.identity
  }

  get state() {
    return this.inner.state
  }

  append(...entries: readonly Entry[]): void {
    if (this.#dead) return this.#cut()
    this.writes++
    if (this.writesLeft-- > 0) return this.inner.append(...entries)
    if (this.cutsAfter) this.inner.append(...entries)
    this.#dead = true
    this.onCut()
    this.#cut()
  }

  #cut(): void {
    if (!this.quiet) throw new PowerCut()
  }

  powerOn(): void {
    this.#dead = false
    this.writesLeft = Number.POSITIVE_INFINITY
    this.quiet = false
  }
}
