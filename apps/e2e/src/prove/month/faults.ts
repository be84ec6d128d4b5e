import { MINUTE } from '@budeng/kernel'
import type { JournalRecord } from '@budeng/transactions'
import type { Till, Traces } from './till.ts'
import type { Fault, Injected } from './truth.ts'

/** Faults that are in the traces of one moment. The others need the hand of the world: a file, a tariff, another morning. */
export type TracedFault = Exclude<
  Fault,
  | 'WRONG_FEE'
  | 'PHANTOM'
  | 'TOTALS_MISMATCH'
  | 'LATE_ARRIVAL'
  | 'JOURNAL_WIPE'
  | 'MISPOSTED_BATCH'
  | 'CLOCK_SKEW'
  | 'CLONE'
  | 'STORM'
  | 'CROSS_TERMINAL_DUP'
  | 'SAME_PAIR'
>

type Inject = (till: Till, traces: Traces, at: number) => { readonly cause: string; readonly minor: bigint | null }

const minorOf = ({ amount = '0' }: JournalRecord) => BigInt(amount)
const ofTransaction = (till: Till, record: JournalRecord) => `transaction:${till.place(record)}`

const INJECT: Readonly<Record<TracedFault, Inject>> = {
  MISSING_IN_BACKOFFICE: (till, traces, at) => {
    const record = till.sale(at)
    till.write(traces, record, 'GARBLED')
    traces.host.push(till.fact(record))
    traces.lines.push(till.line(record))
    return { cause: ofTransaction(till, record), minor: minorOf(record) }
  },
  MISSING_IN_TERMINAL: (till, traces, at) => {
    const record = till.sale(at)
    traces.host.push(till.fact(record))
    traces.lines.push(till.line(record))
    return { cause: ofTransaction(till, record), minor: minorOf(record) }
  },
  DUPLICATE_RECORD: (till, traces, at) => {
    const record = till.add(traces, till.sale(at))
    const copy = {
      ...record,
      stan: till.nextStan(),
      at: new Date(at + 20_000).toISOString(),
    }
    till.write(traces, copy)
    return { cause: ofTransaction(till, copy), minor: minorOf(record) }
  },
  DUPLICATE_CHARGE: (till, traces, at) => {
    const record = till.add(traces, till.sale(at))
    const again = till.sale(at + 50_000)
    const { panToken = '', panMasked = '', amount = '0' } = record
    const second = till.add(traces, { ...again, panToken, panMasked, amount })
    return { cause: ofTransaction(till, second), minor: minorOf(record) }
  },
  WRONG_AMOUNT: (till, traces, at) => {
    const right = till.sale(at, { amount: `${till.between(10, 90)}${till.between(1, 4)}${till.between(5, 9)}` })
    const amount = right.amount ?? ''
    const wrong = { ...right, amount: `${amount.slice(0, -2)}${amount.at(-1)}${amount.at(-2)}` }
    till.write(traces, wrong)
    traces.host.push(till.fact(right))
    traces.lines.push(till.line(right))
    const away = minorOf(wrong) - minorOf(right)
    return { cause: ofTransaction(till, wrong), minor: away < 0n ? -away : away }
  },
  WRONG_TYPE: (till, traces, at) => {
    const right = till.sale(at)
    const wrong: JournalRecord = { ...right, type: 'REFUND' }
    till.write(traces, wrong)
    traces.host.push(till.fact(right))
    traces.lines.push(till.line(right))
    return { cause: ofTransaction(till, wrong), minor: minorOf(right) }
  },
  WRONG_CURRENCY_EXPONENT: (till, traces, at) => {
    // a hundred times as much: of small sales, or no maker could ask for it
    const right = till.sale(at, { amount: String(till.between(101, 6_000)) })
    const wrong = { ...right, amount: `${right.amount}00` }
    till.write(traces, wrong)
    traces.host.push(till.fact(right))
    traces.lines.push(till.line(right))
    return { cause: ofTransaction(till, wrong), minor: minorOf(wrong) - minorOf(right) }
  },
  MISPOSTED_MERCHANT: (till, traces, at) => {
    const record = till.add(traces, till.sale(at, { midReturned: '843166558120007' }))
    return { cause: ofTransaction(till, record), minor: minorOf(record) }
  },
  WRONG_CARD_REF: (till, traces, at) => {
    const right = till.sale(at)
    const record = {
      ...right,
      panMasked: '622848******0000' === right.panMasked ? '622848******0001' : '622848******0000',
    }
    till.write(traces, record)
    traces.host.push(till.fact(right))
    traces.lines.push(till.line(right))
    return { cause: ofTransaction(till, record), minor: null }
  },
  UNREVERSED: (till, traces, at) => {
    const record = till.sale(at, { outcome: 'UNKNOWN' })
    till.write(traces, record)
    traces.host.push(till.fact(record, { fate: 'APPROVED' }))
    traces.lines.push(till.line(record))
    return { cause: ofTransaction(till, record), minor: minorOf(record) }
  },
  FALSE_REVERSAL: (till, traces, at) => {
    const record = till.sale(at)
    till.write(traces, record)
    traces.host.push(till.fact(record), till.reversed(record, 30_000))
    return { cause: ofTransaction(till, record), minor: minorOf(record) }
  },
  STATUS_MISMATCH: (till, traces, at) => {
    const isApprovedThere = till.random() < 0.5
    const record = till.sale(at, isApprovedThere ? { outcome: 'DECLINED', responseCode: '51' } : {})
    till.write(traces, record)
    traces.host.push(till.fact(record, { fate: isApprovedThere ? 'APPROVED' : 'DECLINED' }))
    if (isApprovedThere) traces.lines.push(till.line(record))
    return { cause: ofTransaction(till, record), minor: minorOf(record) }
  },
  SEQ_GAP: (till, traces, at) => {
    // nothing that moves money: the sale behind it is what is seen
    const off: JournalRecord = { type: 'SIGN_OFF', batch: till.batchNo, stan: till.nextStan(), outcome: 'APPROVED' }
    const seq = till.write(traces, { ...off, at: new Date(at).toISOString() }, 'HELD')
    till.add(traces, till.sale(at))
    return { cause: `gap:${till.tid}:${till.epoch}:${seq}`, minor: null }
  },
  STAN_GAP: (till, traces, at) => {
    const before = till.add(traces, till.sale(at))
    // asked for with a number of its own, and it never came to the host
    till.sale(at + MINUTE)
    till.add(traces, till.sale(at + 2 * MINUTE))
    return { cause: `gap:${till.tid}:0:${till.batchNo}:${before.stan ?? ''}`, minor: null }
  },
  KEY_CONFLICT: (till, traces, at) => {
    const record = till.add(traces, till.sale(at))
    const { seq = 0 } = traces.records.at(-1) ?? {}
    traces.records.push({ seq, record: { ...record, amount: `${minorOf(record) + 7n}` }, how: 'FORGED' })
    return { cause: ofTransaction(till, record), minor: null }
  },
  ORPHAN_REVERSAL: (till, traces, at) => {
    const never = till.sale(at)
    const original = { batch: never.batch ?? '', stan: never.stan ?? '', type: never.type }
    const later = new Date(at + MINUTE).toISOString()
    till.write(traces, {
      type: 'REVERSAL',
      batch: till.batchNo,
      stan: till.nextStan(),
      outcome: 'REQUIRED',
      original,
      at: later,
    })
    return { cause: ofTransaction(till, never), minor: null }
  },
  OVER_REFUND: (till, traces, at) => {
    const sale = till.add(traces, till.sale(at))
    const refund = till.follow('REFUND', sale, at + MINUTE, { amount: String(minorOf(sale) + 100n) })
    till.add(traces, refund)
    return { cause: ofTransaction(till, sale), minor: minorOf(refund) }
  },
}

/** Puts a fault into the traces of a moment; answers the truth about it. */
export function inject(fault: TracedFault, till: Till, traces: Traces, at: number): Injected {
  return { fault, tid: till.tid, ...INJECT[fault](till, traces, at) }
}

export function isTraced(fault: Fault): fault is TracedFault {
  return fault in INJECT
}
