import { budgetWindows, type ChargedGrant } from '@budeng/access'
import { chargedGrants, type CommandType } from '@budeng/fleet'
import type { Authority } from '@budeng/kernel'
import { grantChargeTable, type GrantChargeRow, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import type { GrantedAgent } from './grants.ts'

/** Commands that are charged to grants at their request. */
export interface Charge {
  /** With grants whose rows this transaction holds locked. */
  readonly authority: Authority
  /** The organisations that hold them. */
  readonly agents: readonly GrantedAgent[]
  readonly type: CommandType
  readonly commandIds: readonly string[]
}

/** Counts accepted commands on every grant up the tree. */
export async function chargeCommands(unit: Unit, { authority, agents, type, commandIds }: Charge): Promise<void> {
  const charged = new Set(chargedGrants(authority, type))
  const grants = authority.granted.flatMap(({ nodeId, grants: held }) => {
    const agent = agents.find(({ id }) => id === nodeId)
    return agent === undefined
      ? []
      : held.filter(({ grantId }) => charged.has(grantId)).map(({ grantId }) => ({ grantId, agent }))
  })
  if (grants.length === 0 || commandIds.length === 0) return
  const at = unit.clock.now()
  const charges = grants.flatMap(({ grantId, agent }) => {
    const { hour, day } = budgetWindows(agent.timeZone, at)
    return commandIds.map((commandId) => ({ commandId, grantId, hourFrom: hour.from, dayFrom: day.from }))
  })
  await unnestInsert(unit, grantChargeTable, charges)
  const counts = spendingRows(charges)
  await unit.execute(
    `insert into grant_spending as spending (grant_id, period, starts_at, count)
     select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[])
     on conflict (grant_id, period, starts_at) do update set count = spending.count + excluded.count`,
    arraysOf(counts),
  )
}

/**
 * Commands have ended: their charges go, and those of commands that were never sent are given back. Takes the grants'
 * locks as requests do, after terminals and commands.
 */
export async function settleCharges(
  unit: Unit,
  endedIds: readonly string[],
  isSent: (commandId: string) => boolean,
): Promise<void> {
  const charges = await unit.query<GrantChargeRow>(
    `delete from grant_charge where command_id = any($1)
     returning command_id as "commandId", grant_id as "grantId", hour_from as "hourFrom", day_from as "dayFrom"`,
    [endedIds],
  )
  const back = spendingRows(charges.filter(({ commandId }) => !isSent(commandId)))
  if (back.length === 0) return
  const grantIds = [...new Set(back.map(({ grantId }) => grantId))]
  await unit.query('select id from agent_grant where id = any($1) order by id for no key update', [grantIds])
  await unit.execute(
    `update grant_spending set count = greatest(0, grant_spending.count - back.count)
     from unnest($1::text[], $2::text[], $3::timestamptz[], $4::int[]) as back (grant_id, period, starts_at, count)
     where grant_spending.grant_id = back.grant_id and grant_spending.period = back.period and grant_spending.starts_at = back.starts_at`,
    arraysOf(back),
  )
}

interface Spending {
  readonly grantId: string
  readonly period: 'HOUR' | 'DAY'
  readonly startsAt: number
  readonly count: number
}

function spendingRows(charges: readonly GrantChargeRow[]): Spending[] {
  const rows = new Map<string, Spending>()
  for (const { grantId, hourFrom, dayFrom } of charges)
    for (const [period, startsAt] of [
      ['HOUR', hourFrom],
      ['DAY', dayFrom],
    ] as const) {
      const key = `${grantId}|${period}|${startsAt}`
      rows.set(key, { grantId, period, startsAt, count: (rows.get(key)?.count ?? 0) + 1 })
    }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

function arraysOf(rows: readonly Spending[]): unknown[] {
  return [
    rows.map(({ grantId }) => grantId),
    rows.map(({ period }) => period),
    rows.map(({ startsAt }) => new Date(startsAt)),
    rows.map(({ count }) => count),
  ]
}

/** The grants that commands were charged to, as they stand now: the one who signs looks once more. */
export async function chargedGrantsOf(
  db: Scoped,
  commandIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ChargedGrant[]>> {
  if (commandIds.length === 0) return new Map()
  const rows = await db.query<ChargedGrant & { commandId: string }>(
    `select command_id as "commandId", types, tier_max as "tierMax", expires_at as "expiresAt", revoked_at as "revokedAt"
     from grant_charge join agent_grant on agent_grant.id = grant_id where command_id = any($1)`,
    [commandIds],
  )
  const charged = new Map<string, ChargedGrant[]>()
  for (const { commandId, ...grant } of rows) charged.set(commandId, [...(charged.get(commandId) ?? []), grant])
  return charged
}
