import { apply, emptyState, type Entry, type Identity, type TerminalState } from './state.ts'

/** Where a terminal keeps what must survive. The state is read as it is and changed by `append` only. */
export interface Store {
  readonly identity: Identity
  readonly state: Readonly<TerminalState>
  /** All of the entries or none; they are durable when it returns. @throws when the medium fails: nothing may be done then */
  append(...entries: readonly Entry[]): void
}

/** A store that lives as long as its object: for simulations. A new `Terminal` on it is the same terminal after a restart. */
export class MemoryStore implements Store {
  readonly identity: Identity
  readonly state: TerminalState

  constructor(identity: Identity, storeLost = false) {
    this.identity = identity
    this.state = emptyState(storeLost)
  }

  append(...entries: readonly Entry[]): void {
    for (const entry of entries) apply(this.state, entry)
  }
}
