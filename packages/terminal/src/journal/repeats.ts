import type { JournalRecord, OriginalRef } from '@budeng/transactions'
import { REVERSAL_TRIES_FAULT } from '../limits.ts'
import type { HostLink, HostTerminal } from '../ports.ts'
import type { StreamBody } from '../state.ts'
import type { Store } from '../store.ts'
import type { Batches } from './batches.ts'
import type { Journal, JournalDraft } from './journal.ts'
import type { Waiting } from './journal-state.ts'
import { answeredBy, forwardOutcome, reversalOutcome } from './orders.ts'
import { recordAt } from './totals.ts'

interface RepeatsParts {
  readonly store: Store
  readonly journal: Journal
  readonly batches: Batches
  readonly host: HostLink
  terminal(): HostTerminal
  now(): number | null
  isStopped(): boolean
}

/** What is told to the host until it answers: reversals first, then offline sales in their order. [P-18.3] [P-18.5] */
export class Repeats {
  readonly #parts: RepeatsParts

  constructor(parts: RepeatsParts) {
    this.#parts = parts
  }

  get reversals(): readonly Waiting[] {
    return this.#parts.store.state.journal.reversals
  }

  get forwards(): readonly Waiting[] {
    return this.#parts.store.state.journal.forwards
  }

  /** Tells all reversals, the oldest first. False when the host left one without an answer. */
  async reverseAll(): Promise<boolean> {
    for (let next = this.reversals[0]; next !== undefined; next = this.reversals[0])
      if (this.#parts.isStopped() || !(await this.#reverse(next))) return false
    return true
  }

  /** Tells all offline sales, the oldest first. False when the host left one without an answer. */
  async forwardAll(): Promise<boolean> {
    for (let next = this.forwards[0]; next !== undefined; next = this.forwards[0])
      if (this.#parts.isStopped() || !(await this.#forward(next))) return false
    return true
  }

  async #reverse(first: Waiting): Promise<boolean> {
    const { host, journal, isStopped } = this.#parts
    const waiting = this.#counted('reversals', first)
    const answer = await host.reverse({ ...waiting.request, terminal: this.#parts.terminal(), attempt: waiting.tries })
    if (isStopped()) return false
    const outcome = reversalOutcome(answer)
    const draft = journal.draft()
    if (outcome === null) {
      // told once that it was sent; afterwards only the count changes
      if (waiting.tries === 1) this.#status(draft, waiting, { outcome: 'SENT', ...codeOf(answer) })
      journal.commit(draft, ...this.#overdue(draft, waiting))
      return false
    }
    this.#status(draft, waiting, { outcome, attempt: waiting.tries, ...codeOf(answer) })
    this.#over(draft, waiting)
    return true
  }

  /** A person at the terminal decided that a reversal will not be told any more: a fact of the journal. [P-18.4] */
  abandon(seq: number): boolean {
    const waiting = this.reversals.find((each) => each.seq === seq)
    if (waiting === undefined) return false
    const draft = this.#parts.journal.draft()
    this.#status(draft, waiting, { outcome: 'ABANDONED', ...(waiting.tries > 0 ? { attempt: waiting.tries } : {}) })
    this.#over(draft, waiting)
    return true
  }

  #status(draft: JournalDraft, waiting: Waiting, rest: Partial<JournalRecord>): void {
    const held = this.#parts.journal.held(waiting.epoch)
    const original = held && recordAt(held, waiting.seq)?.original
    if (original === undefined) return
    draft.record({ type: 'REVERSAL_STATUS', ...rest, original: placedFrom(original, waiting.epoch, draft.epoch) })
  }

  /** Ends one reversal; with the last one ends the fault. */
  #over(draft: JournalDraft, { epoch, seq }: Waiting): void {
    const { journal, store } = this.#parts
    draft.add({ e: 'unqueued', queue: 'reversals', epoch, seq })
    const isCured = this.reversals.length === 1 && store.state.journal.reversalFault
    if (isCured) draft.add({ e: 'journalFault', fault: 'reversalFault', set: false })
    journal.commit(draft, ...(isCured ? [this.#fault(false)] : []))
  }

  #overdue(draft: JournalDraft, { tries }: Waiting): StreamBody[] {
    if (tries < REVERSAL_TRIES_FAULT || this.#parts.store.state.journal.reversalFault) return []
    draft.add({ e: 'journalFault', fault: 'reversalFault', set: true })
    return [this.#fault(true)]
  }

  #fault(set: boolean): StreamBody {
    return { kind: 'fault', at: this.#parts.now(), code: 'TXN_REVERSAL_PENDING', set, severity: 'MAJOR' }
  }

  async #forward(first: Waiting): Promise<boolean> {
    const { host, journal, isStopped, batches } = this.#parts
    const waiting = this.#counted('forwards', first)
    const answer = await host.advise({ ...waiting.request, terminal: this.#parts.terminal(), attempt: waiting.tries })
    if (isStopped()) return false
    const outcome = forwardOutcome(answer)
    if (outcome === null || answer === null) return false
    const draft = journal.draft()
    const { batch, stan, type, amount, currency, exponent } = waiting.request
    const money = amount === undefined ? {} : { amount, currency, exponent }
    const original = { batch, stan, type, seq: waiting.seq } as const
    const advice = {
      type: 'ADVICE',
      batch: batches.current(draft) ?? batch,
      stan,
      ...money,
      outcome,
      original: placedFrom(original, waiting.epoch, draft.epoch),
      forwardOf: waiting.seq,
      attempt: waiting.tries,
    } as JournalRecord
    draft.record(answeredBy(advice, answer))
    draft.add({ e: 'unqueued', queue: 'forwards', epoch: waiting.epoch, seq: waiting.seq })
    journal.commit(draft)
    return true
  }

  /** One more try, counted before it is made. */
  #counted(queue: 'reversals' | 'forwards', first: Waiting): Waiting {
    const counted = { ...first, tries: first.tries + 1 }
    const draft = this.#parts.journal.draft()
    draft.add({ e: 'queued', queue, waiting: counted })
    this.#parts.journal.commit(draft)
    return counted
  }
}

/** A record refers to one of an older journal by its epoch. */
function placedFrom(original: OriginalRef, from: number, to: number): OriginalRef {
  return from === to ? original : { ...original, epoch: original.epoch ?? from }
}

function codeOf(answer: { readonly responseCode: string } | null): Partial<JournalRecord> {
  return answer === null ? {} : { responseCode: answer.responseCode }
}
