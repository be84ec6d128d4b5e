import type { ShownImpact } from '@budeng/storage'
import { balancesOf, type LedgerAccount, type Posting, type Totals } from '@budeng/transactions'
import { ledgerMoney } from '../transactions/ledger-money.ts'
import type {
  CorrectionFigureObject,
  CorrectionImpactObject,
  CorrectionPostingObject,
  CorrectionTotalsLineObject,
  TerminalOrderObject,
} from './impact.type.ts'

/** What a correction does, for somebody who may, or may not, see what is owed to whom. */
export function impactView(impact: ShownImpact, maySeeLedger: boolean): CorrectionImpactObject {
  const { entries, claim, batches, effectiveDate, originalDate, flow, moneyLeaves, touchesSettled } = impact
  const figures = (account: LedgerAccount) => (maySeeLedger ? figuresOf(impact, account) : [])
  return {
    payable: figures('MERCHANT_PAYABLE'),
    fee: figures('FEE_INCOME'),
    commission: figures('AGENT_COMMISSION'),
    entries: maySeeLedger
      ? entries.map(({ key, negated, posted }) => ({
          key,
          negated: negated.map(postingView),
          posted: posted.map(postingView),
        }))
      : [],
    claim: maySeeLedger ? claim.map(postingView) : [],
    batches: batches.map(({ batch, before, after, isFrozen, adjustment }) => ({
      batchNo: batch,
      frozen: isFrozen,
      before: totalsView(before),
      after: totalsView(after),
      adjustment: adjustment && { batchNo: adjustment.batch, lines: totalsView(adjustment.lines) },
    })),
    adjusts: touchesSettled,
    ...{ effectiveDate, originalDate, flow, moneyLeaves },
    order: orderView(impact.order),
  }
}

/** An account's figure before and after, over all transactions that are touched; credit is more for whom it is. */
function figuresOf({ entries, claim }: ShownImpact, account: LedgerAccount): CorrectionFigureObject[] {
  const of = (postings: readonly Posting[]) =>
    new Map(
      balancesOf(postings.filter((each) => each.account === account)).map(({ currency, minor }) => [currency, -minor]),
    )
  const before = of(entries.flatMap((entry) => entry.before.postings))
  const after = of([...entries.flatMap((entry) => entry.after.postings), ...claim])
  return [...new Set([...before.keys(), ...after.keys()])].sort().map((currency) => {
    const [was, is] = [before.get(currency) ?? 0n, after.get(currency) ?? 0n]
    return {
      before: ledgerMoney(was, currency),
      after: ledgerMoney(is, currency),
      change: ledgerMoney(is - was, currency),
    }
  })
}

function postingView({ account, minor, currency }: Posting): CorrectionPostingObject {
  return { account, amount: ledgerMoney(minor, currency) }
}

/** Lines of totals as they are shown. */
export function totalsView(totals: Totals): CorrectionTotalsLineObject[] {
  return totals.map(({ scope, side, count, minor, currency, exponent }) => ({
    ...{ scope, side, count },
    amount: { minor, currency, exponent },
  }))
}

function orderView(order: ShownImpact['order']): TerminalOrderObject | null {
  if (order === null) return null
  const { op, targetSeq, version, patch } = order
  return {
    operation: op,
    targetSeq: targetSeq?.toString() ?? null,
    version,
    patch: Object.entries(patch).map(([field, value]) => ({ field, value })),
  }
}
