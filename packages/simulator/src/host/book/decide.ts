import { COMPLETION_MAX_PERCENT } from '../../limits.ts'
import type { TradeType } from '../../trade/types.ts'
import type { TradeFault } from '../faults.ts'
import { DECLINES, drawOf } from '../faults.ts'
import { type BatchBook, classOf, type HostBook, type Known } from './book.ts'
import type { Fate } from './facts.ts'

/** A request as far as the decision goes. */
export interface Asked {
  readonly terminal: string
  readonly mti: string
  readonly type: TradeType
  readonly batch: string
  readonly stan: string
  readonly amount: bigint | null
  readonly original: { readonly batch: string; readonly stan: string } | null
  readonly faults: ReadonlySet<TradeFault>
}

export interface Verdict {
  readonly fate: Fate
  readonly responseCode: string
  /** Answered before: with the same RRN. */
  readonly before?: Known
}

const approved: Verdict = { fate: 'APPROVED', responseCode: '00' }
const declined = (responseCode: string): Verdict => ({ fate: 'DECLINED', responseCode })

/** What the host says to a transaction or an advice. The codes are UnionPay's. */
export function decideTrade(book: HostBook, asked: Asked): Verdict {
  const { terminal, mti, batch, stan, faults } = asked
  const opened = book.batch(terminal, batch)
  const before = opened.transactions.get(`${stan}|${classOf(mti)}`)
  if (before !== undefined) return { fate: 'DUPLICATE', responseCode: '94', before }
  if (opened.tombstones.has(stan)) return { fate: 'KILLED', responseCode: '12' }
  if (opened.closed) return declined('77')
  const advice = mti.startsWith('022')
  // an advice tells of what happened already: there is nothing left to decline but what cannot be
  if (faults.has('DECLINE') && !advice) return declined(pickDecline(asked))
  const refusal = refusalOf(book, asked)
  if (refusal !== null) return declined(refusal)
  return faults.has('APPROVED_LIKE') ? { ...approved, responseCode: pickApproval(asked) } : approved
}

/** Why the rules of void, refund, completion and adjustment forbid it; null when they do not. */
function refusalOf(book: HostBook, asked: Asked): string | null {
  const found = asked.original === null ? null : book.find(asked.terminal, asked.original)
  switch (asked.type) {
    case 'PURCHASE_VOID':
    case 'COMPLETION_VOID':
    case 'PREAUTH_VOID':
      return found === null ? '25' : refusalOfVoid(found, asked)
    case 'REFUND':
    case 'QR_REFUND':
      // the sale may be older than what is remembered here: its batch is settled long ago
      return found === null ? null : refusalOfAmount(found, asked, found.amount - found.refunded)
    case 'PREAUTH_COMPLETION':
      if (found === null) return '25'
      return found.captured ? '12' : refusalOfAmount(found, asked, (found.amount * COMPLETION_MAX_PERCENT) / 100n)
    case 'OFFLINE_ADJUST':
    case 'TIP_ADJUST':
      if (found === null) return '25'
      return found.state === 'APPROVED' ? null : '12'
    default:
      return null
  }
}

/** Of the same batch, as long as nothing else became of it, and all of it. */
function refusalOfVoid(found: Known, { type, batch, original, amount }: Asked): string | null {
  if (type !== 'PREAUTH_VOID' && original?.batch !== batch) return '12'
  if (found.state !== 'APPROVED' || found.captured) return '12'
  return amount === found.amount ? null : '64'
}

function refusalOfAmount({ state }: Known, { amount }: Asked, most: bigint): string | null {
  if (state !== 'APPROVED') return '12'
  return (amount ?? 0n) <= most ? null : '61'
}

/** A reversal names its original by F61, or shares its STAN. Repeats change nothing. */
export function decideReversal(
  book: HostBook,
  terminal: string,
  target: { readonly batch: string; readonly stan: string },
): Verdict & { readonly found: Known | null } {
  const found = book.find(terminal, target)
  if (found === null) return { fate: 'NOTHING_TO_REVERSE', responseCode: '25', found }
  if (found.state === 'REVERSED') return { fate: 'DUPLICATE', responseCode: '00', found }
  if (found.state === 'DECLINED') return { fate: 'NOTHING_TO_REVERSE', responseCode: '00', found }
  const batch: BatchBook | null = book.known(terminal, target.batch)
  if (batch?.closed === true || found.state === 'VOIDED') return { fate: 'DECLINED', responseCode: '12', found }
  return { fate: 'REVERSED', responseCode: '00', found }
}

function pickDecline({ terminal, batch, stan }: Asked): string {
  return DECLINES[drawOf(`${terminal}|${batch}|${stan}`) % DECLINES.length] ?? '05'
}

function pickApproval({ terminal, batch, stan }: Asked): string {
  return ['A2', 'A4', 'A5', 'A6'][drawOf(`${terminal}|${batch}|${stan}`) % 4] ?? 'A2'
}
