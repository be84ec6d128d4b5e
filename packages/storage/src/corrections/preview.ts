import {
  beneficiariesOf,
  type CorrectionProblem,
  diffHash,
  type Impact,
  impactOf,
  type MoneyRules,
  patchProblems,
  problemsOf,
  type Proposal,
  type Requirement,
  requirementOf,
} from '@budeng/corrections'
import { stanKeyText } from '@budeng/transactions'
import type { Scoped } from '../unit.ts'
import { loadBase, type LoadedBase } from './base.ts'
import { moneyRulesOf } from './money-rules.ts'
import type { CorrectionPlace } from './place.ts'

/** What a correction would do, from the function that posts it. */
export interface CorrectionPreview {
  readonly impact: Impact
  readonly diffHash: string
  readonly problems: readonly CorrectionProblem[]
  /** Organisations that gain by it: none of their people is a second person above the first tier. */
  readonly beneficiaries: readonly string[]
  readonly requirement: Requirement
  /** The acquirer's limits by which that was reckoned. */
  readonly rules: MoneyRules
  readonly loaded: LoadedBase
}

/** Members whose form is wrong: nothing can be reckoned from them. Empty: it can. */
export function formProblems(proposal: Proposal): CorrectionProblem[] {
  return patchProblems(proposal).filter((each) => UNRECKONABLE.has(each))
}

const UNRECKONABLE: ReadonlySet<CorrectionProblem> = new Set<CorrectionProblem>([
  'FIELD_NOT_ALLOWED',
  'WRONG_FORM',
  'AMOUNT_TOO_LARGE',
  'CURRENCY_DIFFERS',
])

/** Reckons a proposal against what stands now. Its form was checked. */
export async function previewCorrection(
  db: Scoped,
  place: CorrectionPlace,
  proposal: Proposal,
  lock = false,
): Promise<CorrectionPreview> {
  const loaded = await loadBase(db, place, proposal, { lock })
  const impact = impactOf(proposal, loaded.base)
  const rules = await moneyRulesOf(db, place.scope.acquirerId)
  return {
    impact,
    diffHash: diffHash(proposal, impact),
    problems: allProblems(place, proposal, impact, loaded),
    beneficiaries: beneficiariesOf(
      impact,
      aroundOf(place.scope),
      loaded.moved === null ? null : aroundOf(loaded.moved.scope),
    ),
    requirement: requirementOf(impact.stake, rules.tiers),
    rules,
    loaded,
  }
}

function allProblems(
  place: CorrectionPlace,
  proposal: Proposal,
  impact: Impact,
  loaded: LoadedBase,
): CorrectionProblem[] {
  const found = new Set(problemsOf(proposal, loaded.base))
  // a batch that nobody has heard of, or a place that is none: of another acquirer, or where it is booked already
  const isKnown = (name: string) => loaded.batches.some(({ batchNo }) => batchNo === name)
  if (isNowhere(place, proposal, loaded) || impact.batches.some(({ batch }) => !isKnown(batch))) found.add('NO_PLACE')
  if (proposal.tariff !== null && loaded.tariff === null) found.add('NO_TARIFF')
  return [...found]
}

function isNowhere(
  place: CorrectionPlace,
  { moveTo, target }: Proposal,
  { moved, rows, standing }: LoadedBase,
): boolean {
  if (moveTo === null) return false
  if (moved === null || moved.isRetired || moved.scope.acquirerId !== place.scope.acquirerId) return true
  const row = target === null ? undefined : rows.get(stanKeyText(target.key))
  return row === undefined || (standing.get(row.id)?.at?.terminalId ?? row.terminalId) === moved.scope.terminalId
}

/** The merchant of a place, and the agents above it, all the way up. */
function aroundOf({ merchantId, path }: CorrectionPlace['scope']) {
  const above = path.split('.')
  return { merchant: merchantId, agents: above.slice(1, above.indexOf(merchantId)) }
}
