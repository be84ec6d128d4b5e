import type { ShownImpact } from '@budeng/storage'
import { balancesOf, LEDGER_ACCOUNTS, type LedgerAccount, type Posting, type Totals } from '@budeng/transactions'
import type { Operation } from '../graphql/operation.ts'
import { ledgerMoney } from '../transactions/ledger-money.ts'
import type {
  CorrectionFigureObject,
  CorrectionImpactObject,
  CorrectionMovedLinesObject,
  CorrectionPostingObject,
  CorrectionTotalsLineObject,
  TerminalOrderObject,
} from './impact.type.ts'

/** Between those above: what of a fee the acquirer keeps, and what the agent gets. */
const ABOVE_THE_MERCHANT: ReadonlySet<LedgerAccount> = new Set<LedgerAccount>(['FEE_INCOME', 'AGENT_COMMISSION'])

/** Accounts of which the viewer is told what moves on them; empty: of none. */
export function accountsShown({ authority, viewer }: Operation): ReadonlySet<LedgerAccount> {
  if (!authority.permits.has('ledger:read')) return new Set()
  const { kind } = viewer.organisation
  const isInside = kind === 'MERCHANT' || kind === 'STORE'
  return new Set(LEDGER_ACCOUNTS.filter((account) => !isInside || !ABOVE_THE_MERCHANT.has(account)))
}

/** Lines with the id of the terminal at which they count. */
export type MovedLinesView = CorrectionMovedLinesObject & { readonly terminalId: string }

/** What a correction does, for somebody who may, or may not, see what is owed to whom. */
export function impactView(impact: ShownImpact, accounts: ReadonlySet<LedgerAccount>): CorrectionImpactObject {
  const { entries, claim, batches, effectiveDate, originalDate, flow, moneyLeaves, touchesSettled } = impact
  const figures = (account: LedgerAccount) => (accounts.has(account) ? figuresOf(impact, account) : [])
  const shown = (postings: readonly Posting[]) =>
    postings.filter(({ account }) => accounts.has(account)).map(postingView)
  return {
    payable: figures('MERCHANT_PAYABLE'),
    fee: figures('FEE_INCOME'),
    commission: figures('AGENT_COMMISSION'),
    entries:
      accounts.size === 0
        ? []
        : entries.map(({ key, negated, posted }) => ({ key, negated: shown(negated), posted: shown(posted) })),
    claim: shown(claim),
    batches: batches.map(({ batch, before, after, isFrozen, adjustment }) => ({
      batchNo: batch,
      frozen: isFrozen,
      before: totalsView(before),
      after: totalsView(after),
      adjustment: adjustment && { batchNo: adjustment.batch, lines: totalsView(adjustment.lines) },
    })),
    moves: impact.moves.map((move): MovedLinesView => {
      const { terminalId, batch: batchNo, openBatch: openBatchNo } = move
      return { terminalId, batchNo, openBatchNo, lines: totalsView(move.lines) }
    }),
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
