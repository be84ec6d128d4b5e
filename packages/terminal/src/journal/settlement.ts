import { refuse } from '@budeng/kernel'
import { type JournalRecord, msgClassOf } from '@budeng/transactions'
import { UPLOAD_DETAILS_MAX } from '../limits.ts'
import type { HostLink, HostTerminal, SettlementAnswer, UploadDetail } from '../ports.ts'
import type { Store } from '../store.ts'
import type { Batches, Slip } from './batches.ts'
import type { Journal } from './journal.ts'
import type { BatchEntry, EpochJournal, Settling } from './journal-state.ts'
import { answeredBy, isApproved, isIll } from './orders.ts'
import type { Refused } from './refusals.ts'
import { detailsOf, recordAt, sumsOf, wireTotals } from './totals.ts'

export type Settled = { readonly ok: true; readonly slip: Slip; readonly result: SettlementAnswer['result'] } | Refused

interface SettlementParts {
  readonly store: Store
  readonly journal: Journal
  readonly batches: Batches
  readonly host: HostLink
  terminal(): HostTerminal
  isStopped(): boolean
}

/**
 * Settles the open batch: its totals (0500), its details when the host counts otherwise (0320), and their end. What the
 * host leaves without an answer is asked again, the same as before; between two tries the till sells on in the batch, and
 * what moves money there begins the settlement anew. [P-19.4] [P-19.9] [P-19.10]
 */
export class Settlement {
  readonly #parts: SettlementParts

  constructor(parts: SettlementParts) {
    this.#parts = parts
  }

  get isBegun(): boolean {
    return this.#settling !== null
  }

  get #settling(): Settling | null {
    return this.#parts.store.state.journal.settling
  }

  /** After a restart: what was settled to its end is closed. */
  recover(): void {
    if (this.#settling?.stage === 'DONE') this.#close()
  }

  /** One run, as far as the host answers. A run that was stopped in the middle is gone on with by the next one. */
  async run(): Promise<Settled> {
    const { journal } = this.#parts
    const open = journal.openBatch
    const held = journal.held(journal.epoch)
    if (open === null || held === undefined) return refuse('NO_BATCH')
    const settling = this.#begin(open, held)
    const asked = settling.stage === 'ASKED' ? await this.#ask(settling, held, open) : settling.result
    if (typeof asked === 'object') return asked
    const left = await this.#upload(held, open)
    if (left !== null) return left
    this.#close()
    const { slip } = this.#parts.batches
    return slip === null ? refuse('NO_BATCH') : { ok: true, slip, result: asked ?? 'ERROR' }
  }

  /** Goes on with what was begun; anew, under another STAN, once a record has come that moves money. */
  #begin({ epoch, batch }: BatchEntry, held: EpochJournal): Settling {
    const known = this.#settling
    const isSame = known?.epoch === epoch && known.batch === batch && isStillSo(held, known.throughSeq)
    if (isSame && known.stage !== 'ASKED') return known
    const draft = this.#parts.journal.draft()
    const next: Settling = isSame
      ? { ...known, tries: known.tries + 1 }
      : { epoch, batch, stan: draft.stan(), tries: 1, throughSeq: held.lastSeq, stage: 'ASKED' }
    draft.add({ e: 'settling', settling: next })
    this.#parts.journal.commit(draft)
    return next
  }

  /** 0500: the totals. The host's answer is a record. */
  async #ask(settling: Settling, held: EpochJournal, open: BatchEntry): Promise<SettlementAnswer['result'] | Refused> {
    const { journal, host, terminal, isStopped } = this.#parts
    const { batch, stan, tries, throughSeq } = settling
    const totals = wireTotals(sumsOf(held, open, throughSeq).totals)
    const answer = await host.settle({ terminal: terminal(), batch, stan, totals, attempt: tries })
    if (isStopped()) return refuse('STOPPED')
    if (answer === null) return refuse('HOST_UNREACHABLE')
    const { responseCode, result } = answer
    const approved = isApproved(responseCode)
    const after = journal.draft()
    after.record(ended('SETTLE', { batch, stan, approved, responseCode }))
    const stage = result === 'UNBALANCED' ? 'UPLOADING' : 'DONE'
    // a sign-on under the same time may have ended it
    if (this.#settling !== null)
      after.add({ e: 'settling', settling: approved ? { ...settling, stage, result } : null })
    journal.commit(after)
    return approved ? result : refuse('HOST_DECLINED', { responseCode })
  }

  /** 0320: what counts in the batch, eight at a time, then 0500 with processing code 96. [P-19.10] */
  async #upload(held: EpochJournal, open: BatchEntry): Promise<Refused | null> {
    for (let now = this.#settling; now?.stage === 'UPLOADING'; now = this.#settling) {
      const details = detailsOf(held, open, now.throughSeq)
      const { upload } = this.#sending(now)
      const next = details.slice(upload.sent, upload.sent + UPLOAD_DETAILS_MAX)
      const responseCode = await this.#send(now, upload, next, details.length)
      if (this.#parts.isStopped()) return refuse('STOPPED')
      if (responseCode === null || isIll(responseCode)) return refuse('HOST_UNREACHABLE')
      if (this.#settling === null) return null
      const approved = isApproved(responseCode)
      if (approved && next.length > 0) {
        this.#note({ ...now, upload: { sent: upload.sent + next.length, tries: 0 } })
        continue
      }
      // the end, or a host that wants no details: the platform compares record by record in any case
      const after = this.#parts.journal.draft()
      after.record(ended('BATCH_UPLOAD', { batch: now.batch, stan: upload.stan, approved, responseCode }))
      after.add({ e: 'settling', settling: { ...now, stage: 'DONE' } })
      this.#parts.journal.commit(after)
    }
    return null
  }

  /** One more try of the next message of an upload, durable before it is made. */
  #sending({ upload: before, ...settling }: Settling): { readonly upload: Sending } {
    const draft = this.#parts.journal.draft()
    const { sent, stan = draft.stan(), tries } = before ?? { sent: 0, tries: 0 }
    const upload = { sent, stan, tries: tries + 1 }
    draft.add({ e: 'settling', settling: { ...settling, upload } })
    this.#parts.journal.commit(draft)
    return { upload }
  }

  async #send(
    { batch, throughSeq }: Settling,
    { stan, tries: attempt }: Sending,
    details: readonly UploadDetail[],
    uploaded: number,
  ): Promise<string | null> {
    const { host, journal, terminal } = this.#parts
    const about = { terminal: terminal(), batch, stan, attempt }
    if (details.length > 0) return (await host.upload({ ...about, details }))?.responseCode ?? null
    const open = journal.openBatch
    const held = journal.held(journal.epoch)
    const totals = open === null || held === undefined ? [] : wireTotals(sumsOf(held, open, throughSeq).totals)
    return (await host.settle({ ...about, totals, uploaded }))?.responseCode ?? null
  }

  #note(settling: Settling): void {
    const draft = this.#parts.journal.draft()
    draft.add({ e: 'settling', settling })
    this.#parts.journal.commit(draft)
  }

  /** The settled batch ends with its SETTLE record, or that of its upload. */
  #close(): void {
    const { journal, batches, store } = this.#parts
    const open = journal.openBatch
    // a sign-on under the same time may have closed it already
    if (open !== null && open.batch === this.#settling?.batch) batches.closeSettled(open)
    else if (this.#settling !== null) store.append({ e: 'settling', settling: null })
  }
}

type Sending = Required<NonNullable<Settling['upload']>>

/** Since then nothing came that moves money. */
function isStillSo(held: EpochJournal, throughSeq: number): boolean {
  for (let seq = throughSeq + 1; seq <= held.lastSeq; seq++) {
    const record = recordAt(held, seq)
    if (record !== null && msgClassOf(record.type) !== 'ADMIN') return false
  }
  return true
}

interface End {
  readonly batch: string
  readonly stan: string
  readonly approved: boolean
  readonly responseCode: string
}

function ended(type: 'SETTLE' | 'BATCH_UPLOAD', { batch, stan, approved, responseCode }: End): JournalRecord {
  return answeredBy({ type, batch, stan, outcome: approved ? 'APPROVED' : 'DECLINED' }, { responseCode })
}
