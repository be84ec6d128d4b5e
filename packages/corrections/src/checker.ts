import { type Instant, refuse } from '@budeng/kernel'
import type { Correction } from './correction.ts'
import { CHECKER_AGE_MIN_MS } from './limits.ts'
import type { CorrectionRefusal } from './refusals.ts'

/** Who would be the second person, as plain values of the shell. */
export interface Checker {
  readonly personId: string
  readonly humanId: string
  readonly organisationId: string
  readonly permits: ReadonlySet<string>
  /** Absent people whose deputy this is, by account and by human. */
  readonly standsFor: readonly string[]
  readonly roleSince: Instant
  /** Null: has no second factor. */
  readonly factorSince: Instant | null
}

export const CHECK_PERMISSION = 'correction:approve'

type Refused = ReturnType<typeof refuse<CorrectionRefusal>>

/** Why somebody is no second person for a correction, or null. `humans`: those behind the makers' accounts as known now. */
export function checkerRefusal(
  correction: Correction,
  checker: Checker,
  at: Instant,
  humans: readonly string[],
): Refused | null {
  if (!checker.permits.has(CHECK_PERMISSION)) return refuse('NOT_PERMITTED', { permission: CHECK_PERMISSION })
  const own = [checker.personId, checker.humanId, ...checker.standsFor]
  const made = [...correction.makers.flatMap(({ personId, humanId }) => [personId, humanId]), ...humans]
  if (made.some((id) => own.includes(id))) return refuse('OWN_CORRECTION')
  return ageRefusal(checker, at)
}

/** A role or a factor of a moment ago approves nothing: somebody shall have time to notice. */
function ageRefusal({ roleSince, factorSince }: Checker, at: Instant): Refused | null {
  if (at < roleSince + CHECKER_AGE_MIN_MS) return refuse('ROLE_TOO_YOUNG', { until: roleSince + CHECKER_AGE_MIN_MS })
  if (factorSince === null) return refuse('FACTOR_MISSING')
  if (at < factorSince + CHECKER_AGE_MIN_MS)
    return refuse('FACTOR_TOO_YOUNG', { until: factorSince + CHECKER_AGE_MIN_MS })
  return null
}

/** Why this second person is not one that the money at stake asks for, or null. */
export function tierRefusal(correction: Correction, { humanId, organisationId }: Checker): Refused | null {
  if (correction.approvals.some((each) => each.humanId === humanId)) return refuse('ALREADY_APPROVED')
  if (!correction.requirement.otherOrganisation) return null
  if (correction.makers.some((maker) => maker.organisationId === organisationId))
    return refuse('OTHER_ORGANISATION_NEEDED', { tier: correction.requirement.tier })
  return correction.beneficiaries.includes(organisationId)
    ? refuse('OF_BENEFICIARY', { tier: correction.requirement.tier })
    : null
}
