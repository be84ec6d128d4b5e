import { type BatchNotice, isBatchNoticeGenuine, slipDigits, toBase64url } from '@budeng/protocol'
import type { UpBody } from '../link.ts'
import type { Observe } from '../observe.ts'
import type { Scheduler } from '../ports.ts'
import { Resend } from '../resend.ts'
import type { Entry } from '../state.ts'
import type { Store } from '../store.ts'
import type { Journal, JournalDraft } from './journal.ts'
import type { JournalOutbox } from './journal-outbox.ts'
import type { BatchEntry, Closing } from './journal-state.ts'
import { sumsOf, wireTotals } from './totals.ts'

interface BatchesParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly journal: Journal
  readonly outbox: JournalOutbox
  readonly ackKey: Uint8Array
  readonly observe: Observe
  send(body: UpBody): boolean
  write(entries: readonly Entry[]): void
  /** The number of the open batch was used before in this epoch: the platform will tell a new epoch when asked. */
  askEpoch(): void
}

/** What is printed when a batch was closed. [P-19.7] */
export interface Slip extends Closing {
  readonly epoch: number
  readonly batch: string
  readonly digits: string
}

const OVER: ReadonlySet<string> = new Set(['CLOSED', 'FORCE_CLOSED'])

/** Batches from their opening at sign-on to the notice that closes them. [P-19] */
export class Batches {
  readonly #parts: BatchesParts
  /** Told on this connection: openings and closings by their key. */
  readonly #told = new Set<string>()
  readonly #resend: Resend

  constructor(parts: BatchesParts) {
    this.#parts = parts
    this.#resend = new Resend(parts.scheduler, () => this.#tellAgain())
  }

  /** The host gave a batch number: the same goes on, another one closes what is open and opens. [P-19.3] */
  open(draft: JournalDraft, batch: string): void {
    const { journal } = this.#parts
    const open = journal.openBatch
    if (open?.batch === batch && open.epoch === draft.epoch) return
    // nothing of the new batch may stand in the draft yet
    if (open !== null) this.#closeOpen(draft, open)
    // whatever the host made of it, its batch is another one by now [P-19.9]
    const { settling } = this.#parts.store.state.journal
    if (settling !== null && settling.batch !== batch) draft.add({ e: 'settling', settling: null })
    draft.add({
      e: 'batch',
      batch: { epoch: draft.epoch, batch, openSeq: draft.lastSeq + 1, closing: null, state: null, at: 0 },
    })
  }

  #closeOpen(draft: JournalDraft, open: BatchEntry): void {
    const isEmpty = draft.lastSeq < open.openSeq
    if (isEmpty) draft.add({ e: 'batchDropped', batch: open })
    else draft.add({ e: 'batch', batch: { ...open, closing: this.#closingOf(open, draft.lastSeq) } })
  }

  /** The settled batch ends with its newest record, which is on the medium. */
  closeSettled(open: BatchEntry): void {
    const closing = this.#closingOf(open, this.#parts.journal.lastSeq(open.epoch))
    this.#parts.write([
      { e: 'batch', batch: { ...open, closing } },
      { e: 'settling', settling: null },
    ])
  }

  #closingOf(open: BatchEntry, throughSeq: number): Closing {
    const { journal } = this.#parts
    const held = journal.held(open.epoch)
    const root = journal.rootThrough(open.epoch, throughSeq)
    if (held === undefined || root === null) throw new RangeError(`no batch can be closed through ${throughSeq}`)
    const { count, totals } = sumsOf(held, open, throughSeq)
    return { throughSeq, count, totals: wireTotals(totals), root: toBase64url(root) }
  }

  /** The epoch rose: the open batch of the old one ends at its last record, and goes on with the next one. [P-19.3] */
  epochRose(): void {
    const { store, journal } = this.#parts
    const left = store.state.journal.batches.filter(({ epoch, closing }) => epoch < journal.epoch && closing === null)
    const entries = left.map((open): Entry => {
      if (journal.lastSeq(open.epoch) < open.openSeq) return { e: 'batchDropped', batch: open }
      const closing = this.#closingOf(open, journal.lastSeq(open.epoch))
      return { e: 'batch', batch: { ...open, closing, carried: true } }
    })
    if (entries.length > 0) this.#parts.write(entries)
  }

  /** The number under which the next record counts, or null: then a sign-on must come first. */
  current(draft: JournalDraft): string | null {
    const { journal, store } = this.#parts
    const { openBatch } = journal
    if (openBatch !== null) return openBatch.batch
    const last = store.state.journal.batches.at(-1)
    if (last === undefined || last.carried !== true || last.epoch === draft.epoch) return null
    this.open(draft, last.batch)
    return last.batch
  }

  /** Tells openings and closings that no notice answered, each once a connection and then ever more rarely. */
  flush(): void {
    let waits = false
    for (const batch of this.#parts.store.state.journal.batches) {
      if (this.#parts.journal.lastSeq(batch.epoch) < batch.openSeq) continue // its first record is still to come
      if (batch.state === null) waits = this.#tell('open', batch, openingOf(batch)) || waits
      if (batch.closing === null || (batch.state !== null && OVER.has(batch.state))) continue
      // a closing overtakes no record
      if (!this.#parts.outbox.isSentThrough(batch.epoch, batch.closing.throughSeq)) continue
      const sent = this.#tell('close', batch, closingMessageOf(batch, batch.closing))
      waits = waits || (sent && isUnanswered(batch))
    }
    if (waits) this.#resend.arm()
  }

  #tell(what: 'open' | 'close', batch: BatchEntry, body: UpBody): boolean {
    const key = keyOf(what, batch)
    if (this.#told.has(key)) return true
    if (!this.#parts.send(body)) return false
    this.#told.add(key)
    return true
  }

  /** What the platform says of a batch. [P-19.6] */
  notice(notice: BatchNotice): void {
    const { store, ackKey, observe, outbox } = this.#parts
    const refuse = (reason: string) => observe({ event: 'REFUSED', what: 'batch', reason })
    if (!isBatchNoticeGenuine(notice, ackKey)) return refuse('BAD_TAG')
    if (notice.era < store.state.era) return refuse('OLD_ERA')
    const { epoch, state, at } = notice
    const known = store.state.journal.batches.filter((each) => each.epoch === epoch && each.batch === notice.batch)
    const batch = known.at(-1)
    if (batch === undefined) return refuse('UNKNOWN_BATCH')
    // a checker may have closed it here before it was closed there
    const isOther = state !== 'OPEN' && state !== 'FORCE_CLOSED' && batch.closing?.throughSeq !== notice.throughSeq
    if (isOther) return refuse('OTHER_CLOSING')
    const isRepeat = batch.state === state && batch.at === at
    if (!isRepeat) this.#parts.write([{ e: 'batch', batch: { ...batch, state, at } }])
    observe({ event: 'BATCH', batch: batch.batch, state })
    this.#resend.relax()
    if (batch.state === null && this.#isWrap(batch)) this.#parts.askEpoch()
    if (state === 'UPLOADING' && !isRepeat && batch.closing !== null)
      outbox.upload(epoch, { first: batch.openSeq, last: batch.closing.throughSeq })
    this.flush()
  }

  /** A number that is not above all earlier ones of its epoch. [P-19.3] */
  #isWrap({ epoch, batch, openSeq, closing }: BatchEntry): boolean {
    const earlier = this.#parts.store.state.journal.batches.filter(
      (each) => each.epoch === epoch && each.openSeq < openSeq,
    )
    return closing === null && earlier.some((each) => each.batch >= batch)
  }

  /** The slip of the newest closed batch, or null. */
  get slip(): Slip | null {
    const closed = this.#parts.store.state.journal.batches.findLast(({ closing }) => closing !== null)
    if (closed?.closing == null) return null
    const { epoch, batch, closing } = closed
    return { epoch, batch, ...closing, digits: slipDigits(Buffer.from(closing.root, 'base64url')) }
  }

  /** A new connection: everything is told again. */
  restart(): void {
    this.#told.clear()
    this.#resend.relax()
    this.#resend.stop()
    this.flush()
  }

  stop(): void {
    this.#resend.stop()
  }

  #tellAgain(): void {
    for (const batch of this.#parts.store.state.journal.batches)
      if (isUnanswered(batch)) for (const what of ['open', 'close'] as const) this.#told.delete(keyOf(what, batch))
    this.flush()
  }
}

function keyOf(what: 'open' | 'close', { epoch, batch, openSeq }: BatchEntry): string {
  return `${what} ${epoch} ${batch} ${openSeq}`
}

/** No notice has answered what was told last. */
function isUnanswered({ state, closing }: BatchEntry): boolean {
  return state === null || (closing !== null && state === 'OPEN')
}

function openingOf({ epoch, batch, openSeq }: BatchEntry): UpBody {
  return { kind: 'batchOpen', epoch, batch, openSeq }
}

function closingMessageOf({ epoch, batch, openSeq }: BatchEntry, closing: Closing): UpBody {
  return { kind: 'batchClose', epoch, batch, openSeq, ...closing, totals: [...closing.totals] }
}
