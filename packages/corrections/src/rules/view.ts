import type { Instant, Money } from '@budeng/kernel'
import {
  type FileRow,
  type JournalRecord,
  type MatchFinding,
  type SeqRange,
  type Standing,
  stanKeyText,
  type StanKey,
  type Totals,
  type TransactionFacts,
} from '@budeng/transactions'
import type { CorrectionKind } from '../kind-names.ts'
import { TIER_LIMITS } from '../limits.ts'
import type { TierLimits } from '../tiers.ts'

/** One terminal's journal, as far as rules ask. */
export interface JournalView {
  readonly terminalId: string
  readonly tid: string
  readonly epoch: number
  /** Through here both sides acknowledged: nothing beyond is compared. */
  readonly watermark: number
  /** Holes beyond which something was received, and since when something beyond is here. */
  readonly gaps: readonly (SeqRange & { readonly since: Instant })[]
  /** Since when the terminal has nothing left to send; null: it has. */
  readonly drainedAt: Instant | null
  /** Records whose bodies cannot be read, by their batches where these are known. */
  readonly quarantined: readonly { readonly seq: number; readonly batch: string | null }[]
  /** It is used where there is no network: lateness is no news. */
  readonly isOftenOffline: boolean
}

/** One transaction with what lies beside it. */
export interface SeenTransaction {
  readonly id: string
  readonly tid: string
  /** Of the journal in which it stands; left out: the one that is there. */
  readonly epoch?: number
  readonly merchantId: string
  readonly facts: TransactionFacts
  /** The record that founds it; null: nothing in the journal does. */
  readonly record: JournalRecord | null
  readonly at: Instant
  readonly receivedAt: Instant
  /** Day on which it counts, and where it stands there while it is in no file; null: it is in one, or none is due. */
  readonly businessDay: string
  readonly inFile: Standing | null
  readonly isLate: boolean
  /** Its merchant takes tips after the slip. */
  readonly mayTip?: boolean
  /** Booked, and by the tariff version that holds on its day. */
  readonly fee: { readonly booked: Money; readonly expected: Money } | null
  /** What lines of files say against it, and those lines. */
  readonly findings: readonly MatchFinding[]
  readonly rows: readonly FileRow[]
}

/** What the authorisation host says. */
export interface HostRecord {
  readonly id: string
  readonly tid: string
  readonly key: StanKey
  readonly type: JournalRecord['type']
  readonly outcome: 'APPROVED' | 'DECLINED' | 'REVERSED'
  readonly money: Money
  readonly at: Instant
  readonly rrn: string | null
  readonly panToken: string | null
  readonly panMasked: string | null
}

/** A line of a file that is of nothing that we have. */
export interface LooseLine {
  readonly id: string
  readonly row: FileRow
  readonly standing: Standing
}

export interface KeyConflict {
  readonly tid: string
  readonly epoch: number
  readonly key: string
  /** The number of what came second. */
  readonly seq: number
  readonly at: Instant
  /** Members in which the two records differ. */
  readonly fields: readonly string[]
}

export interface BatchView {
  readonly tid: string
  readonly epoch: number
  readonly batch: string
  readonly terminal: Totals | null
  /** Summed anew from the records. */
  readonly own: Totals
  readonly isComplete: boolean
  readonly isClosed: boolean
}

export interface SignOn {
  readonly tid: string
  readonly epoch: number
  readonly at: Instant
  /** The batch that the host gave, and the one in which the terminal writes. */
  readonly given: string
  readonly used: string
  readonly responseCode: string | null
}

/** A STAN that a terminal without a journal used at its host: for a sale, a sign-on, a reversal, whatever it was. */
export interface UsedNumber {
  readonly tid: string
  readonly batch: string
  readonly stan: string
  readonly at: Instant
}

/** How many records a terminal said that it holds. */
export interface JournalMark {
  readonly tid: string
  readonly epoch: number
  readonly at: Instant
  readonly count: number
  readonly isSettledSince: boolean
  readonly hasTicket: boolean
}

/** A digest that differs at a number which both sides acknowledged. */
export interface DigestDifference {
  readonly tid: string
  readonly epoch: number
  readonly throughSeq: number
  readonly parts: readonly string[]
  /** It is the first one after a recovery. */
  readonly isAfterRecovery: boolean
}

export interface DeviceSighting {
  readonly tid: string
  readonly deviceId: string
  readonly at: Instant
}

/** Reversals or declines of one group in the last minutes, and in the same minutes of other days. */
export interface Window {
  readonly what: 'REVERSALS' | 'DECLINES'
  readonly host: string
  /** The day in which it is, where its acquirer is. */
  readonly day: string
  readonly group: string
  readonly count: number
  readonly history: readonly number[]
}

/** One correction as the watch over the desk sees it. */
export interface DeskEntry {
  readonly id: string
  readonly at: Instant
  readonly maker: string
  readonly makerOrganisation: string
  readonly checkers: readonly string[]
  readonly stake: Money
  readonly kind: CorrectionKind
  /** The maker's own organisation gains by it. */
  readonly isOwnBenefit: boolean
}

/** All that rules look at: plain values of one terminal, one merchant's day or one acquirer's. */
export interface View {
  readonly now: Instant
  readonly journals: readonly JournalView[]
  readonly transactions: readonly SeenTransaction[]
  readonly hosts: readonly HostRecord[]
  readonly lines: readonly LooseLine[]
  readonly conflicts: readonly KeyConflict[]
  readonly batches: readonly BatchView[]
  readonly signOns: readonly SignOn[]
  readonly numbers: readonly UsedNumber[]
  readonly marks: readonly JournalMark[]
  readonly digests: readonly DigestDifference[]
  readonly devices: readonly DeviceSighting[]
  /** By terminal: received minus said, the last one last. */
  readonly clocks: readonly { readonly tid: string; readonly skewsMs: readonly number[] }[]
  readonly windows: readonly Window[]
  readonly desk: readonly DeskEntry[]
  /** Of the acquirer: what is just below one of them is looked at. */
  readonly tiers: TierLimits
  /** Merchants where the same card pays the same amount twice, vending and fuel. */
  readonly repeatMerchants: ReadonlySet<string>
  /** Merchant numbers that an aggregator may answer for another one: `sent>returned`. */
  readonly aggregatorPairs: ReadonlySet<string>
  /** Terminals of which a device is being exchanged now. */
  readonly swapping: ReadonlySet<string>
}

export const EMPTY_VIEW: View = {
  now: 0,
  journals: [],
  transactions: [],
  hosts: [],
  lines: [],
  conflicts: [],
  batches: [],
  signOns: [],
  numbers: [],
  marks: [],
  digests: [],
  devices: [],
  clocks: [],
  windows: [],
  desk: [],
  tiers: TIER_LIMITS,
  repeatMerchants: new Set(),
  aggregatorPairs: new Set(),
  swapping: new Set(),
}

/** Text of a transaction's key across terminals. */
export function placeText(tid: string, key: StanKey): string {
  return `${tid}:${stanKeyText(key)}`
}

export function placeOf({ tid, facts }: SeenTransaction): string {
  return placeText(tid, facts.key)
}

/** A transaction beside what the host last said of it, at the watermark only. */
export interface Pair {
  readonly own: SeenTransaction
  readonly host: HostRecord
}

/** True when a line of a file is of what the host decided there. */
export function isLineOf({ row }: LooseLine, { tid, rrn, key }: HostRecord): boolean {
  return row.tid === tid && (row.rrn !== null ? row.rrn === rrn : row.stan === key.stan)
}

/** Transactions that both the journal, as far as it is acknowledged, and the host know. */
export function pairsOf(view: View): Pair[] {
  const hosts = lastWords(view.hosts)
  return acknowledged(view).flatMap((own) => {
    const host = hosts.get(placeOf(own))
    return host === undefined ? [] : [{ own, host }]
  })
}

/** What the host said last of each transaction. */
export function lastWords(hosts: readonly HostRecord[]): ReadonlyMap<string, HostRecord> {
  const last = new Map<string, HostRecord>()
  for (const host of hosts) {
    const place = placeText(host.tid, host.key)
    const known = last.get(place)
    if (known === undefined || host.at >= known.at) last.set(place, host)
  }
  return last
}

/** Transactions whose founding record is within the watermark of its journal. */
export function acknowledged(view: View): SeenTransaction[] {
  const watermarks = new Map<string, number>()
  for (const { tid, epoch, watermark } of view.journals) {
    watermarks.set(`${tid} ${epoch}`, watermark)
    if (!watermarks.has(tid)) watermarks.set(tid, watermark)
  }
  return view.transactions.filter(({ tid, epoch, facts, record }) => {
    if (facts.founding === null || record === null) return false
    return facts.founding.seq <= (watermarks.get(epoch === undefined ? tid : `${tid} ${epoch}`) ?? 0)
  })
}
