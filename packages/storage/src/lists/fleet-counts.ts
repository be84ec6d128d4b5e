import type { Presence, SignOnState } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Scoped } from '../unit.ts'
import { countAlerts, listIncidents } from '../alerts/lists.ts'
import { countDueVisits } from '../care/due-list.ts'
import { ALERTS_COUNTED_MAX, APPROVALS_COUNTED_MAX, RECOVERIES_COUNTED_MAX, VISITS_COUNTED_MAX } from '../limits.ts'
import { countWaitingRecoveries } from '../recoveries/lists.ts'
import { countHeldRollouts } from '../rollouts/rollouts.ts'
import { countApprovals } from './approvals.ts'
import { type Level, scopeLanes } from './level.ts'
import { IN_USE } from './terminal-filter.ts'

/** Terminals of one presence and sign-on state. */
export interface StatusCount {
  readonly presence: Presence
  readonly signOn: SignOnState
  readonly count: number
}

export interface FleetCounts {
  /** Terminals in use. Those that never were, and those that are no more, are counted beside them. */
  readonly total: number
  readonly neverEnrolled: number
  readonly retired: number
  readonly byStatus: readonly StatusCount[]
  readonly offlineLong: number
  readonly withFaults: number
  readonly openCommands: number
  /** Whatever waits for a second person. */
  readonly pendingApprovals: number
  /** What one person did alone and nobody has reviewed in time. */
  readonly overdueReviews: number
  /** Alerts that ask for somebody, up to a bound; those of them that nobody acknowledged in time; outages that last. */
  readonly openAlerts: number
  readonly overdueAlerts: number
  readonly openIncidents: number
  /** Recoveries at a step that a person has to do, up to a bound. */
  readonly waitingRecoveries: number
  /** Rollouts that a rule holds until a person has looked, up to a bound. */
  readonly heldRollouts: number
  /** Visits that should have been made by now, up to a bound. */
  readonly overdueInspections: number
  readonly overdueMaintenance: number
}

type Beside = Readonly<
  Record<'neverEnrolled' | 'retired' | 'offlineLong' | 'withFaults' | 'openCommands', StatusCount['count']>
>

/** The fleet under an organisation in figures, in one pass. `offlineBefore`: offline since then or longer counts as long. */
export async function countFleet(db: Scoped, level: Level, offlineBefore: Instant): Promise<FleetCounts> {
  const scope = scopeLanes(level)
  const rows = await db.query<StatusCount & Beside>(
    `select presence, sign_on as "signOn", count(*) filter (where ${IN_USE})::int as count,
       count(*) filter (where state = 'REGISTERED')::int as "neverEnrolled", count(*) filter (where state = 'RETIRED')::int as retired,
       count(*) filter (where ${IN_USE} and presence = 'OFFLINE' and presence_since <= $2)::int as "offlineLong",
       count(*) filter (where ${IN_USE} and faults <> '{}')::int as "withFaults", coalesce(sum(open_commands), 0)::int as "openCommands"
     from terminal where ${scope.column} in (select scope_id from ${scope.sql}) group by presence, sign_on order by presence, sign_on`,
    [scope.param, new Date(offlineBefore)],
  )
  const { waiting, overdueReviews } = await countApprovals(db, level.path, APPROVALS_COUNTED_MAX)
  const alerts = await countAlerts(db, level, ALERTS_COUNTED_MAX)
  const incidents = await listIncidents(db, true, null, ALERTS_COUNTED_MAX)
  const overdue = async (kind: 'INSPECTION' | 'MAINTENANCE') =>
    await countDueVisits(db, { level, kind, before: db.clock.now() }, VISITS_COUNTED_MAX)
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    total: sum((row) => row.count),
    neverEnrolled: sum((row) => row.neverEnrolled),
    retired: sum((row) => row.retired),
    byStatus: rows.filter(({ count }) => count > 0).map(({ presence, signOn, count }) => ({ presence, signOn, count })),
    offlineLong: sum((row) => row.offlineLong),
    withFaults: sum((row) => row.withFaults),
    openCommands: sum((row) => row.openCommands),
    pendingApprovals: waiting,
    overdueReviews,
    openAlerts: alerts.open,
    overdueAlerts: alerts.overdue,
    openIncidents: incidents.length,
    waitingRecoveries: await countWaitingRecoveries(db, level, RECOVERIES_COUNTED_MAX),
    heldRollouts: await countHeldRollouts(db, level.path),
    overdueInspections: await overdue('INSPECTION'),
    overdueMaintenance: await overdue('MAINTENANCE'),
  }
}
