import type { CareFacts } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  type AlertMuteRow,
  alertMuteTable,
  type AlertRow,
  type AlertRuleRow,
  alertRuleTable,
  alertTable,
  columnList,
  type IncidentRow,
  incidentTable,
  unnestInsert,
  unnestUpdate,
} from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const CARE = ['state', 'acknowledgedAt', 'acknowledgedBy', 'clearedAt', 'clearedBy', 'claimedBy', 'version'] as const

export async function lockAlert(unit: Unit, id: string): Promise<AlertRow | null> {
  const [row] = await unit.query<AlertRow>(
    `select ${columnList(alertTable, 'alert')} from alert where id = $1 for no key update`,
    [id],
  )
  return row ?? null
}

export async function lockIncident(unit: Unit, id: string): Promise<IncidentRow | null> {
  const [row] = await unit.query<IncidentRow>(
    `select ${columnList(incidentTable, 'incident')} from incident where id = $1 for no key update`,
    [id],
  )
  return row ?? null
}

type Cared = { readonly id: string; readonly version: number } & CareFacts

/** What a person's care left on it. */
export async function saveAlertCare(unit: Unit, alert: AlertRow & Cared): Promise<void> {
  await unnestUpdate(unit, alertTable, [{ ...alert, version: alert.version + 1 }], CARE)
}

export async function saveIncidentCare(unit: Unit, incident: IncidentRow & Cared): Promise<void> {
  await unnestUpdate(unit, incidentTable, [{ ...incident, version: incident.version + 1 }], CARE)
}

/** Begins a stretch of quiet; what is open within it is quiet from now on. */
export async function insertMute(unit: Unit, mute: AlertMuteRow): Promise<void> {
  await unnestInsert(unit, alertMuteTable, [mute])
  await unit.execute(
    `update alert set muted_until = greatest(muted_until, $1), version = version + 1
     where state <> 'CLEARED' and ($2::text is null or subject = $2)
       and (terminal_id = $3 or terminal_id in (select id from terminal where $4::ltree is not null and path <@ $4::ltree))`,
    [new Date(mute.until), mute.subject, mute.terminalId, mute.nodeId === null ? null : mute.path],
  )
}

/** Stretches of quiet that hold now at or below a path, those that end soonest first. */
export async function mutesUnder(db: Scoped, path: string, limit: number): Promise<AlertMuteRow[]> {
  return await db.query<AlertMuteRow>(
    `select ${columnList(alertMuteTable, 'alert_mute')} from alert_mute
     where path <@ $1::ltree and until > $2 and ended_at is null order by until, id limit $3`,
    [path, new Date(db.clock.now()), limit],
  )
}

/** Ends a stretch of quiet; null: there is none that holds. What was quiet by it alone asks again. */
export async function endMute(unit: Unit, id: string): Promise<AlertMuteRow | null> {
  const at = new Date(unit.clock.now())
  const [mute] = await unit.query<AlertMuteRow>(
    `update alert_mute set ended_at = $2 where id = $1 and ended_at is null and until > $2
     returning ${columnList(alertMuteTable, 'alert_mute')}`,
    [id, at],
  )
  if (mute === undefined) return null
  await unit.execute(
    `update alert set version = version + 1, muted_until = (
       select max(until) from alert_mute other
       where other.ended_at is null and other.until > $1 and (other.subject is null or other.subject = alert.subject)
         and (other.terminal_id = alert.terminal_id or (other.node_id is not null and alert.path <@ other.path)))
     where state <> 'CLEARED' and muted_until = $2 and ($3::text is null or subject = $3)
       and (terminal_id = $4 or ($5::ltree is not null and path <@ $5::ltree))`,
    [at, new Date(mute.until), mute.subject, mute.terminalId, mute.nodeId === null ? null : mute.path],
  )
  return mute
}

/** Own rules of the organisations on a path. */
export async function rulesOnPath(db: Scoped, path: string): Promise<AlertRuleRow[]> {
  return await db.query<AlertRuleRow>(
    `select ${columnList(alertRuleTable, 'alert_rule')} from alert_rule where node_id = any($1::text[])`,
    [path.split('.')],
  )
}

/** Sets an organisation's own rule; null takes it back. The node is locked first, so that a first word is one too. */
export async function saveRule(
  unit: Unit,
  { nodeId, path }: Pick<AlertRuleRow, 'nodeId' | 'path'>,
  subject: string,
  rule: Omit<AlertRuleRow, 'nodeId' | 'path' | 'version' | 'changedAt' | 'subject'> | null,
): Promise<void> {
  const at: Instant = unit.clock.now()
  await unit.query('select id from node where id = $1 for no key update', [nodeId])
  await unit.execute('delete from alert_rule where node_id = $1 and subject = $2', [nodeId, subject])
  if (rule !== null)
    await unnestInsert(unit, alertRuleTable, [{ ...rule, nodeId, path, subject, version: 1, changedAt: at }])
}
