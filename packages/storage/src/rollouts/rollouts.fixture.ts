import {
  actionHash,
  type CommandType,
  evolveBulk,
  type ParametersChange,
  ROLLOUT_PLAN_DEFAULT,
  type RolloutPlan,
  type StopHand,
} from '@budeng/fleet'
import { HOUR, hashOf, PLATFORM } from '@budeng/kernel'
import type { Branch } from '../fleet.fixture.ts'
import {
  type BulkRow,
  insertBulk,
  insertRollout,
  insertSelection,
  insertWatchWindow,
  type TagOf,
  type Unit,
} from '../index.ts'

/** Stands for how terminals tell of parameters. */
export const tag: TagOf = (version, values) => `${version}.${hashOf(values).slice(0, 11)}`

/** Canaries of two, at the fastest pace. */
export function fastPlan(changed: Partial<RolloutPlan> = {}): RolloutPlan {
  return { ...ROLLOUT_PLAN_DEFAULT, groups: [2], perMinute: 1_000, ...changed }
}

export interface RolloutOptions {
  readonly needsApproval?: boolean
  readonly type?: CommandType
  readonly parameters?: ParametersChange | null
}

/** An action on these terminals and its rollout, as the API stores them; answers the rollout's id. */
export async function makeRollout(
  unit: Unit,
  { acquirer }: Branch,
  terminalIds: readonly string[],
  plan: RolloutPlan,
  { needsApproval = false, type = 'STATUS_GET', parameters = null }: RolloutOptions = {},
): Promise<string> {
  const [at, by, lifeMs] = [unit.clock.now(), 'usr_operator', 4 * HOUR]
  const { path } = acquirer
  const selectionId = unit.newId('selection')
  const selection = { id: selectionId, personId: by, path, filter: {}, createdAt: at, expiresAt: at + HOUR }
  await insertSelection(unit, { ...selection, terminalCount: terminalIds.length }, terminalIds)
  const what = { type, params: {}, reason: 'new keys', notAfterMs: lifeMs, terminalIds }
  const bulk: BulkRow = {
    ...evolveBulk(null, {
      ...{ type: 'BulkRequested', at, by, byHuman: by, needsApproval, id: unit.newId('bulk'), params: {} },
      ...{ tier: 'R0', reason: what.reason, hash: actionHash(what), commandType: type },
    }),
    ...{ path, nodeId: acquirer.id, notAfter: at + lifeMs, terminalCount: terminalIds.length },
    ...{ commandCount: terminalIds.length, breakdown: [], selectionId, madeThrough: null, madeCount: 0 },
    ...{ bulkRaise: 200, unfinished: false },
  }
  await insertBulk(unit, bulk)
  return (await insertRollout(unit, bulk, plan, parameters)).id
}

/** Somebody of the acquirer at a switch. */
export function handAt({ acquirer }: Branch): StopHand {
  const authority = { ...PLATFORM, personId: 'usr_operator', permits: new Set(['dispatch:stop']) }
  return { authority, nodeId: acquirer.id, path: acquirer.path, name: 'Wang' }
}

/** A watch window over the store, open for an hour, that freezes rollouts. */
export async function openWindow(unit: Unit, { store }: Branch): Promise<void> {
  const at = unit.clock.now()
  await insertWatchWindow(unit, {
    ...{ id: unit.newId('watchWindow'), nodeId: store.id, path: store.path, name: 'Holiday', state: 'OPEN' },
    ...{ startsAt: at, endsAt: at + HOUR, zone: 'UTC', patience: 100, heartbeatMs: null, allowsRollouts: false },
    ...{ plannedBy: 'usr_operator', plannedAt: at, endedAt: null, endedBy: null, report: null, version: 1 },
  })
}
