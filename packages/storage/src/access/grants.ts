import { budgetWindows, type BudgetWindows, grantedRight, type GrantSpending } from '@budeng/access'
import type { GrantLevel, Instant } from '@budeng/kernel'
import { columnList, type GrantRow, grantTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(grantTable, 'agent_grant')

/** An agent's organisation whose grants bind somebody; budgets are counted by its clock. */
export interface GrantedAgent {
  readonly id: string
  readonly timeZone: string
}

/** Grants by id, as far as they are in scope or on the way up; locked on wish. */
export async function grantsByIds(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<GrantRow[]> {
  const locking = lock === undefined ? '' : 'order by id for no key update'
  return await db.query<GrantRow>(`select ${COLUMNS} from agent_grant where id = any($1) ${locking}`, [ids])
}

/** Live grants of organisations. Locked in the order of ids, they and what was spent of them stay to the end of the transaction. */
export async function liveGrants(
  db: Scoped,
  nodeIds: readonly string[],
  at: Instant,
  lock?: 'update',
): Promise<GrantRow[]> {
  return await db.query<GrantRow>(
    `select ${COLUMNS} from agent_grant where node_id = any($1) and revoked_at is null and expires_at > $2
     order by id ${lock === undefined ? '' : 'for no key update'}`,
    [nodeIds, new Date(at)],
  )
}

/**
 * What each of these agents' organisations was granted, with what is spent by now. Two gives at one organisation wait for
 * each other by `lockGrantedNode`; requests wait here, so that none exceeds a budget.
 */
export async function loadGrantLevels(
  db: Scoped,
  agents: readonly GrantedAgent[],
  at: Instant,
  lock?: 'update',
): Promise<readonly GrantLevel[]> {
  if (agents.length === 0) return []
  const nodeIds = agents.map(({ id }) => id)
  const grants = await liveGrants(db, nodeIds, at, lock)
  const windows = new Map(agents.map(({ id, timeZone }) => [id, budgetWindows(timeZone, at)]))
  const spent = await spendingOf(
    db,
    grants.flatMap(({ id, nodeId }) => {
      const window = windows.get(nodeId)
      return window === undefined ? [] : [{ id, windows: window }]
    }),
  )
  return agents.map(({ id: nodeId, timeZone }) => ({
    nodeId,
    grants: grants
      .filter((grant) => grant.nodeId === nodeId)
      .map((grant) => grantedRight(grant, budgetWindows(timeZone, at), spent.get(grant.id) ?? NOTHING_SPENT)),
  }))
}

const NOTHING_SPENT: GrantSpending = { hour: 0, day: 0 }

/** What was spent of grants in the windows that run at their owners'. */
export async function spendingOf(
  db: Scoped,
  grants: readonly { readonly id: string; readonly windows: BudgetWindows }[],
): Promise<ReadonlyMap<string, GrantSpending>> {
  if (grants.length === 0) return new Map()
  const rows = await db.query<{ id: string; hour: number; day: number }>(
    `select asked.id, coalesce(hour.count, 0) as hour, coalesce(day.count, 0) as day
     from unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) as asked (id, hour_from, day_from)
     left join grant_spending hour on hour.grant_id = asked.id and hour.period = 'HOUR' and hour.starts_at = asked.hour_from
     left join grant_spending day on day.grant_id = asked.id and day.period = 'DAY' and day.starts_at = asked.day_from`,
    [
      grants.map(({ id }) => id),
      grants.map(({ windows }) => new Date(windows.hour.from)),
      grants.map(({ windows }) => new Date(windows.day.from)),
    ],
  )
  return new Map(rows.map(({ id, hour, day }) => [id, { hour, day }]))
}

/** The agents' organisations on a path, from the top. The scope must reach that far. */
export async function agentsOnPath(db: Scoped, path: string): Promise<GrantedAgent[]> {
  return await db.query<GrantedAgent>(
    `select id, time_zone as "timeZone" from node where id = any($1) and kind = 'AGENT' order by nlevel(path)`,
    [path.split('.')],
  )
}

/** Lets two people who give to one organisation do so one after the other. */
export async function lockGrantedNode(unit: Unit, nodeId: string): Promise<void> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`grant:${nodeId}`])
}

export async function insertGrant(unit: Unit, grant: GrantRow): Promise<void> {
  await unnestInsert(unit, grantTable, [grant])
}

/** Stores what a change or a revocation altered. */
export async function saveGrant(unit: Unit, grant: GrantRow): Promise<void> {
  await unnestUpdate(
    unit,
    grantTable,
    [grant],
    [
      'types',
      'tierMax',
      'budgetHour',
      'budgetDay',
      'terminalsMax',
      'expiresAt',
      'reason',
      'revokedAt',
      'revokedBy',
      'closedAt',
      'version',
    ],
  )
}

export interface GrantListQuery {
  /** Of one organisation; null: of all below a path. */
  readonly nodeId: string | null
  /** At and below this path. */
  readonly path: string
  readonly live: boolean | null
  readonly at: Instant
  readonly after: { readonly givenAt: Instant; readonly id: string } | null
  readonly limit: number
}

/** One page of grants, the newest first. */
export async function listGrants(db: Scoped, query: GrantListQuery): Promise<GrantRow[]> {
  const { nodeId, path, live, at, after, limit } = query
  return await db.query<GrantRow>(
    `select ${COLUMNS} from agent_grant
     where path <@ $1::ltree and ($2::text is null or node_id = $2)
       and ($3::boolean is null or $3 = (revoked_at is null and expires_at > $4))
       and ($5::timestamptz is null or given_at < $5 or (given_at = $5 and id > $6))
     order by given_at desc, id limit $7`,
    [path, nodeId, live, new Date(at), after === null ? null : new Date(after.givenAt), after?.id ?? null, limit],
  )
}

/** How many commands wait to be sent under each of these grants; they end when it does. */
export async function queuedUnder(db: Scoped, grantIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: string; count: number }>(
    `select grant_id as id, count(*) as count from grant_charge join command on command.id = command_id
     where grant_id = any($1) and command.state in ('QUEUED', 'PENDING_APPROVAL') group by grant_id`,
    [grantIds],
  )
  return new Map(rows.map(({ id, count }) => [id, count]))
}
