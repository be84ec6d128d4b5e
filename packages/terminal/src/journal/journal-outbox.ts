import {
  type Ack,
  densePrefix,
  type DownOf,
  isAckGenuine,
  RECORDS_MAX,
  rangesOf,
  type SeqRange,
  toBase64url,
  type WireRecord,
} from '@budeng/protocol'
import { RECORD_MESSAGES_IN_FLIGHT_MAX, RECORDS_JSON_CHARS_MAX } from '../limits.ts'
import type { UpBody } from '../link.ts'
import type { Observe } from '../observe.ts'
import type { Gathering } from '../options.ts'
import type { Scheduler } from '../ports.ts'
import { Resend } from '../resend.ts'
import type { Entry, StreamBody } from '../state.ts'
import type { Store } from '../store.ts'
import { answerComparison } from './compare.ts'
import type { Journal } from './journal.ts'
import type { EpochJournal } from './journal-state.ts'

interface JournalOutboxParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly journal: Journal
  readonly ackKey: Uint8Array
  readonly gathering: Gathering | undefined
  readonly observe: Observe
  send(body: UpBody): boolean
  write(entries: readonly Entry[], ...reports: readonly StreamBody[]): void
  now(): number | null
  /** All records are acknowledged, or more of them are: what depends on it may go on. */
  advanced(): void
}

/** A message on its way. */
interface InFlight extends SeqRange {
  readonly epoch: number
}

/**
 * Records on their way: oldest epoch and lowest seq first, again on each new connection and while no acknowledgement names
 * them, for ever. [P-17.4]
 */
export class JournalOutbox {
  readonly #parts: JournalOutboxParts
  /** By epoch, what the newest acknowledgement left to be wished for. */
  readonly #answered = new Map<number, { readonly throughSeq: number; readonly missing: readonly SeqRange[] }>()
  /** In the order of sending. */
  #inFlight: InFlight[] = []
  #era = 0
  readonly #resend: Resend
  #cancelGathering: (() => void) | null = null

  constructor(parts: JournalOutboxParts) {
    this.#parts = parts
    this.#resend = new Resend(parts.scheduler, () => {
      this.#inFlight = []
      this.#sendAll()
    })
  }

  /** Records that no acknowledgement names yet. */
  get waiting(): number {
    return this.#epochs.reduce((sum, { lastSeq, ackedThrough }) => sum + lastSeq - ackedThrough, 0)
  }

  get #epochs(): readonly EpochJournal[] {
    return [...this.#parts.store.state.journal.epochs.values()].sort((a, b) => a.epoch - b.epoch)
  }

  /** True when everything of an epoch through a record is acknowledged or on its way. */
  isSentThrough(epoch: number, seq: number): boolean {
    const journal = this.#parts.journal.held(epoch)
    return journal === undefined || (this.#unsent(journal)[0]?.first ?? Number.POSITIVE_INFINITY) > seq
  }

  /** What is neither acknowledged nor on its way. */
  #unsent({ epoch, ackedThrough, lastSeq }: EpochJournal): SeqRange[] {
    const { throughSeq, missing } = this.#answered.get(epoch) ?? { throughSeq: ackedThrough, missing: [] }
    const tail = { first: Math.max(throughSeq, ackedThrough) + 1, last: lastSeq }
    const wanted = [...missing, tail].map(({ first, last }) => ({ first, last: Math.min(last, lastSeq) }))
    const sent = this.#inFlight.filter((message) => message.epoch === epoch)
    return sent.reduce((left, message) => left.flatMap((range) => without(range, message)), wanted.filter(isRange))
  }

  /** Sends what is not on its way yet, unless it is gathered. */
  flush(): void {
    if (!this.#gathers()) this.#sendAll()
  }

  /** As far as the limit in flight goes. */
  #sendAll(): void {
    const { era } = this.#parts.store.state
    if (era !== this.#era) this.forget()
    this.#era = era
    for (const journal of this.#epochs)
      for (const { first, last } of this.#unsent(journal))
        for (let from = first; from <= last; ) {
          if (this.#inFlight.length >= RECORD_MESSAGES_IN_FLIGHT_MAX) return this.#resend.arm()
          const sent = this.#sendRange(journal, { first: from, last })
          if (sent === null) return
          this.#inFlight.push({ epoch: journal.epoch, first: from, last: sent })
          from = sent + 1
        }
    if (this.#inFlight.length > 0) this.#resend.arm()
  }

  /** Records wait for company; those of a closed batch do not, nor what went before and is missing there. */
  #gathers(): boolean {
    const { gathering, store, scheduler } = this.#parts
    if (gathering === undefined) return false
    const sent = this.#inFlight.reduce((sum, { first, last }) => sum + last - first + 1, 0)
    const isMissing = [...this.#answered.values()].some(({ missing }) => missing.length > 0)
    const isClosing = store.state.journal.batches.some(
      ({ epoch, closing }) => closing !== null && closing.throughSeq > this.#ackedThrough(epoch),
    )
    if (isMissing || isClosing || this.waiting - sent >= gathering.records) return false
    if (this.waiting > sent)
      this.#cancelGathering ??= scheduler.after(gathering.ms, () => {
        this.#cancelGathering = null
        this.#sendAll()
      })
    return true
  }

  #ackedThrough(epoch: number): number {
    return this.#parts.journal.held(epoch)?.ackedThrough ?? Number.POSITIVE_INFINITY
  }

  /** All records of a batch once more, because the platform asks for an upload. [P-19.6] */
  upload(epoch: number, { first, last }: SeqRange): void {
    const journal = this.#parts.journal.held(epoch)
    if (journal === undefined) return
    for (let from = Math.max(first, journal.erasedThrough + 1); from <= last; ) {
      const sent = this.#sendRange(journal, { first: from, last })
      if (sent === null) return
      from = sent + 1
    }
  }

  /** JOURNAL_SYNC: all that waits, now; with nothing waiting the newest record once more, so that the platform answers. [P-17.13] */
  sync(): { readonly epoch: number; readonly lastSeq: number; readonly waiting: number } {
    const { journal } = this.#parts
    const { epoch } = journal
    const lastSeq = journal.lastSeq(epoch)
    const waiting = this.waiting
    this.restart()
    if (waiting === 0 && lastSeq > 0) this.upload(epoch, { first: lastSeq, last: lastSeq })
    return { epoch, lastSeq, waiting }
  }

  /** One message with as many records as fit. Returns the last of them, or null when there is no connection. */
  #sendRange(journal: EpochJournal, { first, last }: SeqRange): number | null {
    const records: WireRecord[] = []
    let chars = 0
    for (let seq = first; seq <= Math.min(last, first + RECORDS_MAX - 1); seq++) {
      const stored = journal.records.get(seq)
      if (stored === undefined) break
      const record = { seq, leaf: stored.leaf, body: stored.body }
      chars += JSON.stringify(record).length + 1
      if (records.length > 0 && chars > RECORDS_JSON_CHARS_MAX) break
      records.push(record)
    }
    const end = records.at(-1)
    if (end === undefined) return null
    return this.#parts.send({ kind: 'records', epoch: journal.epoch, records }) ? end.seq : null
  }

  /** Takes an acknowledgement of the journal. [P-17.7] */
  acknowledge(ack: Ack): void {
    const { store, ackKey, observe, journal } = this.#parts
    const refuse = (reason: string) => observe({ event: 'REFUSED', what: 'ack', reason })
    if (!isAckGenuine(ack, ackKey)) return refuse('BAD_TAG')
    if (ack.era < store.state.era) return refuse('OLD_ERA')
    const missing = rangesOf(ack.missing)
    if (missing === null) return refuse('BAD_MISSING')
    const held = journal.held(ack.epoch)
    if (held === undefined) return refuse('OTHER_EPOCH')
    // the platform was restored: nothing of what it said before holds any more [P-17.10]
    if (ack.era > store.state.era) {
      this.#parts.write([{ e: 'agreed', epoch: store.state.epoch, era: ack.era }])
      this.forget()
    }
    if (!this.#take(ack, held)) return
    this.#answered.set(ack.epoch, { throughSeq: Math.min(ack.throughSeq, held.lastSeq), missing })
    this.#settle(ack, missing)
    this.flush()
    this.#parts.advanced()
  }

  /** Messages are acknowledged in their order: what was sent before one that arrived, and is missing, is lost. */
  #settle({ epoch, throughSeq }: Ack, missing: readonly SeqRange[]): void {
    const isIn = (message: InFlight) =>
      message.epoch === epoch && message.last <= throughSeq && !missing.some((range) => meets(range, message))
    const newest = this.#inFlight.findLastIndex(isIn)
    this.#inFlight = this.#inFlight.filter((message, at) => message.epoch !== epoch || (at > newest && !isIn(message)))
    this.#resend.relax()
    this.#resend.stop()
  }

  /** Writes how far it is acknowledged; false for one that says less than an earlier one. */
  #take(ack: Ack, held: EpochJournal): boolean {
    const { store, journal, write } = this.#parts
    const dense = Math.min(densePrefix(ack), held.lastSeq)
    if (dense < held.ackedThrough) return false
    const isBeyond = densePrefix(ack) > held.lastSeq
    const ours = journal.rootThrough(held.epoch, dense)
    const isEqual = !isBeyond && ours !== null && ack.root === toBase64url(ours)
    // a root that is not there says nothing of equality, and nothing against it
    const differs = isBeyond || (ack.root !== undefined && !isEqual)
    const equalThrough = isEqual ? Math.max(held.equalThrough, dense) : held.equalThrough
    const entries: Entry[] = []
    if (dense !== held.ackedThrough || equalThrough !== held.equalThrough)
      entries.push({ e: 'journalAcked', epoch: held.epoch, ackedThrough: dense, equalThrough })
    const isFaulty = store.state.journal.digestFault
    const isCured = isEqual && isFaulty && equalThrough === dense
    if (differs && !isFaulty) write([...entries, ...faultEntries(true)], this.#fault(true))
    else if (isCured) write([...entries, ...faultEntries(false)], this.#fault(false))
    else if (entries.length > 0) write(entries)
    journal.tree(held.epoch)?.ackedThrough(dense)
    return true
  }

  /** [P-17.9] */
  #fault(set: boolean): StreamBody {
    return { kind: 'fault', at: this.#parts.now(), code: 'TXN_DIGEST_MISMATCH', set, severity: 'MAJOR' }
  }

  /** Answers one question of a comparison. [P-20.4] */
  compare(question: DownOf<'compare'>): void {
    this.#parts.send(answerComparison(this.#parts.journal.held(question.epoch), question))
  }

  /** What the platform acknowledged before does not hold any more. [P-17.10] */
  forget(): void {
    this.#answered.clear()
    this.#inFlight = []
  }

  /** A new connection: everything that waits is sent again. */
  restart(): void {
    this.#inFlight = []
    this.#resend.relax()
    this.#resend.stop()
    this.#sendAll()
  }

  stop(): void {
    this.#resend.stop()
    this.#cancelGathering?.()
  }
}

function faultEntries(set: boolean): Entry[] {
  return [{ e: 'journalFault', fault: 'digestFault', set }]
}

const isRange = ({ first, last }: SeqRange) => first <= last
const meets = (one: SeqRange, other: SeqRange) => one.first <= other.last && other.first <= one.last

/** What of a range lies outside another one. */
function without(range: SeqRange, { first, last }: SeqRange): SeqRange[] {
  if (!meets(range, { first, last })) return [range]
  return [
    { first: range.first, last: first - 1 },
    { first: last + 1, last: range.last },
  ].filter(isRange)
}
