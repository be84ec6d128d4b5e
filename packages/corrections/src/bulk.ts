import { type Money, parseMoney } from '@budeng/kernel'
import { stanKeyText } from '@budeng/transactions'
import type { Impact } from './impact.ts'
import { BULK_ROWS_MAX } from './limits.ts'
import type { Proposal } from './proposal.ts'
import type { MoneyRules } from './money-rules.ts'
import { capProblem, type DayUsage, type Requirement, requirementOf } from './tiers.ts'
import type { CorrectionProblem } from './words.ts'

/** One row of a file of corrections, looked at against what stands. */
export interface BulkRow {
  readonly proposal: Proposal
  readonly impact: Impact
  readonly problems: readonly CorrectionProblem[]
}

export type BulkProblem = CorrectionProblem | 'SAME_TRANSACTION' | 'CAP_COUNT' | 'CAP_AMOUNT' | 'TOO_MANY_ROWS'

/** What a file would do before it does anything. Each row becomes a correction of its own, with a checker of its own. */
export interface BulkPreview {
  readonly rows: readonly { readonly problems: readonly BulkProblem[]; readonly requirement: Requirement }[]
  readonly accepted: number
  /** Of the rows that go on. */
  readonly stake: readonly Money[]
}

/** Row by row in their order: caps are used up by the rows before, and of two for one transaction only the first goes on. */
export function previewBulk(rows: readonly BulkRow[], usage: DayUsage, rules?: MoneyRules): BulkPreview {
  const taken = new Set<string>()
  let used = usage
  const looked = rows.map(({ proposal, impact, problems }, place) => {
    const key =
      proposal.target && `${proposal.target.terminalId}:${proposal.target.epoch}:${stanKeyText(proposal.target.key)}`
    const cap = capProblem(used, impact.stake, rules?.caps)
    const found: BulkProblem[] = [...problems]
    if (place >= BULK_ROWS_MAX) found.push('TOO_MANY_ROWS')
    if (key !== null && taken.has(key)) found.push('SAME_TRANSACTION')
    if (found.length === 0 && cap !== null) found.push(cap)
    if (found.length === 0) {
      if (key !== null) taken.add(key)
      used = { count: used.count + 1, stake: [...used.stake, ...impact.stake] }
    }
    return { problems: found, requirement: requirementOf(impact.stake, rules?.tiers) }
  })
  return {
    rows: looked,
    accepted: looked.filter(({ problems }) => problems.length === 0).length,
    stake: used.stake.slice(usage.stake.length),
  }
}

/** What is wrong with an amount as it stands in a file. */
export const WRITTEN_AMOUNT_PROBLEMS = ['AMOUNT_PLACES', 'AMOUNT_UNREADABLE'] as const
export type WrittenAmountProblem = (typeof WRITTEN_AMOUNT_PROBLEMS)[number]

/** `1800`, `1800.00`, `1,800.00`: grouped by threes or not at all. */
const WRITTEN_AMOUNT = /^(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d+))?$/

/**
 * An amount as people write it in a file, in minor units. It has every place of its currency (18.00 in CNY, 1800 in JPY, 18.000 in
 * KWD): whoever means minor units, or thousandths, is told so and does not move a hundred times the money.
 */
export function writtenAmount(
  text: string,
  { currency, exponent }: Pick<Money, 'currency' | 'exponent'>,
): { readonly minor: bigint } | { readonly problem: WrittenAmountProblem } {
  const plain = text.normalize('NFKC').trim()
  const match = WRITTEN_AMOUNT.exec(plain)
  if (match === null) return { problem: 'AMOUNT_UNREADABLE' }
  if ((match[1]?.length ?? 0) !== exponent) return { problem: 'AMOUNT_PLACES' }
  const amount = parseMoney(plain.replaceAll(',', ''), currency, exponent)
  return amount === null ? { problem: 'AMOUNT_UNREADABLE' } : { minor: amount.minor }
}
