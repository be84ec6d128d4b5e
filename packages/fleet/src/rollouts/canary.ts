/** Approved transactions of so many in the time after a change, of its terminals or of others like them. */
export interface Traffic {
  readonly approved: number
  readonly all: number
}

/** Below this many transactions on either side nothing is said (domain §8). */
export const CANARY_TRAFFIC_MIN = 5_000
/** A fall of the approval rate counts from this many hundredths of a percent on, when chance does not explain it. */
const FALL_BPS = 100
/** Standard errors between the two rates; more than this happens by chance once in a thousand rollouts. */
const STANDARD_ERRORS = 3.1

export const CANARY_VERDICTS = ['TOO_LITTLE_TRAFFIC', 'AS_BEFORE', 'APPROVALS_FELL'] as const
export type CanaryVerdict = (typeof CANARY_VERDICTS)[number]

/** Compares the business of the terminals that were changed with a matched control. */
export function canaryVerdict(changed: Traffic, control: Traffic): CanaryVerdict {
  if (changed.all < CANARY_TRAFFIC_MIN || control.all < CANARY_TRAFFIC_MIN) return 'TOO_LITTLE_TRAFFIC'
  const [ours, theirs] = [changed.approved / changed.all, control.approved / control.all]
  const both = (changed.approved + control.approved) / (changed.all + control.all)
  const error = Math.sqrt(both * (1 - both) * (1 / changed.all + 1 / control.all))
  const isFall = (theirs - ours) * 10_000 >= FALL_BPS && theirs - ours > STANDARD_ERRORS * error
  return isFall ? 'APPROVALS_FELL' : 'AS_BEFORE'
}
