import type { FleetDayQuery } from '../api/generated/graphql.ts'

/** What changes every ten minutes is asked for once a minute. */
export const FLEET_DAY_POLLING = { pollInterval: 60_000, skipPollAttempt: () => document.hidden } as const

type Figures = Omit<NonNullable<NonNullable<FleetDayQuery['fleetHistory']>['approvals']>, '__typename'>

/** The share of payments that were approved; null: nothing was answered. */
export function approvalRate({ approved, answered }: Figures): number | null {
  return answered === 0 ? null : approved / answered
}

/** A rate that is lower by so much than the week before asks for somebody. */
const FALL = 0.03
/** With fewer payments on either side a fall says nothing. */
const ENOUGH = 200

/** Fewer payments are approved than the week before, by more than chance. */
export function hasFallen(day: Figures, week: Figures): boolean {
  const [now, before] = [approvalRate(day), approvalRate(week)]
  return now !== null && before !== null && day.answered >= ENOUGH && week.answered >= ENOUGH && now < before - FALL
}
