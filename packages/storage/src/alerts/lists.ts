import type { Severity } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type Level, Params, standsAt } from '../lists/level.ts'
import { type AlertRow, alertTable, columnList, type IncidentRow, incidentTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'

export interface AlertFilter {
  /** True: those that ask for somebody, by the clock that runs; false: all, the newest first. */
  readonly open: boolean
  readonly severities: readonly Severity[] | null
  /** Of one person's work; null: of everybody's and nobody's. */
  readonly claimedBy: string | null
  /** False: without those that are muted now or belong to an incident. */
  readonly quiet: boolean
}

export interface AlertListQuery {
  readonly of: { readonly terminalId: string } | { readonly incidentId: string } | { readonly level: Level }
  readonly filter: AlertFilter
  readonly after: { readonly at: Instant; readonly id: string } | null
  readonly limit: number
}

/** The moment by which a list of alerts is ordered. */
export function alertMoment(open: boolean, { dueAt, raisedAt }: Pick<AlertRow, 'dueAt' | 'raisedAt'>): Instant {
  return open ? dueAt : raisedAt
}

/** One page of alerts. */
export async function listAlerts(db: Scoped, { of, filter, after, limit }: AlertListQuery): Promise<AlertRow[]> {
  const params = new Params()
  const { lanes, match } = source(of, params)
  const { open, severities, claimedBy, quiet } = filter
  const conditions = [match]
  if (open) conditions.push(`alert.state <> 'CLEARED'`)
  if (severities !== null) conditions.push(`alert.severity = any(${params.add(severities)})`)
  if (claimedBy !== null) conditions.push(`alert.claimed_by = ${params.add(claimedBy)}`)
  if (!quiet)
    conditions.push(
      `alert.incident_id is null and (alert.muted_until is null or alert.muted_until <= ${params.add(new Date(db.clock.now()))})`,
    )
  const [moment, direction] = open ? (['due_at', 'asc'] as const) : (['raised_at', 'desc'] as const)
  if (after !== null) {
    const at = params.add(new Date(after.at))
    const [within, beyond] = open ? ['>=', '>'] : ['<=', '<']
    conditions.push(`alert.${moment} ${within} ${at}`)
    conditions.push(`(alert.${moment} ${beyond} ${at} or alert.id > ${params.add(after.id)})`)
  }
  const max = params.add(limit)
  const page = `select ${columnList(alertTable, 'alert')} from alert where ${conditions.join(' and ')} order by ${moment} ${direction}, id limit ${max}`
  const key = open ? 'dueAt' : 'raisedAt'
  return await db.query<AlertRow>(
    lanes === null
      ? page
      : `select page.* from ${lanes} cross join lateral (${page}) as page order by page."${key}" ${direction}, page.id limit ${max}`,
    params.values,
  )
}

/** Where an index is walked; a merchant's and a store's alerts are those of their few terminals. */
function source(of: AlertListQuery['of'], params: Params): { lanes: string | null; match: string } {
  if ('terminalId' in of) return { lanes: null, match: `alert.terminal_id = ${params.add(of.terminalId)}` }
  if ('incidentId' in of) return { lanes: null, match: `alert.incident_id = ${params.add(of.incidentId)}` }
  const { level } = of
  switch (level.kind) {
    case 'ACQUIRER':
      return { lanes: null, match: `alert.acquirer_id = ${params.add(level.id)}` }
    case 'AGENT':
      return {
        lanes: `(select id from node where kind = 'AGENT' and ${standsAt(params.add(level.path))}) as agent`,
        match: 'alert.agent_id = agent.id',
      }
    case 'MERCHANT':
    case 'STORE':
      return {
        lanes: `(select id from terminal where ${level.kind === 'STORE' ? 'store_id' : 'merchant_id'} = ${params.add(level.id)}) as stands`,
        match: 'alert.terminal_id = stands.id',
      }
  }
}

export async function alertsByIds(db: Scoped, ids: readonly string[]): Promise<AlertRow[]> {
  return await db.query<AlertRow>(`select ${columnList(alertTable, 'alert')} from alert where id = any($1)`, [ids])
}

/** An incident with what the asker sees of it: an agent its own terminals, whoever stands above all of them. */
export interface IncidentView extends IncidentRow {
  readonly seenHit: number
  readonly seenOut: number
}

const INCIDENT_VIEW = `${columnList(incidentTable, 'incident')},
  (select count(*)::int from incident_terminal m where m.incident_id = incident.id) as "seenHit",
  (select count(*)::int from incident_terminal m where m.incident_id = incident.id and m.back_at is null) as "seenOut"`

export async function incidentsByIds(db: Scoped, ids: readonly string[]): Promise<IncidentView[]> {
  return await db.query<IncidentView>(`select ${INCIDENT_VIEW} from incident where id = any($1)`, [ids])
}

/** One page of incidents, the newest first. */
export async function listIncidents(
  db: Scoped,
  open: boolean | null,
  after: { readonly at: Instant; readonly id: string } | null,
  limit: number,
): Promise<IncidentView[]> {
  const params = new Params()
  const conditions = ['true']
  if (open !== null) conditions.push(`incident.ended_at is ${open ? 'null' : 'not null'}`)
  if (after !== null) {
    const at = params.add(new Date(after.at))
    conditions.push(`started_at <= ${at} and (started_at < ${at} or id > ${params.add(after.id)})`)
  }
  return await db.query<IncidentView>(
    `select ${INCIDENT_VIEW} from incident where ${conditions.join(' and ')} order by started_at desc, id limit ${params.add(limit)}`,
    params.values,
  )
}

/** Terminals of an incident, those that are still out first. */
export async function incidentTerminalIds(db: Scoped, incidentId: string, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `select terminal_id as id from incident_terminal where incident_id = $1 order by back_at nulls first, terminal_id limit $2`,
    [incidentId, limit],
  )
  return rows.map(({ id }) => id)
}

/** What asks for somebody under an organisation, up to a bound: alerts that are not quiet, and those past their time. */
export async function countAlerts(db: Scoped, level: Level, limit: number): Promise<{ open: number; overdue: number }> {
  const rows = await listAlerts(db, {
    of: { level },
    filter: { open: true, severities: null, claimedBy: null, quiet: false },
    after: null,
    limit,
  })
  return {
    open: rows.length,
    overdue: rows.filter(({ state, dueAt }) => state === 'RAISED' && dueAt < db.clock.now()).length,
  }
}
