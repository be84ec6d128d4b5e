import { applyRecords, type JournalRecord, type PlacedRecord, stanKeyOf, stanKeyText } from '@budeng/transactions'
import { saleRecord, T0 } from '../testing.ts'
import { detect } from './index.ts'
import { EMPTY_VIEW, type HostRecord, type JournalView, type SeenTransaction, type View } from './view.ts'

export const TID = '10000001'
export const OTHER_TID = '10000002'
export const TOKEN = '5a'.repeat(32)
export const OTHER_TOKEN = '5b'.repeat(32)
export const CRYPTOGRAM = 'c0'.repeat(32)

/** A sale by chip. */
export function chipSale(change: Partial<JournalRecord> = {}): JournalRecord {
  return saleRecord({ panToken: TOKEN, atc: 7, cryptogramHash: CRYPTOGRAM, entryMode: '051', ...change })
}

/** A record's transaction among others, with what a test changes. */
export function seen(
  record: JournalRecord,
  change: Partial<SeenTransaction> = {},
  others: readonly PlacedRecord[] = [],
): SeenTransaction {
  const key = stanKeyOf(record)
  const seq = Number(record.stan)
  const facts = key && applyRecords(new Map(), [{ seq, record }, ...others], () => true).book.get(stanKeyText(key))
  if (!facts) throw new Error('a transaction')
  return {
    id: `txn_${record.stan}`,
    tid: TID,
    merchantId: 'mch_1',
    facts,
    record,
    at: T0,
    receivedAt: T0,
    businessDay: '2026-11-28',
    inFile: null,
    isLate: false,
    fee: null,
    findings: [],
    rows: [],
    ...change,
  }
}

/** What the host says of a record. */
export function hostOf(record: JournalRecord, change: Partial<HostRecord> = {}): HostRecord {
  const key = stanKeyOf(record)
  if (key === null) throw new Error('a key')
  const { amount = '0', currency = 'CNY', exponent = 2, type, panToken = null, panMasked = null } = record
  return {
    id: `host_${record.stan}`,
    tid: TID,
    key,
    type,
    outcome: 'APPROVED',
    money: { minor: BigInt(amount), currency, exponent },
    at: T0,
    rrn: '000000000001',
    panToken,
    panMasked,
    ...change,
  }
}

export function journalOf(change: Partial<JournalView> = {}): JournalView {
  return {
    terminalId: 'trm_1',
    tid: TID,
    epoch: 1,
    watermark: 1_000,
    gaps: [],
    drainedAt: T0 + 3_600_000,
    quarantined: [],
    isOftenOffline: false,
    ...change,
  }
}

/** One terminal, an hour later. */
export function viewOf(change: Partial<View> = {}): View {
  return { ...EMPTY_VIEW, now: T0 + 3_600_000, journals: [journalOf()], ...change }
}

/** What hits, as `rule kind code`. */
export function hits(change: Partial<View>): string[] {
  return detect(viewOf(change)).map(({ rule, kind, explanation }) => `${rule} ${kind ?? '-'} ${explanation.code}`)
}
