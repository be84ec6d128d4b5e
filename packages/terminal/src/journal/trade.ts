import {
  type Ack,
  type BatchNotice,
  type DeviceSecrets,
  type DownOf,
  HOST_APPROVED,
  type HostSignOnAnswer,
  type Outcome,
  toBase64url,
  type UpOf,
} from '@budeng/protocol'
import { foundingRecordOf, type JournalRecord, packDigest } from '@budeng/transactions'
import type { UpBody } from '../link.ts'
import type { Observe } from '../observe.ts'
import type { Gathering } from '../options.ts'
import type { HostLink, Scheduler } from '../ports.ts'
import type { Entry, StreamBody } from '../state.ts'
import type { Store } from '../store.ts'
import { Amendments } from './amendments.ts'
import { Batches, type Slip } from './batches.ts'
import { erasableThrough } from './erase.ts'
import { Journal } from './journal.ts'
import { JournalOutbox } from './journal-outbox.ts'
import { settleOutcome } from './settle-outcome.ts'
import { Till } from './till.ts'
import { laidOver, markOf, type RecordView } from './overlay.ts'
import { recordAt, RunningSums, sumsOf, wireTotals } from './totals.ts'

interface TradeParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly secrets: DeviceSecrets
  readonly observe: Observe
  readonly host: HostLink
  /** From level L2 on heartbeats carry a digest. [P-20.1] */
  readonly level: 1 | 2 | 3
  readonly mid: string | undefined
  readonly offsetMin: number
  readonly gathering: Gathering | undefined
  now(): number | null
  send(body: UpBody): boolean
  write(entries: readonly Entry[], ...reports: readonly StreamBody[]): void
  /** Says hello, to hear of the epoch. */
  askEpoch(): void
  changed(): void
}

type Beat = Pick<UpOf<'hb'>, 'queue' | 'digest'>

/** All of a terminal that has to do with money: levels L1 to L3. */
export class Trade {
  readonly #parts: TradeParts
  readonly #journal: Journal
  readonly #outbox: JournalOutbox
  readonly #batches: Batches
  readonly #sums = new RunningSums()
  /** Of the whole batch, where the others go as far as the platform has it. */
  readonly #unsettledSums = new RunningSums()
  readonly till: Till
  readonly amendments: Amendments

  constructor(parts: TradeParts) {
    const { store, secrets, observe, scheduler } = parts
    const now = () => parts.now()
    const send = (body: UpBody) => parts.send(body)
    const write = (entries: readonly Entry[], ...reports: readonly StreamBody[]) => parts.write(entries, ...reports)
    this.#parts = parts
    this.#journal = new Journal({ store, leafKey: secrets.leaf, now, write })
    this.#outbox = new JournalOutbox({
      store,
      scheduler,
      journal: this.#journal,
      ackKey: secrets.ack,
      gathering: parts.gathering,
      observe,
      send,
      write,
      now,
      advanced: () => this.#batches.flush(),
    })
    this.#batches = new Batches({
      store,
      scheduler,
      journal: this.#journal,
      outbox: this.#outbox,
      ackKey: secrets.ack,
      observe,
      send,
      write,
      askEpoch: () => parts.askEpoch(),
    })
    this.amendments = new Amendments({ store, journal: this.#journal })
    this.till = new Till({
      ...parts,
      journal: this.#journal,
      batches: this.#batches,
      now,
      changed: () => parts.changed(),
    })
  }

  /** Settles what the last run left. */
  recover(): void {
    this.till.recover()
  }

  stop(): void {
    this.till.stop()
    this.#outbox.stop()
    this.#batches.stop()
  }

  opened(): void {
    this.#outbox.restart()
    this.#batches.restart()
  }

  /** Epoch and era are known now. [P-17.10] [P-17.11] */
  welcomed(): void {
    this.#batches.epochRose()
    this.flush()
  }

  signedOn(): void {
    this.till.kick()
  }

  flush(): void {
    if (this.#parts.store.state.storeLost) return
    this.#outbox.flush()
    this.#batches.flush()
  }

  acknowledge(ack: Ack): void {
    this.#outbox.acknowledge(ack)
    this.#erase()
  }

  notice(notice: BatchNotice): void {
    this.#batches.notice(notice)
    this.#erase()
  }

  compare(question: DownOf<'compare'>): void {
    this.#outbox.compare(question)
  }

  /** What a host sign-on writes into the journal, together with the report of it. [P-19.3] */
  signOnEntries({ responseCode, batch }: HostSignOnAnswer): readonly Entry[] {
    if (!this.#journal.isReady) return []
    const approved = responseCode === HOST_APPROVED
    const number = approved ? batch?.padStart(6, '0') : this.#journal.openBatch?.batch
    if (number === undefined || number === NO_BATCH) return []
    const draft = this.#journal.draft()
    if (approved) this.#batches.open(draft, number)
    draft.record({
      type: 'SIGN_ON',
      batch: number,
      stan: draft.stan(),
      outcome: approved ? 'APPROVED' : 'DECLINED',
      responseCode,
    })
    return draft.entries
  }

  /** The cashier signs off. */
  signOffEntries(): readonly Entry[] {
    const open = this.#journal.isReady ? this.#journal.openBatch : null
    if (open === null) return []
    const draft = this.#journal.draft()
    const record: JournalRecord = { type: 'SIGN_OFF', batch: open.batch, stan: draft.stan(), outcome: 'APPROVED' }
    draft.record(record)
    return draft.entries
  }

  /** Members of a hello. [P-17.5] */
  get hello(): Pick<UpOf<'hello'>, 'journalSeq' | 'journalFrom'> {
    const held = this.#journal.held(this.#journal.epoch)
    const journalFrom = held === undefined || held.records.size === 0 ? 0 : held.erasedThrough + 1
    return { journalSeq: held?.lastSeq ?? 0, journalFrom }
  }

  /** Members of a heartbeat. [P-18.6] [P-20.1] */
  beat(): Beat {
    this.#erase()
    const queue = { records: this.#outbox.waiting, forwards: this.till.forwards, reversals: this.till.reversals }
    const digest = this.#parts.level >= 2 ? this.#digest() : null
    return digest === null ? { queue } : { queue, digest }
  }

  #digest(): string | null {
    const held = this.#journal.held(this.#journal.epoch)
    if (held === undefined) return null
    const lastSeq = held.ackedThrough
    const root = this.#journal.rootThrough(held.epoch, lastSeq)
    if (root === null) return null
    const about = { epoch: held.epoch, lastSeq, root }
    const batch = this.#parts.store.state.journal.batches.findLast(({ epoch }) => epoch === held.epoch)
    if (batch === undefined) return toBase64url(packDigest({ ...about, batch: NO_BATCH, count: 0, totals: [] }))
    const { count, totals } = this.#sums.through(held, batch, Math.max(lastSeq, batch.openSeq - 1))
    return toBase64url(packDigest({ ...about, batch: batch.batch, count, totals }))
  }

  /** A record with the versions that lie over it; null for one that is not held. An inserted one is its own amendment. */
  view(seq: number, epoch: number = this.#journal.epoch): RecordView | null {
    const held = this.#journal.held(epoch)
    const record = held && recordAt(held, seq)
    if (record == null) return null
    const original = foundingRecordOf(record)
    const versions = this.amendments.versionsOf(epoch, seq)
    return {
      epoch,
      seq,
      original,
      versions,
      effective: laidOver(original, versions) ?? original,
      mark: markOf(versions),
    }
  }

  /** Money counts in the open batch. */
  get isUnsettled(): boolean {
    const open = this.#journal.openBatch
    const held = open && this.#journal.held(open.epoch)
    return open !== null && held != null && this.#unsettledSums.through(held, open, held.lastSeq).totals.length > 0
  }

  get slip(): Slip | null {
    return this.#batches.slip
  }

  get unsettled(): number {
    return this.#outbox.waiting
  }

  /** Carries out JOURNAL_SYNC. [P-17.13] */
  sync(): Outcome {
    const { epoch, lastSeq, waiting } = this.#outbox.sync()
    this.#batches.flush()
    const data = { epoch, lastSeq, waiting }
    return lastSeq === 0
      ? { status: 'NO_OP', code: 'NO_RECORDS', data }
      : { status: 'SUCCEEDED', code: 'SYNC_STARTED', data }
  }

  /** Carries out SETTLE. [P-19.11] */
  async settle(): Promise<Outcome> {
    return settleOutcome(await this.till.settle(), this.slip)
  }

  /** What a BACKUP carries beside the parameters: the open batch, and what nobody has acknowledged. [P-11.2] */
  backup(): BackupJournal {
    const { journal } = this.#parts.store.state
    const open = this.#journal.openBatch
    const held = open && this.#journal.held(open.epoch)
    const records = [...journal.epochs.values()].flatMap(({ epoch, ackedThrough, records: all }) =>
      [...all].flatMap(([seq, record]) => (seq > ackedThrough ? [{ epoch, seq, ...record }] : [])),
    )
    if (open === null || held == null) return { openBatch: null, records }
    const { count, totals } = sumsOf(held, open, held.lastSeq)
    const root = this.#journal.rootThrough(open.epoch, held.lastSeq)
    const { epoch, batch, openSeq } = open
    const about = { epoch, batch, openSeq, lastSeq: held.lastSeq, count, totals: wireTotals(totals) }
    return { openBatch: { ...about, root: root === null ? null : toBase64url(root) }, records }
  }

  /** Erases what may be erased; nothing else ever does. [P-19.8] */
  #erase(): void {
    const { store, now } = this.#parts
    const { journal } = store.state
    for (const held of [...journal.epochs.values()]) {
      const throughSeq = erasableThrough(journal, held, now())
      const peaks = throughSeq === null ? undefined : this.#journal.tree(held.epoch)?.peaksThrough(throughSeq)
      if (throughSeq === null || peaks === undefined) continue
      store.append({ e: 'erased', epoch: held.epoch, throughSeq, peaks })
    }
  }
}

const NO_BATCH = '000000'

export interface BackupJournal {
  readonly openBatch: object | null
  readonly records: readonly object[]
}
