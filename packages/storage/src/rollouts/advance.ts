import { canaryVerdict, decideRollout, type Rollout, type RolloutEvent, type RolloutInput } from '@budeng/fleet'
import { Fault } from '@budeng/kernel'
import { isConnectionLost, isWorthRepeating } from '../faults.ts'
import { ROLLOUT_ACTS_AT_ONCE, ROLLOUT_COUNTS_AT_ONCE, ROLLOUT_COUNT_CHUNK } from '../limits.ts'
import { bulksByIds } from '../lists/bulks.ts'
import type { BulkRow, RolloutRow } from '../rows/index.ts'
import { PLATFORM_SCOPE } from '../scope.ts'
import type { Storage } from '../storage.ts'
import { PLATFORM_ACTOR, type Unit } from '../unit.ts'
import { makeNext } from './make.ts'
import { countMembers, freezeMembers, putBackFailed, withdrawUnsent } from './members.ts'
import type { TagOf } from './parameters.ts'
import {
  claimRollout,
  dueRollouts,
  nextRolloutLook,
  openFigures,
  putOffRollout,
  rolloutOf,
  saveRollout,
  withEvents,
} from './rollouts.ts'
import { countTraffic } from './traffic.ts'

/**
 * Goes on with the rollouts that are due, the longest waiting first, in small transactions: a worker that is killed loses
 * the one that is open, and what it undid is done by the next. Answers how many were looked at.
 * @param tagOf how terminals tell of parameters: what is wished for them is written down so
 */
export async function continueDueRollouts(storage: Storage, limit: number, tagOf: TagOf): Promise<number> {
  const ids = await storage.read(PLATFORM_SCOPE, (db) => dueRollouts(db, storage.clock.now(), limit))
  for (const id of ids)
    try {
      await continueRollout(storage, id, tagOf)
    } catch (error) {
      // the database was away: it is tried again
      if (isWorthRepeating(error) || isConnectionLost(error)) throw error
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => putOffRollout(unit, id))
      throw error
    }
  return ids.length
}

async function continueRollout(storage: Storage, id: string, tagOf: TagOf): Promise<void> {
  const step = <T>(work: (unit: Unit, rollout: RolloutRow) => Promise<T>) =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const rollout = await claimRollout(unit, id)
      return rollout === null ? null : await work(unit, rollout)
    })
  for (let turn = 0; turn < ROLLOUT_COUNTS_AT_ONCE; turn++) if ((await step(count)) !== ROLLOUT_COUNT_CHUNK) break
  for (let turn = 0; turn < ROLLOUT_ACTS_AT_ONCE; turn++)
    if ((await step((unit, rollout) => act(unit, rollout, tagOf))) !== true) break
}

/** Counts on its own: this holds members, and whoever holds a terminal may wait for one. */
async function count(unit: Unit, before: RolloutRow): Promise<number> {
  const { rollout, looked } = await countMembers(unit, before)
  if (looked > 0) await saveRollout(unit, rollout, [], before.dueAt)
  return looked
}

/**
 * One step that holds terminals: the cohort is written down, commands are taken back or put back, judged, or made. Answers
 * whether there is more to do at once.
 */
async function act(unit: Unit, rollout: RolloutRow, tagOf: TagOf): Promise<boolean> {
  const [bulk] = await bulksByIds(unit, [rollout.bulkId], 'update')
  if (bulk === undefined) throw new Fault(`${rollout.id} paces no action`)
  const tidied = await tidyUp(unit, rollout, bulk)
  if (tidied !== null) {
    await saveRollout(unit, tidied, [])
    return true
  }
  const judged = judge(unit, await countTraffic(unit, rollout), bulk)
  const made = judged.row.state === 'RUNNING' ? await makeNext(unit, judged.row, bulk, tagOf) : null
  const after = made?.rollout ?? judged.row
  const isMore = judged.events.length > 0 || made?.isMore === true
  const at = unit.clock.now()
  await saveRollout(unit, after, judged.events, isMore ? at : nextRolloutLook(after, at))
  return isMore
}

/** What comes before anything is judged, a chunk at a time; null: there is nothing of it. */
async function tidyUp(unit: Unit, rollout: RolloutRow, bulk: BulkRow): Promise<RolloutRow | null> {
  if (rollout.frozen < rollout.cohort) return await freezeMembers(unit, rollout, bulk)
  if (rollout.state !== 'RUNNING' && rollout.state !== 'FINISHED') {
    const { rollout: after, withdrawn } = await withdrawUnsent(unit, rollout, whoStopped(rollout, bulk))
    if (withdrawn > 0) return after
  }
  if (rollout.retryAt === null) return null
  const { rollout: after, count: moved } = await putBackFailed(unit, rollout)
  return { ...after, retryAt: moved === 0 ? null : rollout.retryAt }
}

/** The abort rule, the next group, the end; and what the second person said. */
function judge(unit: Unit, row: RolloutRow, bulk: BulkRow): { row: RolloutRow; events: readonly RolloutEvent[] } {
  const at = unit.clock.now()
  const input = inputOf(row, bulk, at)
  const decision = input === null ? null : decideRollout(rolloutOf(row), input)
  const events = decision?.ok === true ? decision.events : []
  return { row: withEvents(row, events), events }
}

function inputOf(row: RolloutRow, { state }: BulkRow, at: number): RolloutInput | null {
  if (row.state === 'RUNNING') {
    const approvalsFell = canaryVerdict(row.traffic.changed, row.traffic.control) === 'APPROVALS_FELL'
    return { kind: 'tick', at, groups: openFigures(row), approvalsFell }
  }
  if (row.state !== 'WAITING' || state === 'PENDING_APPROVAL') return null
  return state === 'DENIED' || state === 'LAPSED' ? { kind: 'refused', at, code: state } : { kind: 'released', at }
}

/** Commands are called off in the name of whoever stopped it; what stopped by itself, in the name of who asked. */
function whoStopped({ why }: Pick<Rollout, 'why'>, bulk: BulkRow): string {
  const by = why.params['by']
  return typeof by === 'string' ? by : bulk.requestedBy
}
