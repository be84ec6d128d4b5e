import {
  evolveRollout,
  groupSizes,
  NO_FIGURES,
  openMembers,
  RULE_WHY_CODES,
  type Rollout,
  type ParametersChange,
  type RolloutEvent,
  type RolloutFigures,
  type RolloutPlan,
  sumFigures,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { ROLLOUT_LOOK_MS, ROLLOUT_PUT_OFF_MS, ROLLOUT_REST_LOOK_MS, ROLLOUTS_COUNTED_MAX } from '../limits.ts'
import {
  type BulkRow,
  columnList,
  type RolloutRow,
  rolloutTable,
  type TrafficOfBoth,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(rolloutTable, 'rollout')
const NO_TRAFFIC: TrafficOfBoth = { changed: { approved: 0, all: 0 }, control: { approved: 0, all: 0 } }

/** Rollouts by id, as far as they are in scope; locked on wish. */
export async function loadRollouts(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<RolloutRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<RolloutRow>(`select ${COLUMNS} from rollout where id = any($1) ${locking}`, [ids])
}

/** The rollouts that pace these actions. */
export async function rolloutsOfBulks(db: Scoped, bulkIds: readonly string[]): Promise<RolloutRow[]> {
  return await db.query<RolloutRow>(`select ${COLUMNS} from rollout where bulk_id = any($1)`, [bulkIds])
}

/** Rollouts whose time has come, the longest waiting first. */
export async function dueRollouts(db: Scoped, at: Instant, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select id from rollout where due_at <= $1 order by due_at, id limit $2',
    [new Date(at), limit],
  )
  return rows.map(({ id }) => id)
}

/** Takes a rollout that is still due; null when another worker holds it, or went on with it. */
export async function claimRollout(unit: Unit, id: string): Promise<RolloutRow | null> {
  const [row] = await unit.query<RolloutRow>(
    `select ${COLUMNS} from rollout where id = $1 and due_at <= $2 for no key update skip locked`,
    [id, new Date(unit.clock.now())],
  )
  return row ?? null
}

/** Looked at again later: something is wrong with it that a person must see in the log. */
export async function putOffRollout(unit: Unit, id: string): Promise<void> {
  const dueAt = new Date(unit.clock.now() + ROLLOUT_PUT_OFF_MS)
  await unit.execute('update rollout set due_at = $2 where id = $1 and due_at is not null', [id, dueAt])
}

export function rolloutOf(row: RolloutRow): Rollout {
  const { id, plan, state, why, cohort, openGroup: group, since, startedAt, endedAt, version } = row
  return { id, plan, state, why, cohort, group, since, startedAt, endedAt, version }
}

/** Figures of the groups that were opened: what the core decides by. */
export function openFigures({ figures, openGroup }: RolloutRow): readonly RolloutFigures[] {
  return figures.slice(0, openGroup + 1)
}

/** Stores a rollout that has just been planned; its action is stored already, and makes no command by itself. */
export async function insertRollout(
  unit: Unit,
  bulk: BulkRow,
  plan: RolloutPlan,
  parameters: ParametersChange | null = null,
): Promise<RolloutRow> {
  const { id: bulkId, path, nodeId, requestedAt, terminalCount: cohort } = bulk
  const needsApproval = bulk.state === 'PENDING_APPROVAL'
  const id = unit.newId('rollout')
  const planned: RolloutEvent = { type: 'RolloutPlanned', at: requestedAt, id, plan, cohort, needsApproval }
  const row: RolloutRow = {
    ...{ ...columnsOf(evolveRollout(null, planned)), id, bulkId, path, nodeId, plan, parameters, cohort, requestedAt },
    figures: groupSizes(plan, cohort).map((size) => ({ ...NO_FIGURES, WAITING: size })),
    ...{
      frozen: 0,
      frozenThrough: '',
      traffic: NO_TRAFFIC,
      trafficSlot: null,
      trafficThrough: 0,
      pacedThrough: null,
      retryAt: null,
    },
    dueAt: requestedAt,
  }
  await unnestInsert(unit, rolloutTable, [row])
  tell(unit, row, [planned], parameters === null ? {} : { parameters })
  return row
}

/** The row after facts of the core. */
export function withEvents(row: RolloutRow, events: readonly RolloutEvent[]): RolloutRow {
  const after = { ...row, ...columnsOf(events.reduce(evolveRollout, rolloutOf(row))) }
  // whoever goes on has seen how approvals were: they are compared anew
  const isAnew = events.some(({ type }) => type === 'RolloutResumed')
  return isAnew ? { ...after, traffic: NO_TRAFFIC, trafficSlot: null, trafficThrough: 0 } : after
}

function columnsOf({ state, why, group: openGroup, since, startedAt, endedAt, version }: Rollout) {
  return { state, why, openGroup, since, startedAt, endedAt, version }
}

/** Stores a rollout with its facts; looked at at once. */
export async function saveRollout(
  unit: Unit,
  row: RolloutRow,
  events: readonly RolloutEvent[],
  dueAt: Instant | null = unit.clock.now(),
): Promise<void> {
  await unnestUpdate(unit, rolloutTable, [{ ...row, dueAt }], CHANGING)
  tell(unit, row, events)
}

const CHANGING = [
  ...([
    'frozen',
    'frozenThrough',
    'state',
    'why',
    'openGroup',
    'since',
    'figures',
    'traffic',
    'trafficSlot',
    'trafficThrough',
  ] as const),
  ...(['pacedThrough', 'retryAt', 'startedAt', 'endedAt', 'dueAt', 'version'] as const),
]

/** When it is looked at again: soon while it runs, seldom while results are waited for, never when all is known. */
export function nextRolloutLook({ state, figures }: RolloutRow, at: Instant): Instant | null {
  if (state === 'RUNNING' || state === 'WAITING') return at + ROLLOUT_LOOK_MS
  return openMembers(sumFigures(figures)) > 0 ? at + ROLLOUT_REST_LOOK_MS : null
}

function tell(
  unit: Unit,
  { id: subject, path, bulkId }: RolloutRow,
  events: readonly RolloutEvent[],
  more: object = {},
): void {
  unit.append(
    events.map(({ type, at, ...data }) => {
      // figures of a reason stand beside the others, for sentences
      const { code, params } = 'why' in data ? data.why : { code: undefined, params: {} }
      return { type, at, subject, path, data: { ...params, ...data, ...more, bulkId, ...(code && { code }) } }
    }),
  )
}

export interface RolloutListQuery {
  readonly states: readonly RolloutRow['state'][] | null
  readonly after: { readonly requestedAt: Instant; readonly id: string } | null
  readonly limit: number
}

/** One page of the rollouts in scope, newest first. */
export async function listRollouts(db: Scoped, { states, after, limit }: RolloutListQuery): Promise<RolloutRow[]> {
  return await db.query<RolloutRow>(
    `select ${COLUMNS} from rollout
     where ($1::text[] is null or state = any($1))
       and ($2::timestamptz is null or (requested_at <= $2 and (requested_at < $2 or id > $3)))
     order by requested_at desc, id limit $4`,
    [states, after === null ? null : new Date(after.requestedAt), after?.id ?? null, limit],
  )
}

/** How many rollouts under a path a rule holds, up to a bound: each waits for a person. */
export async function countHeldRollouts(db: Scoped, path: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       select from rollout where path <@ $1::ltree and state in ('STOPPED', 'PAUSED') and why ->> 'code' = any($3::text[]) limit $2
     ) held`,
    [path, ROLLOUTS_COUNTED_MAX, RULE_WHY_CODES],
  )
  return row?.count ?? 0
}
