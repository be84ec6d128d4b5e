import type { StandingStop } from '@budeng/fleet'
import type { Scoped, Unit } from '../unit.ts'

/** Whoever signs or publishes shares this lock with its like, and with nobody who throws a switch. */
const SWITCH_LOCK = 5_271

/**
 * The stops that stand, and stand until this transaction ends: whoever throws a switch waits for those who sign or
 * publish now, and whoever begins later sees it. The lock comes first, for a statement sees what was committed before it.
 */
export async function heedStops(unit: Unit): Promise<readonly StandingStop[]> {
  await shareSwitches(unit)
  return await standingStops(unit)
}

/** Until this transaction ends no switch is thrown; what a later statement of it reads of stops stays true. */
export async function shareSwitches(unit: Unit): Promise<void> {
  await unit.prepared('share-switches', 'select pg_advisory_xact_lock_shared($1)', [SWITCH_LOCK])
}

/** The stops that stand now; of a person, those over and within the own subtree. */
export async function standingStops(db: Scoped): Promise<readonly StandingStop[]> {
  return await db.prepared<StandingStop>(
    'standing-stops',
    'select path, since, by_name as "byName" from dispatch_stop where lifted_at is null',
    [],
  )
}

/** Alone at the switches, until the transaction ends. */
export async function lockSwitches(unit: Unit): Promise<void> {
  await unit.query('select pg_advisory_xact_lock($1)', [SWITCH_LOCK])
}

/** Of a command that is to be published: no stop stands over the place for which it was written. */
export const NOT_STOPPED = `not exists (select from dispatch_stop s where s.lifted_at is null and s.path @> m.path)`
