import {
  asLeader,
  automaticCandidates,
  automaticChances,
  beginAutomatic,
  continueDueRecoveries,
  type FaultyPlace,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
} from '@budeng/storage'
import {
  AUTOMATIC_BEGUN_MAX,
  AUTOMATIC_LOOK_MS,
  AUTOMATIC_PAGE,
  RECOVERIES_AT_ONCE_MAX,
  RECOVERIES_LOOK_MS,
  SWEEP_FASTEST_MS,
} from './limits.ts'

/** Goes on with recoveries, and begins those that nobody has to ask for. */
export function recoveryJobs(
  storage: Storage,
  clockFactor: number,
): Readonly<Record<'recoveries' | 'automaticRecoveries', () => Promise<number>>> {
  return {
    recoveries: async () => {
      const looked = await continueDueRecoveries(storage, RECOVERIES_AT_ONCE_MAX)
      return looked === RECOVERIES_AT_ONCE_MAX ? 0 : Math.max(RECOVERIES_LOOK_MS / clockFactor, SWEEP_FASTEST_MS)
    },
    automaticRecoveries: automaticRecoveries(storage, clockFactor),
  }
}

/**
 * Begins recoveries that nobody has asked for, where policy allows: goes round the terminals with faults page by page, and
 * begins each in a transaction of its own. What it was at when it was killed is found again by the next round.
 */
function automaticRecoveries(storage: Storage, clockFactor: number): () => Promise<number> {
  let after: FaultyPlace | null = null
  return async () => {
    const page = await storage.read(PLATFORM_SCOPE, (db) => automaticCandidates(db, after, AUTOMATIC_PAGE))
    const ids = page.map(({ terminalId }) => terminalId)
    const chances = ids.length === 0 ? [] : await storage.read(PLATFORM_SCOPE, (db) => automaticChances(db, ids))
    for (const terminalId of chances.slice(0, AUTOMATIC_BEGUN_MAX))
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        asLeader(unit, 'automaticRecoveries', () => beginAutomatic(unit, terminalId)),
      )
    after = page.length === AUTOMATIC_PAGE ? (page.at(-1) ?? null) : null
    return after === null ? Math.max(AUTOMATIC_LOOK_MS / clockFactor, SWEEP_FASTEST_MS) : 0
  }
}
