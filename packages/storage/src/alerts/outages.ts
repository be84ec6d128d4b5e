import {
  type Beginning,
  beginnings,
  correlate,
  type Group,
  type GroupKind,
  groupId,
  type Incident,
  judgeIncident,
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
import { IN_USE } from '../lists/terminal-filter.ts'
import { leaveAgents, passAgentsOn, reachAgents, widerOf } from './outage-agents.ts'
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

/**
 * What ailed it before the outage is not the outage: else one would never end where some are ill anyway. Nor would one
 * whose terminals were taken out of use meanwhile.
 */
const isStillHit = `(t.state = 'ACTIVE' and ((t.presence <> 'ONLINE' and t.presence_since >= i.started_at)
  or exists (select from terminal_fault f where f.terminal_id = t.id and f.code = any($2::text[]) and f.since >= i.started_at)))`

/** How outages stand after a look: how many are open, and whether terminals are left that belong to one. */
export interface OutageLook {
  readonly open: number
  readonly isMore: boolean
}

/** Finds outages that begin, goes on with those that last, and ends those that are over. */
export async function judgeOutages(unit: Unit): Promise<OutageLook> {
  const at = unit.clock.now()
  const standing = await lockOpen(unit)
  const known = await troublesOf(unit, at)
  const troubles = known.filter(({ incidentId }) => incidentId === null)
  const joining = joiningOf(standing, troubles)
  await addMembers(unit, joining.slice(0, MEMBERS_MAX))
  for (const row of standing)
    await reachAgents(
      unit,
      row,
      joining.flatMap((one) => (one.incidentId === row.id ? one.terminalId : [])),
    )
  const open = await goOn(unit, standing, at)
  const joined = new Map(joining.map(({ terminalId, incidentId }) => [terminalId, incidentId]))
  const all = known.map((one) => ({ ...one, incidentId: one.incidentId ?? joined.get(one.terminalId) ?? null }))
  const begun = await begin(unit, open, all, at)
  return { open: open.length + begun, isMore: begun > 0 || joining.length > MEMBERS_MAX }
}

/** Opens what begins, by what fell within the window: alone, or in an incident that is not older than that. */
async function begin(unit: Unit, open: readonly IncidentRow[], known: readonly Fallen[], at: Instant): Promise<number> {
  const lately = open.filter(({ startedAt }) => startedAt > at - OUTAGE_WINDOW_MS)
  const young = new Map(lately.map(({ id }): [string, string[]] => [id, []]))
  for (const { incidentId, terminalId } of known) young.get(incidentId ?? '')?.push(terminalId)
  const suspects = suspectGroups(
    known.filter(({ incidentId }) => incidentId === null || young.has(incidentId)),
    at,
  )
  if (suspects.length === 0) return 0
  const sizes = await populations(unit, suspects, at)
  const outages = correlate(suspects, (group) => sizes.get(groupId(group)) ?? 0)
  const begun = beginnings(
    outages,
    open.map((row) => ({ ...row, terminalIds: young.get(row.id) ?? [] })),
  )
  for (const outage of begun) await openIncident(unit, outage, at)
  return begun.length
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

/** A terminal that fell within the window, and the incident that has it already. */
interface Fallen extends Trouble {
  readonly incidentId: string | null
}

/** Who fell within the window, but for those that an older incident has. */
async function troublesOf(db: Scoped, at: Instant): Promise<Fallen[]> {
  const rows = await db.query<Member>(
    `select t.id as "terminalId", greatest(t.presence_since, (select max(f.since) from terminal_fault f where f.terminal_id = t.id and f.code = any($2::text[]) and f.since > $1)) as at,
       t.acquirer_id as "acquirerId", t.acquirer_code as host, t.store_id as store, trait.operator, trait.cell, trait.app, part.id as "incidentId"
     from (
       select own.id from node acquirer cross join lateral (
         select id from terminal where acquirer_id = acquirer.id and ${IN_USE} and presence_since > $1 and presence <> 'ONLINE') as own
       where acquirer.kind = 'ACQUIRER'
       union select terminal_id from terminal_fault where since > $1 and code = any($2::text[])
     ) as ill (id) join terminal t on t.id = ill.id join heartbeat heard on heard.terminal_id = t.id
     left join terminal_trait trait on trait.terminal_id = t.id
     left join lateral (
       select i.id, i.started_at from incident_terminal m join incident i on i.id = m.incident_id
       where m.terminal_id = t.id and i.ended_at is null order by i.started_at limit 1
     ) as part on true
     where t.state = 'ACTIVE' and (part.id is null or part.started_at > $1)
     order by t.id limit ${TROUBLES_MAX}`,
    [new Date(at - OUTAGE_WINDOW_MS), OUTAGE_FAULTS],
  )
  return rows.map((row) => ({
    ...{ terminalId: row.terminalId, at: Math.min(row.at, at), incidentId: row.incidentId },
    groups: groupsOf(row),
  }))
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
  readonly incidentId: string | null
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

/** Where the key of a group of each kind stands. */
const KEYS: Readonly<Record<GroupKind, string>> = {
  STORE: 't.store_id',
  CELL: 'trait.cell',
  OPERATOR: 'trait.operator',
  HOST: 't.acquirer_code',
  APP_VERSION: 'trait.app',
}

/** By the text of each group: its terminals that were at work before it began. Each acquirer is read once for all of its groups. */
async function populations(db: Scoped, groups: readonly Group[], at: Instant): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>()
  const keys = Object.entries(KEYS).map(([kind, column]) => `('${kind}', ${column})`)
  for (const [acquirerId, own] of Map.groupBy(groups, (group) => group.acquirerId)) {
    const rows = await db.query<{ kind: GroupKind; key: string; count: number }>(
      `select kind, key, count(*)::int as count
       from terminal t join heartbeat heard on heard.terminal_id = t.id
       left join terminal_trait trait on trait.terminal_id = t.id and trait.acquirer_id = $1
       cross join lateral (values ${keys.join(', ')}) one (kind, key)
       join unnest($2::text[], $3::text[]) suspect (kind, key) using (kind, key)
       where t.acquirer_id = $1 and t.state = 'ACTIVE' and (t.presence = 'ONLINE' or t.presence_since > $4)
       group by kind, key`,
      [acquirerId, own.map(({ kind }) => kind), own.map(({ key }) => key), new Date(at - OUTAGE_WINDOW_MS)],
    )
    for (const { kind, key, count } of rows) sizes.set(groupId({ acquirerId, kind, key }), count)
  }
  return sizes
}

/** Terminals that fall while an incident of their group is open are part of it. */
function joiningOf(open: readonly IncidentRow[], troubles: readonly Trouble[]): NewMember[] {
  const byGroup = new Map(open.map((row) => [groupId(row), row.id]))
  return troubles.flatMap(({ terminalId, at, groups }) => {
    const incidentId = groups.map((group) => byGroup.get(groupId(group))).find((id) => id !== undefined)
    return incidentId === undefined ? [] : [{ incidentId, terminalId, since: at }]
  })
}

async function openIncident(unit: Unit, outage: Beginning, at: Instant): Promise<void> {
  const { acquirerId, kind, key, terminalIds, since, population: size, takesOver } = outage
  const id = unit.newId('incident')
  const [place] = await unit.query<{ path: string }>('select path from node where id = $1', [
    kind === 'STORE' ? key : acquirerId,
  ])
  const path = place?.path ?? acquirerId
  const row: IncidentRow = {
    ...{ id, acquirerId, path, kind, key, startedAt: since, endedAt: null, quietSince: null },
    ...{ hit: terminalIds.length, out: terminalIds.length, population: size },
    ...{ state: 'RAISED', standing: true, acknowledgedAt: null, acknowledgedBy: null, clearedAt: null },
    ...{ clearedBy: null, claimedBy: null, dueAt: at + INCIDENT_DUE_MS, version: 1, agents: [], mergedInto: null },
  }
  await unnestInsert(unit, incidentTable, [row])
  const taken = takesOver.length === 0 ? [] : await takeOver(unit, row, takesOver, at)
  await addMembers(
    unit,
    terminalIds.slice(0, MEMBERS_MAX).map((terminalId) => ({ incidentId: id, terminalId, since })),
  )
  unit.append([
    { type: 'IncidentOpened', subject: id, path, at, data: { kind, key, hit: row.hit, population: size, since } },
  ])
  // whoever was told of a part of it is told of the whole, though what they have is well again by now
  await reachAgents(unit, row, [...terminalIds, ...taken])
}

/** Ends incidents that were parts of a wider one, whose terminals are the wider one's from now on; answers which those are. */
async function takeOver(unit: Unit, row: IncidentRow, ids: readonly string[], at: Instant): Promise<string[]> {
  const taken = await unit.query<{ terminalId: string }>(
    `insert into incident_terminal (incident_id, terminal_id, path, since, back_at)
     select $2, terminal_id, min(path::text)::ltree, min(since), case when bool_and(back_at is not null) then max(back_at) end
     from incident_terminal where incident_id = any($1::text[]) group by terminal_id returning terminal_id as "terminalId"`,
    [ids, row.id],
  )
  const parts = await unit.query<Pick<IncidentRow, 'id' | 'path' | 'kind' | 'key' | 'agents'>>(
    `update incident set ended_at = $2, state = 'CLEARED', standing = false, cleared_at = $2, quiet_since = null, merged_into = $3
     where id = any($1::text[]) returning id, path, kind, key, agents`,
    [ids, new Date(at), row.id],
  )
  for (const part of parts) {
    const { id: subject, path, kind, key } = part
    const data = { kind, key, ...widerOf(row), mergedInto: row.id }
    unit.append([{ type: 'IncidentMerged', subject, path, at, data }])
    await passAgentsOn(unit, part, row)
  }
  await judgeSoon(unit, 'select terminal_id from alert where incident_id = any($2::text[])', [ids])
  return taken.map(({ terminalId }) => terminalId)
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
