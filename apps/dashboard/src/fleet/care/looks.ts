import type { CareOutcome } from '../../api/generated/graphql.ts'
import type { Look } from '../../ui/Mark.tsx'

export const OUTCOME_LOOKS: Readonly<Record<CareOutcome, Look>> = {
  PASSED: { tone: 'good', icon: 'check' },
  WITH_FINDINGS: { tone: 'warn', icon: 'attention' },
  FAILED: { tone: 'bad', icon: 'warning' },
}

/** Due by now, or before long. */
export const dueLook = (overdue: boolean): Look =>
  overdue ? { tone: 'bad', icon: 'warning' } : { tone: 'quiet', icon: 'clock' }
