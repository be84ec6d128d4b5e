import type { Money } from '@budeng/kernel'
import { stanKeyText } from '@budeng/transactions'
import type { Impact } from './impact.ts'
import { BULK_ROWS_MAX } from './limits.ts'
import type { Proposal } from './proposal.ts'
import { capProblem, type DayCaps, type DayUsage, type Requirement, requirementOf } from './tiers.ts'
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
export function previewBulk(rows: readonly BulkRow[], usage: DayUsage, caps?: DayCaps): BulkPreview {
  const taken = new Set<string>()
  let used = usage
  const looked = rows.map(({ proposal, impact, problems }, place) => {
    const key =
      proposal.target && `${proposal.target.terminalId}:${proposal.target.epoch}:${stanKeyText(proposal.target.key)}`
    const cap = capProblem(used, impact.stake, caps)
    const found: BulkProblem[] = [...problems]
    if (place >= BULK_ROWS_MAX) found.push('TOO_MANY_ROWS')
    if (key !== null && taken.has(key)) found.push('SAME_TRANSACTION')
    if (found.length === 0 && cap !== null) found.push(cap)
    if (found.length === 0) {
      if (key !== null) taken.add(key)
      used = { count: used.count + 1, stake: [...used.stake, ...impact.stake] }
    }
    return { problems: found, requirement: requirementOf(impact.stake) }
  })
  return {
    rows: looked,
    accepted: looked.filter(({ problems }) => problems.length === 0).length,
    stake: used.stake.slice(usage.stake.length),
  }
}
