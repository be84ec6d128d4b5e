import type { HostFactRow } from '@budeng/storage'
import {
  applyRecords,
  batchTotals,
  type FileRow,
  type JournalRecord,
  type RecordType,
  type StanKey,
  stanKeyOf,
  stanKeyText,
  type Totals,
} from '@budeng/transactions'

/** A record as the terminal has it, and what goes wrong with it on its way. */
export interface Written {
  readonly seq: number
  readonly record: JournalRecord
  /** GARBLED: nobody can read what arrives. FORGED: it arrives and is in no journal. HELD: it is in the journal and is not sent. */
  readonly how?: 'GARBLED' | 'FORGED' | 'HELD'
}

/** What one moment at a terminal leaves behind: in its journal, at the host, in the acquirer's file. */
export interface Traces {
  readonly records: Written[]
  readonly host: Omit<HostFactRow, 'position'>[]
  readonly lines: FileRow[]
}

const six = (number: number) => String(number).padStart(6, '0')
const CARDS = 40_000

/** A terminal at which people pay: its numbers, and what every payment leaves. */
export class Till {
  readonly tid: string
  readonly random: () => number
  /** Of the present epoch: what was before is lost with it. */
  journal: Written[] = []
  epoch = 1
  batch = 1
  /** So much its clock goes before the right time. */
  skewMs = 0
  #seq = 0
  #stan = 0
  #rrn: () => number
  readonly #atc: Map<number, number>

  constructor(tid: string, random: () => number, rrn: () => number, atc: Map<number, number>) {
    this.tid = tid
    this.random = random
    this.#rrn = rrn
    this.#atc = atc
  }

  get batchNo(): string {
    return six(this.batch)
  }

  #nextSeq(): number {
    return ++this.#seq
  }

  nextStan(): string {
    return six(++this.#stan)
  }

  /** The journal begins anew. */
  lose(): void {
    this.epoch++
    this.#seq = 0
    this.journal = []
  }

  /** The terminal wrote records of its own meanwhile. */
  goOn(lastSeq: number): void {
    this.#seq = Math.max(this.#seq, lastSeq)
  }

  /** The newest trace number. */
  get stan(): number {
    return this.#stan
  }

  /** What the terminal itself adds up in a batch. */
  totalsOf(batch: string): Totals {
    const own = this.journal.filter(({ record }) => record.batch === batch || record.original?.batch === batch)
    const { book } = applyRecords(new Map(), own)
    return batchTotals([...book.values()].filter(({ key }) => key.batch === batch))
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1))
  }

  /** An approved sale by chip of somebody's card. */
  sale(at: number, change: Partial<JournalRecord> = {}): JournalRecord {
    const card = this.between(0, CARDS - 1)
    const atc = ((this.#atc.get(card) ?? 0) + 1) % 65_536
    this.#atc.set(card, atc)
    const number = this.#rrn()
    return {
      type: 'PURCHASE',
      batch: this.batchNo,
      stan: this.nextStan(),
      amount: String(this.between(101, 40_000)),
      currency: 'CNY',
      exponent: 2,
      outcome: 'APPROVED',
      responseCode: '00',
      rrn: `M${String(number).padStart(11, '0')}`,
      authCode: six(number % 1_000_000),
      midSent: '898310580000001',
      midReturned: '898310580000001',
      panMasked: `622848******${String(card % 10_000).padStart(4, '0')}`,
      panToken: String(card).padStart(64, 'c'),
      panSeq: '001',
      entryMode: '051',
      atc,
      cryptogramHash: String(number).padStart(64, 'd'),
      scope: 'DOMESTIC',
      cardType: 'DEBIT',
      at: new Date(at).toISOString(),
      offsetMin: 480,
      ...change,
    }
  }

  /** What refers to an earlier record. */
  follow(type: RecordType, of: JournalRecord, at: number, change: Partial<JournalRecord> = {}): JournalRecord {
    const { panMasked, panToken, panSeq, amount } = of
    return {
      ...this.sale(at),
      ...(panMasked === undefined ? {} : { panMasked }),
      ...(panToken === undefined ? {} : { panToken }),
      ...(panSeq === undefined ? {} : { panSeq }),
      ...(amount === undefined ? {} : { amount }),
      type,
      original: { batch: of.batch ?? '', stan: of.stan ?? '', type: of.type },
      ...change,
    }
  }

  /** What the host says of a record. */
  fact(record: JournalRecord, change: Partial<HostFactRow> = {}): Omit<HostFactRow, 'position'> {
    const { batch = '', stan = '', type, amount, currency, original, responseCode, rrn, panToken, panMasked } = record
    return {
      ...{
        fact: 'trade',
        at: Date.parse(record.at ?? '') + 900,
        tid: this.tid,
        batchNo: batch,
        stan,
        type,
        mti: '0200',
      },
      ...{
        responseCode: responseCode ?? '00',
        detail: null,
        fate: record.outcome ?? 'APPROVED',
        mid: null,
        midReturned: null,
      },
      ...{ amount: amount === undefined ? null : BigInt(amount), currency: currency ?? null, cardScope: 'DOMESTIC' },
      ...{
        panMasked: panMasked ?? null,
        panToken: panToken ?? null,
        entryMode: null,
        rrn: rrn ?? null,
        authCode: null,
      },
      ...{ merchantOrder: null, channelOrder: null, localTime: null, settlementDate: null },
      original: original === undefined ? null : { batch: original.batch, stan: original.stan, date: '0101' },
      ...change,
    }
  }

  /** The host takes back what it approved. */
  reversed(record: JournalRecord, afterMs: number): Omit<HostFactRow, 'position'> {
    const at = Date.parse(record.at ?? '') + afterMs
    const original = { batch: record.batch ?? '', stan: record.stan ?? '', date: '0101' }
    const same = {
      type: 'REVERSAL' as const,
      mti: '0400',
      fate: 'REVERSED',
      stan: this.nextStan(),
      at,
      original,
      rrn: null,
    }
    return this.fact(record, same)
  }

  /** The line of a record in the file of its day. */
  line(record: JournalRecord, change: Partial<FileRow> = {}): FileRow {
    return {
      ...{
        tid: this.tid,
        mid: null,
        stan: record.stan ?? null,
        rrn: record.rrn ?? null,
        authCode: record.authCode ?? null,
      },
      ...{
        responseCode: '00',
        panMasked: record.panMasked ?? null,
        type: record.type,
        minor: BigInt(record.amount ?? '0'),
      },
      ...{ currency: record.currency ?? 'CNY', exponent: record.exponent ?? 2, feeMinor: null, settlementDate: null },
      ...{ localTime: null, originalStan: null, originalTime: null },
      ...change,
    }
  }

  /** Its place among all terminals, as rules write it. */
  place(record: JournalRecord): string {
    return `${this.tid}:${stanKeyText(stanKeyOf(record) as StanKey)}`
  }

  /** Everything in order: the terminal wrote it, the host approved it, the file has it. */
  add(traces: Traces, record: JournalRecord, isInFile = record.outcome === 'APPROVED'): JournalRecord {
    this.write(traces, record)
    traces.host.push(this.fact(record))
    if (isInFile) traces.lines.push(this.line(record))
    return record
  }

  /** Only the terminal wrote it. */
  write(traces: Traces, record: JournalRecord, how?: 'GARBLED' | 'HELD'): number {
    const written: Written = { seq: this.#nextSeq(), record: this.#byOwnClock(record), ...(how && { how }) }
    this.journal.push(written)
    traces.records.push(written)
    return written.seq
  }

  #byOwnClock(record: JournalRecord): JournalRecord {
    if (this.skewMs === 0 || record.at === undefined) return record
    return { ...record, at: new Date(Date.parse(record.at) + this.skewMs).toISOString() }
  }
}
