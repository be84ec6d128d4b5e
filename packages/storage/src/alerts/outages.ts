import {
  correlate,
  type Group,
  groupId,
  type Incident,
  judgeIncident,
  type Outage,
  OUTAGE_WINDOW_MS,
  suspectGroups,
  type Trouble,
} from '@budeng/fleet'
import { type Instant, MINUTE } from '@budeng/kernel'
import {
  columnList,
  type IncidentRow,
  incidentTable,
  incidentTerminalTable,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { leaveAgents, reachAgents } from './outage-agents.ts'
import { judgeSoon } from './save.ts'

/** Faults that an outage of host, network or application would cause. */
const OUTAGE_FAULTS = [
  'NET_HOST_UNREACHABLE',
  'NET_HOST_ILL',
  'NET_DNS',
  'NET_TLS',
  'NET_APN',
  'AUTH_LOGGED_OUT',
  'AUTH_SIGNON_FAILED',
  'AUTH_MAC_ERROR',
  'AUTH_BATCH_MISMATCH',
  'SYS_APP_CRASH',
  'SYS_ANR',
  'SYS_REBOOT_LOOP',
  // not SYS_PARAM_MISMATCH: a wish of ours for many is no outage of theirs
]
/** An incident is everybody's first concern. */
const INCIDENT_DUE_MS = 15 * MINUTE
/** Terminals that one transaction writes into incidents; the others follow with the next turns. */
const MEMBERS_MAX = 1_000
/** Terminals that one look may find in trouble. */
const TROUBLES_MAX = 100_000

/** What ailed it before the outage is not the outage: else one would never end where some are ill anyway. */
const isStillHit = `((t.presence <> 'ONLINE' and t.presence_since >= i.started_at)
  or exists (select from terminal_fault f where f.terminal_id = t.id and f.code = any($2::text[]) and f.since >= i.started_at))`

/** How outages stand after a look: how many are open, and whether terminals are left that belong to one. */
export interface OutageLook {
  readonly open: number
  readonly isMore: boolean
}

/** Finds outages that begin, goes on with those that last, and ends those that are over. */
export async function judgeOutages(unit: Unit): Promise<OutageLook> {
  const at = unit.clock.now()
  const standing = await lockOpen(unit)
  const troubles = await newTroubles(unit, at)
  const joining = joiningOf(standing, troubles)
  await addMembers(unit, joining.slice(0, MEMBERS_MAX))
  for (const row of standing)
    await reachAgents(
      unit,
      row,
      joining.flatMap((one) => (one.incidentId === row.id ? one.terminalId : [])),
    )
  const open = await goOn(unit, standing, at)
  const joined = new Set(joining.map(({ terminalId }) => terminalId))
  const left = troubles.filter(({ terminalId }) => !joined.has(terminalId))
  const suspects = suspectGroups(left, at)
  if (suspects.length === 0) return { open: open.length, isMore: joining.length > MEMBERS_MAX }
  const sizes = new Map<string, number>()
  for (const suspect of suspects) sizes.set(groupId(suspect), await population(unit, suspect, at))
  const outages = correlate(suspects, (group) => sizes.get(groupId(group)) ?? 0, new Set())
  for (const outage of outages) await begin(unit, outage, at)
  return { open: open.length + outages.length, isMore: outages.length > 0 || joining.length > MEMBERS_MAX }
}

async function lockOpen(unit: Unit): Promise<IncidentRow[]> {
  return await unit.query<IncidentRow>(
    `select ${columnList(incidentTable, 'incident')} from incident where ended_at is null order by id for no key update`,
  )
}

/** Incidents that are open, with how many of their terminals are well again; those that are over are ended. */
async function goOn(unit: Unit, rows: readonly IncidentRow[], at: Instant): Promise<IncidentRow[]> {
  if (rows.length === 0) return []
  await unit.execute(
    `update incident_terminal m set back_at = case when ${isStillHit} then null else $3::timestamptz end from terminal t, incident i
     where t.id = m.terminal_id and i.id = m.incident_id and m.incident_id = any($1::text[]) and (m.back_at is null) <> ${isStillHit}`,
    [rows.map(({ id }) => id), OUTAGE_FAULTS, new Date(at)],
  )
  const counts = new Map((await countMembers(unit, rows)).map((row) => [row.id, row]))
  const judged = rows.map((row) => {
    const { hit = row.hit, out = row.out } = counts.get(row.id) ?? {}
    const after = judgeIncident(row satisfies Incident, hit, out, at)
    const isOver = after.endedAt !== null
    return { ...row, ...after, ...(isOver ? ({ state: 'CLEARED', standing: false, clearedAt: at } as const) : {}) }
  })
  await save(unit, judged)
  for (const row of judged.filter(({ endedAt }) => endedAt !== null)) await end(unit, row, at)
  return judged.filter(({ endedAt }) => endedAt === null)
}

async function countMembers(
  db: Scoped,
  rows: readonly Pick<IncidentRow, 'id'>[],
): Promise<readonly { readonly id: string; readonly hit: number; readonly out: number }[]> {
  return await db.query(
    `select incident_id as id, count(*)::int as hit, (count(*) filter (where back_at is null))::int as out
     from incident_terminal where incident_id = any($1::text[]) group by 1`,
    [rows.map(({ id }) => id)],
  )
}

async function save(unit: Unit, rows: readonly IncidentRow[]): Promise<void> {
  await unnestUpdate(unit, incidentTable, rows, [
    'hit',
    'out',
    'quietSince',
    'endedAt',
    'state',
    'standing',
    'clearedAt',
  ])
}

/** What is left of it, and every alert that it held, is judged on its own again. */
async function end(unit: Unit, row: IncidentRow, at: Instant): Promise<void> {
  const { id, path, kind, key, hit, out, startedAt } = row
  await judgeSoon(
    unit,
    `select terminal_id from incident_terminal where incident_id = $2 and back_at is null
     union select terminal_id from alert where incident_id = $2`,
    [id],
  )
  unit.append([{ type: 'IncidentEnded', subject: id, path, at, data: { kind, key, hit, left: out, startedAt } }])
  await leaveAgents(unit, row)
}

async function newTroubles(db: Scoped, at: Instant): Promise<Trouble[]> {
  const rows = await db.query<Member>(
    `select t.id as "terminalId", greatest(t.presence_since, (select max(f.since) from terminal_fault f where f.terminal_id = t.id and f.code = any($2::text[]) and f.since > $1)) as at,
       t.acquirer_id as "acquirerId", t.acquirer_code as host, t.store_id as store, trait.operator, trait.cell, trait.app
     from (
       select own.id from node acquirer cross join lateral (
         select id from terminal where acquirer_id = acquirer.id and presence_since > $1 and presence <> 'ONLINE') as own
       where acquirer.kind = 'ACQUIRER'
       union select terminal_id from terminal_fault where since > $1 and code = any($2::text[])
     ) as ill (id) join terminal t on t.id = ill.id join heartbeat heard on heard.terminal_id = t.id
     left join terminal_trait trait on trait.terminal_id = t.id
     where t.state = 'ACTIVE' and not exists (
       select from incident_terminal m join incident i on i.id = m.incident_id and i.ended_at is null where m.terminal_id = t.id)
     order by t.id limit ${TROUBLES_MAX}`,
    [new Date(at - OUTAGE_WINDOW_MS), OUTAGE_FAULTS],
  )
  return rows.map((row) => ({ terminalId: row.terminalId, at: Math.min(row.at, at), groups: groupsOf(row) }))
}

interface Member {
  readonly terminalId: string
  readonly at: Instant
  readonly acquirerId: string
  readonly host: string
  readonly store: string
  readonly operator: string | null
  readonly cell: string | null
  readonly app: string | null
}

function groupsOf({ acquirerId, host, store, operator, cell, app }: Member): Group[] {
  const group = (kind: Group['kind'], key: string | null) => (key === null ? [] : [{ acquirerId, kind, key }])
  return [
    ...group('STORE', store),
    ...group('CELL', cell),
    ...group('OPERATOR', operator),
    ...group('HOST', host),
    ...group('APP_VERSION', app),
  ]
}

/** Terminals of a group that were at work before it began. */
async function population(db: Scoped, { acquirerId, kind, key }: Group, at: Instant): Promise<number> {
  const of = {
    STORE: 't.store_id = $2',
    HOST: 't.acquirer_code = $2',
    CELL: 'trait.cell = $2',
    OPERATOR: 'trait.operator = $2',
    APP_VERSION: 'trait.app = $2',
  }[kind]
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from terminal t join heartbeat heard on heard.terminal_id = t.id
     left join terminal_trait trait on trait.terminal_id = t.id and trait.acquirer_id = $1
     where t.acquirer_id = $1 and t.state = 'ACTIVE' and ${of} and (t.presence = 'ONLINE' or t.presence_since > $3)`,
    [acquirerId, key, new Date(at - OUTAGE_WINDOW_MS)],
  )
  return row?.count ?? 0
}

/** Terminals that fall while an incident of their group is open are part of it. */
function joiningOf(open: readonly IncidentRow[], troubles: readonly Trouble[]): NewMember[] {
  const byGroup = new Map(open.map((row) => [groupId(row), row.id]))
  return troubles.flatMap(({ terminalId, at, groups }) => {
    const incidentId = groups.map((group) => byGroup.get(groupId(group))).find((id) => id !== undefined)
    return incidentId === undefined ? [] : [{ incidentId, terminalId, since: at }]
  })
}

async function begin(unit: Unit, outage: Outage, at: Instant): Promise<void> {
  const { acquirerId, kind, key, terminalIds, since, population: size } = outage
  const id = unit.newId('incident')
  const [place] = await unit.query<{ path: string }>('select path from node where id = $1', [
    kind === 'STORE' ? key : acquirerId,
  ])
  const path = place?.path ?? acquirerId
  const row: IncidentRow = {
    ...{ id, acquirerId, path, kind, key, startedAt: since, endedAt: null, quietSince: null },
    ...{ hit: terminalIds.length, out: terminalIds.length, population: size },
    ...{ state: 'RAISED', standing: true, acknowledgedAt: null, acknowledgedBy: null, clearedAt: null },
    ...{ clearedBy: null, claimedBy: null, dueAt: at + INCIDENT_DUE_MS, version: 1, agents: [] },
  }
  await unnestInsert(unit, incidentTable, [row])
  await addMembers(
    unit,
    terminalIds.slice(0, MEMBERS_MAX).map((terminalId) => ({ incidentId: id, terminalId, since })),
  )
  unit.append([
    { type: 'IncidentOpened', subject: id, path, at, data: { kind, key, hit: row.hit, population: size, since } },
  ])
  await reachAgents(unit, row, terminalIds)
}

interface NewMember {
  readonly incidentId: string
  readonly terminalId: string
  readonly since: Instant
}

async function addMembers(unit: Unit, members: readonly NewMember[]): Promise<void> {
  if (members.length === 0) return
  const ids = members.map(({ terminalId }) => terminalId)
  const places = new Map(
    (
      await unit.query<{ id: string; path: string }>('select id, path from terminal where id = any($1::text[])', [ids])
    ).map(({ id, path }) => [id, path]),
  )
  await unnestInsert(
    unit,
    incidentTerminalTable,
    members.map((member) => ({ ...member, path: places.get(member.terminalId) ?? '', backAt: null })),
    { onConflict: 'on conflict (incident_id, terminal_id) do update set back_at = null' },
  )
  // what was raised before it was known belongs to it
  await judgeSoon(unit, "select terminal_id from alert where terminal_id = any($2::text[]) and state <> 'CLEARED'", [
    ids,
  ])
}
