import { refuse } from '@budeng/kernel'
import type { JournalRecord, OriginalRef } from '@budeng/transactions'
import { TYPE_RULES } from '@budeng/transactions'
import { FORWARD_RETRY_CAP_MS, REVERSAL_RETRY_CAP_MS, REVERSAL_RETRY_MS } from '../limits.ts'
import type { HostAnswer, HostLink, HostTerminal, Scheduler } from '../ports.ts'
import type { Store } from '../store.ts'
import type { Batches } from './batches.ts'
import { followUpRefused } from './follow-ups.ts'
import type { Journal, JournalDraft } from './journal.ts'
import type { PendingOnline } from './journal-state.ts'
import { answeredBy, isApproved, type OfflineType, type OnlineType, type Order, recordOf, requestOf } from './orders.ts'
import type { Refused } from './refusals.ts'
import { Repeats } from './repeats.ts'
import { type Settled, Settlement } from './settlement.ts'
import { recordAt } from './totals.ts'

/** What came of an order: the record that was written, or why none was. */
export type Sold = { readonly ok: true; readonly seq: number; readonly record: JournalRecord } | Refused

/** What is to be done: a locked terminal does not trade. */
type Deed = 'TRADE' | 'REPEAT' | 'SETTLE'

interface TillParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly journal: Journal
  readonly batches: Batches
  readonly host: HostLink
  readonly mid: string | undefined
  readonly offsetMin: number
  now(): number | null
  /** Free again, or busy: what waits for it may look. */
  changed(): void
}

/**
 * The till: online orders with their write-ahead, offline sales, what is repeated to the host, and settlement. One thing at
 * a time; a run that was stopped in the middle is settled by the next one. [P-18]
 */
export class Till {
  readonly #parts: TillParts
  readonly #repeats: Repeats
  readonly #settlement: Settlement
  #busy = false
  #stopped = false
  #retryMs = REVERSAL_RETRY_MS
  #cancelRetry: (() => void) | null = null

  constructor(parts: TillParts) {
    this.#parts = parts
    const terminal = () => this.#terminal()
    const isStopped = () => this.#stopped
    this.#repeats = new Repeats({ ...parts, now: () => parts.now(), terminal, isStopped })
    this.#settlement = new Settlement({ ...parts, terminal, isStopped })
  }

  get isBusy(): boolean {
    return this.#busy
  }

  get reversals(): number {
    return this.#repeats.reversals.length
  }

  get forwards(): number {
    return this.#repeats.forwards.length
  }

  /** After a restart: an order without its answer becomes UNKNOWN and is reversed. [P-18.2] */
  recover(): void {
    const { pending } = this.#parts.store.state.journal
    if (pending !== null) this.#unanswered(pending)
    this.#settlement.recover()
    this.#arm()
  }

  stop(): void {
    this.#stopped = true
    this.#cancelRetry?.()
  }

  /** An order that the host decides. */
  online(type: OnlineType, order: Order): Promise<Sold> {
    return this.#alone('TRADE', async () => {
      const against = this.#against(type, order)
      if (against !== null) return against
      const told = await this.#repeats.reverseAll()
      if (this.#stopped) return refuse('STOPPED')
      if (!told) return refuse('REVERSAL_PENDING')
      const pending = this.#begin(type, order)
      if (pending === null) return refuse('NO_BATCH')
      const { host } = this.#parts
      const card = order.card === undefined ? {} : { card: order.card }
      const answer = await host.authorise({ ...pending.request, terminal: this.#terminal(), attempt: 1, ...card })
      // the next run found the order without an answer, and has written what follows from that
      if (this.#stopped) return refuse('STOPPED')
      return answer === null ? this.#unanswered(pending) : this.#answered(pending, answer)
    })
  }

  /** A sale that the terminal decides, because there is no line or no time. It is forwarded later. [P-18.5] */
  offline(type: OfflineType, order: Order): Sold {
    const refused = this.#refused('TRADE') ?? this.#against(type, order)
    if (refused !== null) return refused
    const { journal, batches } = this.#parts
    const draft = journal.draft()
    const batch = batches.current(draft)
    if (batch === null) return refuse('NO_BATCH')
    const record = this.#record(type, order, batch, draft)
    const sold = { ...record, outcome: 'OFFLINE_APPROVED' } as const
    const seq = draft.record(sold)
    const forward = { epoch: draft.epoch, seq, request: requestOf(record, order.originalSlip), tries: 0 }
    draft.add({ e: 'queued', queue: 'forwards', waiting: forward })
    journal.commit(draft)
    this.#arm()
    return { ok: true, seq, record: sold }
  }

  /** Undoes an approved order that could not be finished: no paper, no goods. */
  reverse(seq: number, original: Omit<OriginalRef, 'seq'>): Sold {
    const refused = this.#refused('TRADE')
    if (refused !== null) return refused
    const { journal, batches } = this.#parts
    const draft = journal.draft()
    const batch = batches.current(draft)
    if (batch === null) return refuse('NO_BATCH')
    const held = journal.held(draft.epoch)
    const about = held && recordAt(held, seq)
    const reversal = this.#addReversal(draft, { ...about, batch }, { ...original, seq })
    journal.commit(draft)
    this.#arm()
    return { ok: true, ...reversal }
  }

  /** Tells the host what waits, now. */
  repeat(): Promise<boolean> {
    return this.#alone('REPEAT', async () => {
      const done = (await this.#repeats.reverseAll()) && (await this.#repeats.forwardAll())
      return done ? ({ ok: true } as const) : refuse('HOST_UNREACHABLE')
    }).then(({ ok }) => ok)
  }

  /** [P-18.4] */
  abandonReversal(seq: number): boolean {
    return this.#repeats.abandon(seq)
  }

  /** Settles the open batch with the host and closes it. A repeat after a lost answer is the same settlement. [P-19.4] */
  settle(): Promise<Settled> {
    return this.#alone('SETTLE', async () => {
      const reversed = await this.#repeats.reverseAll()
      const forwarded = reversed && (await this.#repeats.forwardAll())
      if (this.#stopped) return refuse('STOPPED')
      if (!forwarded) return reversed ? refuse('FORWARDS_PENDING') : refuse('REVERSAL_PENDING')
      return this.#settlement.run()
    })
  }

  #refused(deed: Deed): Refused | null {
    const { store, journal } = this.#parts
    const { signOn, locked } = store.state
    if (this.#stopped) return refuse('STOPPED')
    if (!journal.isReady) return refuse('NOT_READY')
    if (signOn !== 'SIGNED_ON') return refuse('NOT_SIGNED_ON')
    if (locked && deed === 'TRADE') return refuse('TERMINAL_LOCKED')
    return this.#busy ? refuse('BUSY') : null
  }

  /** What this terminal itself knows against an order that follows another one up. [P-18.7] */
  #against(type: OnlineType | OfflineType, order: Order): Refused | null {
    const { journal, batches } = this.#parts
    const batch = batches.current(journal.draft())
    const { originalSlip: _slip, card: _card, ...plain } = order
    return batch === null ? null : followUpRefused(journal, { ...plain, type, batch })
  }

  /** One thing at a time. */
  async #alone<Result extends { readonly ok: boolean }>(
    deed: Deed,
    run: () => Promise<Result | Refused>,
  ): Promise<Result | Refused> {
    const refused = this.#refused(deed)
    if (refused !== null) return refused
    this.#busy = true
    try {
      return await run()
    } finally {
      this.#busy = false
      if (!this.#stopped) {
        this.#arm()
        this.#parts.changed()
      }
    }
  }

  /** Durable before it is sent. [P-18.1] */
  #begin(type: OnlineType, order: Order): PendingOnline | null {
    const { journal, batches } = this.#parts
    const draft = journal.draft()
    const batch = batches.current(draft)
    if (batch === null) return null
    const record = this.#record(type, order, batch, draft)
    const pending = { request: requestOf(record, order.originalSlip), draft: record }
    draft.add({ e: 'pending', pending })
    journal.commit(draft)
    return pending
  }

  #record(type: OnlineType | OfflineType, order: Order, batch: string, draft: JournalDraft): JournalRecord {
    const { mid, offsetMin } = this.#parts
    return recordOf(type, order, { batch, stan: draft.stan(), mid, at: this.#parts.now(), offsetMin })
  }

  #answered({ draft: about }: PendingOnline, answer: HostAnswer): Sold {
    const outcome = isApproved(answer.responseCode) ? 'APPROVED' : 'DECLINED'
    return this.#finish(answeredBy({ ...about, outcome }, answer))
  }

  #unanswered({ draft: about }: PendingOnline): Sold {
    return this.#finish({ ...about, outcome: 'UNKNOWN' })
  }

  /** The record, what it asks for, and the end of the write-ahead: one write. [P-17.3] [P-18.2] */
  #finish(record: JournalRecord): Sold {
    const { journal } = this.#parts
    const draft = journal.draft()
    const seq = draft.record(record)
    draft.add({ e: 'pending', pending: null })
    const { type, batch = '', stan = '', outcome } = record
    const isReversible = TYPE_RULES.REVERSAL.of.includes(type)
    if (outcome === 'UNKNOWN' && isReversible) this.#addReversal(draft, record, { batch, stan, type, seq })
    journal.commit(draft)
    return { ok: true, seq, record }
  }

  #addReversal(
    draft: JournalDraft,
    about: Partial<JournalRecord>,
    original: OriginalRef,
  ): { readonly seq: number; readonly record: JournalRecord } {
    const { batch = '', amount, currency, exponent, panMasked, panToken, scope } = about
    const stan = draft.stan()
    const known = { amount, currency, exponent, panMasked, panToken, scope }
    const record = {
      ...present(known),
      type: 'REVERSAL',
      batch,
      stan,
      outcome: 'REQUIRED',
      original,
    } as JournalRecord
    const seq = draft.record(record)
    const { localTime, rrn, authCode } = about
    const slip = present({ localTime, rrn, authCode })
    const waiting = { epoch: draft.epoch, seq, request: requestOf(record, slip), tries: 0 }
    draft.add({ e: 'queued', queue: 'reversals', waiting })
    return { seq, record }
  }

  /** Signed on again, or the line is back: what waits is told at once. */
  kick(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = null
    this.#retryMs = REVERSAL_RETRY_MS
    if (this.#waits) this.#again()
  }

  get #waits(): boolean {
    return this.reversals > 0 || this.forwards > 0 || this.#settlement.isBegun
  }

  /** Looks again later while anything waits, for ever; the wait grows while the host is silent. */
  #arm(): void {
    if (this.#stopped || this.#cancelRetry !== null || !this.#waits) return
    this.#cancelRetry = this.#parts.scheduler.after(this.#retryMs, () => this.#again())
  }

  #again(): void {
    const isSettling = this.#settlement.isBegun
    const capMs = this.reversals > 0 ? REVERSAL_RETRY_CAP_MS : FORWARD_RETRY_CAP_MS
    const work = isSettling ? this.settle().then(({ ok }) => ok) : this.repeat()
    const next = (done: boolean) => {
      this.#cancelRetry = null
      this.#retryMs = done ? REVERSAL_RETRY_MS : Math.min(this.#retryMs * 2, capMs)
      this.#arm()
    }
    // a medium that fails ends the run: as for any timer, the error is the process's
    const fail = (error: unknown) => {
      this.#parts.scheduler.after(0, () => {
        throw error
      })
    }
    void work.then(next).catch(fail)
  }

  #terminal(): HostTerminal {
    const { acquirer, tid } = this.#parts.store.identity
    return { acquirer, tid, mid: this.#parts.mid }
  }
}

/** The members that are there. */
function present<Members extends object>(members: Members): { [Name in keyof Members]?: NonNullable<Members[Name]> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]?: NonNullable<Members[Name]>
  }
}
