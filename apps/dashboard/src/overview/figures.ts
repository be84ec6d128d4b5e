import { PRESENCES, SIGN_ON_STATES } from '@budeng/fleet/public'
import type { FleetFiguresQuery, Presence, SignOnState } from '../api/generated/graphql.ts'
import { isSignedOut } from '../fleet/looks.ts'

type Counts = FleetFiguresQuery['fleetCounts']

/** Terminals by presence (rows) and sign-on (columns), with sums on both sides. */
export interface StatusTable {
  readonly rows: readonly {
    readonly presence: Presence
    readonly total: number
    readonly cells: readonly { readonly signOn: SignOnState; readonly count: number }[]
  }[]
  readonly columns: readonly { readonly signOn: SignOnState; readonly total: number }[]
}

export function statusTable(counts: Pick<Counts, 'byStatus'>): StatusTable {
  const count = (presence: Presence | null, signOn: SignOnState | null) =>
    counts.byStatus
      .filter((one) => (presence === null || one.presence === presence) && (signOn === null || one.signOn === signOn))
      .reduce((sum, one) => sum + one.count, 0)
  return {
    rows: PRESENCES.map((presence) => ({
      presence,
      total: count(presence, null),
      cells: SIGN_ON_STATES.map((signOn) => ({ signOn, count: count(presence, signOn) })),
    })),
    columns: SIGN_ON_STATES.map((signOn) => ({ signOn, total: count(null, signOn) })),
  }
}

/** Reachable but not able to work: what a re-login may help. */
export function signedOutOnline(counts: Pick<Counts, 'byStatus'>): number {
  return counts.byStatus
    .filter((one) => one.presence === 'ONLINE' && isSignedOut(one.signOn))
    .reduce((sum, one) => sum + one.count, 0)
}
