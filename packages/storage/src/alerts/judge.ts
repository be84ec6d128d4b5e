import {
  type Alert,
  ALERT_REOPEN_MS,
  type AlertChange,
  type AlertRule,
  defaultRule,
  evolveAlert,
  type FaultRecord,
  HEARTBEAT_FRESH_FACTOR,
  judgeAlerts,
  metricsOf,
  type Mute,
  patienceAt,
  type Presence,
  type Severity,
  tightened,
  type Watched,
} from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import { careOf } from '../care/visits.ts'
import { faultsOf } from '../health/faults.ts'
import {
  type AlertMuteRow,
  alertMuteTable,
  type AlertRow,
  type AlertRuleRow,
  alertRuleTable,
  alertTable,
  type AlertWatchRow,
  alertWatchTable,
  columnList,
  type TerminalCareRow,
} from '../rows/index.ts'
import type { Scoped, TerminalScope, Unit } from '../unit.ts'
import { openWatchWindows } from '../watch/windows.ts'
import { saveAlerts, saveWatches } from './save.ts'

interface TerminalState extends TerminalScope {
  readonly state: string
  readonly presence: Presence
  readonly presenceSince: Instant
  readonly intervalMs: Millis
  readonly heartbeatAt: Instant | null
  readonly health: Parameters<typeof metricsOf>[0]['health'] & { readonly clockSkewMs?: number }
}

/** Judges the alerts of terminals whose state may have changed. Under the lead: nobody else judges meanwhile. */
export async function judgeTerminals(unit: Unit, terminalIds: readonly string[]): Promise<void> {
  if (terminalIds.length === 0) return
  const at = unit.clock.now()
  const terminals = await terminalStates(unit, terminalIds)
  const faults = await faultsOf(unit, terminalIds)
  const visits = Map.groupBy(await careOf(unit, terminalIds), ({ terminalId }) => terminalId)
  const alerts = Map.groupBy(await lockAlerts(unit, terminalIds, at), ({ terminalId }) => terminalId)
  const watches = Map.groupBy(await watchesOf(unit, terminalIds), ({ terminalId }) => terminalId)
  const rules = await ruleBook(
    unit,
    terminals.map(({ path }) => path),
  )
  const mutes = await mutesAt(unit, at)
  const windows = await openWatchWindows(unit)
  const incidents = await openIncidentsOf(unit, terminalIds)
  const changed = new Map<string, AlertRow>()
  const watched: AlertWatchRow[] = []
  for (const terminal of terminals) {
    const { terminalId } = terminal
    const judged = judgeAlerts(
      watchedOf(terminal, faults.get(terminalId) ?? [], visits.get(terminalId) ?? [], at),
      {
        alerts: alerts.get(terminalId) ?? [],
        watches: watches.get(terminalId) ?? [],
        mutes: mutesOf(mutes, terminal),
        incidentId: incidents.get(terminalId) ?? null,
        rule: (subject, reported) =>
          tightened(rules(terminal.path)(subject, reported), patienceAt(windows, terminal.path)),
      },
      at,
    )
    watched.push(...judged.watches.map((watch) => ({ ...watch, terminalId })))
    for (const change of judged.changes) {
      const id = 'alert' in change ? change.alert.id : unit.newId('alert')
      changed.set(id, { ...evolveAlert(terminalId, change, at, id), ...scopeOf(terminal) })
      tell(unit, terminal, change, id)
    }
  }
  await saveAlerts(unit, [...changed.values()])
  await saveWatches(unit, terminalIds, [...watches.values()].flat(), watched)
}

/** Raised, also again, and cleared are events; what happens in between is the alert's present. */
function tell(unit: Unit, terminal: TerminalState, change: AlertChange, id: string): void {
  const { kind } = change
  if (kind !== 'RAISE' && kind !== 'REOPEN' && kind !== 'CLEAR') return
  const { subject, severity } = kind === 'RAISE' ? change : { ...change.alert, ...change }
  unit.append([
    {
      type: kind === 'CLEAR' ? 'AlertCleared' : 'AlertRaised',
      subject: id,
      terminal: scopeOf(terminal),
      path: terminal.path,
      at: unit.clock.now(),
      data: { alert: kind === 'REOPEN' ? change.alert.subject : subject, severity, again: kind === 'REOPEN' },
    },
  ])
}

function scopeOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: TerminalState): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

function watchedOf(
  terminal: TerminalState,
  faults: readonly FaultRecord[],
  visits: readonly TerminalCareRow[],
  at: Instant,
): Watched {
  const { state, presence, presenceSince, intervalMs, heartbeatAt, health } = terminal
  const isFresh = heartbeatAt !== null && at < heartbeatAt + intervalMs * HEARTBEAT_FRESH_FACTOR
  const reading = { health, signOn: 'SIGNED_ON' as const, reversalPending: false, forwards: null }
  return {
    presence,
    presenceSince,
    faults,
    metrics: isFresh ? metricsOf({ ...reading, clockSkewMs: health.clockSkewMs ?? null }) : null,
    // who was never heard of is not missed
    active: state === 'ACTIVE' && heartbeatAt !== null,
    overdueVisits: visits.flatMap(({ kind, overdueSince: since }) => (since === null ? [] : [{ kind, since }])),
  }
}

async function terminalStates(db: Scoped, terminalIds: readonly string[]): Promise<TerminalState[]> {
  return await db.query<TerminalState>(
    `select t.id as "terminalId", t.acquirer_id as "acquirerId", t.agent_id as "agentId", t.merchant_id as "merchantId",
       t.store_id as "storeId", t.path, t.state, t.presence, t.presence_since as "presenceSince",
       t.heartbeat_interval_ms * coalesce(c.slowed, 1) as "intervalMs", h.at as "heartbeatAt", coalesce(h.health, '{}') as health
     from terminal t left join heartbeat h on h.terminal_id = t.id left join connection c on c.terminal_id = t.id where t.id = any($1::text[]) order by t.id`,
    [terminalIds],
  )
}

async function lockAlerts(unit: Unit, terminalIds: readonly string[], at: Instant): Promise<Alert[]> {
  return await unit.query<AlertRow>(
    `select ${columnList(alertTable, 'alert')} from alert
     where terminal_id = any($1::text[]) and (state <> 'CLEARED' or cleared_at > $2)
     order by id for no key update`,
    [terminalIds, new Date(at - ALERT_REOPEN_MS)],
  )
}

async function watchesOf(db: Scoped, terminalIds: readonly string[]): Promise<AlertWatchRow[]> {
  return await db.query<AlertWatchRow>(
    `select ${columnList(alertWatchTable, 'alert_watch')} from alert_watch where terminal_id = any($1::text[])`,
    [terminalIds],
  )
}

type Rules = (path: string) => (subject: string, reported: Severity | null) => AlertRule

/** The rules on these paths: of each subject the nearest organisation's, else the default. */
export async function ruleBook(db: Scoped, paths: readonly string[]): Promise<Rules> {
  const nodeIds = [...new Set(paths.flatMap((path) => path.split('.')))]
  const rows = await db.query<AlertRuleRow>(
    `select ${columnList(alertRuleTable, 'alert_rule')} from alert_rule where node_id = any($1::text[])`,
    [nodeIds],
  )
  const own = new Map(rows.map((row) => [`${row.nodeId} ${row.subject}`, row]))
  return (path) => {
    const upwards = path.split('.').reverse()
    return (subject, reported) => {
      const from = own.size === 0 ? undefined : upwards.find((nodeId) => own.has(`${nodeId} ${subject}`))
      return (from === undefined ? undefined : own.get(`${from} ${subject}`)) ?? defaultRule(subject, reported)
    }
  }
}

async function mutesAt(db: Scoped, at: Instant): Promise<AlertMuteRow[]> {
  return await db.query<AlertMuteRow>(
    `select ${columnList(alertMuteTable, 'alert_mute')} from alert_mute where until > $1 and ended_at is null`,
    [new Date(at)],
  )
}

function mutesOf(mutes: readonly AlertMuteRow[], { terminalId, path }: TerminalState): Mute[] {
  return mutes.filter((mute) =>
    mute.nodeId === null ? mute.terminalId === terminalId : path.split('.').includes(mute.nodeId),
  )
}

/** The incident that holds a terminal now, by terminal. */
export async function openIncidentsOf(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ terminalId: string; incidentId: string }>(
    `select member.terminal_id as "terminalId", member.incident_id as "incidentId"
     from incident_terminal member join incident on incident.id = member.incident_id and incident.ended_at is null
     where member.terminal_id = any($1::text[])`,
    [terminalIds],
  )
  return new Map(rows.map(({ terminalId, incidentId }) => [terminalId, incidentId]))
}
