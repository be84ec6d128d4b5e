import type { Severity } from '@budeng/fleet'
import type { Instant, Millis } from '@budeng/kernel'
import { CORRECTION_LAPSE_WARNING_MS } from '../limits.ts'
import { readPosition, savePosition } from '../health/roll-up.ts'
import type { NewEvent, TerminalScope, Unit } from '../unit.ts'

/** The last one of a kind that was looked at, by its time and its id. */
interface Mark {
  readonly at: Instant
  readonly id: string
}
type Position = Readonly<Record<keyof typeof KINDS, Mark>>

interface Due extends TerminalScope {
  readonly id: string
  readonly dueAt: Instant
  readonly subject: string
  readonly severity: Severity
  readonly kind: string
  readonly key: string
}

interface Kind {
  /** The column that says when its time is out. */
  readonly due: string
  /** How long before that it is told. */
  readonly aheadMs: Millis
  readonly columns: string
  readonly where: string
  readonly event: (due: Due) => Omit<NewEvent, 'subject' | 'at'>
}

const SCOPE = `terminal_id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId",
  merchant_id as "merchantId", store_id as "storeId", path`

const KINDS = {
  alert: {
    due: 'due_at',
    aheadMs: 0,
    columns: `${SCOPE}, subject, severity`,
    where: `state = 'RAISED' and incident_id is null and (muted_until is null or muted_until <= $3)`,
    event: ({ subject, severity, dueAt, ...scope }: Due) => ({
      ...{ type: 'AlertOverdue', path: scope.path, terminal: placeOf(scope) },
      data: { alert: subject, severity, dueAt },
    }),
  },
  incident: {
    due: 'due_at',
    aheadMs: 0,
    columns: 'path, kind, key',
    where: `state = 'RAISED'`,
    event: ({ path, kind, key, dueAt }: Due) => ({ type: 'IncidentOverdue', path, data: { kind, key, dueAt } }),
  },
  work_order: {
    due: 'due_at',
    aheadMs: 0,
    columns: SCOPE,
    where: 'closed_at is null',
    event: ({ dueAt, ...scope }: Due) => ({
      ...{ type: 'WorkOrderOverdue', path: scope.path, terminal: placeOf(scope), data: { dueAt } },
    }),
  },
  correction: {
    due: 'lapses_at',
    aheadMs: CORRECTION_LAPSE_WARNING_MS,
    columns: `${SCOPE}, kind`,
    where: `state in ('PENDING_APPROVAL', 'APPROVED', 'POST_FAILED')`,
    event: ({ kind, dueAt, ...scope }: Due) => ({
      ...{ type: 'CorrectionLapsing', path: scope.path, terminal: placeOf(scope) },
      data: { kind, lapsesAt: dueAt },
    }),
  },
} as const satisfies Readonly<Record<string, Kind>>

function placeOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: TerminalScope): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

/** Behind every id of its moment. */
const LAST = '~'

/**
 * Tells of alerts, incidents and work orders whose time has just run out with nobody on them, and of corrections whose time
 * is about to. Each time is looked at once, in order. Answers how many of one kind it looked at, at most `limit`: then there may be more.
 */
export async function overdueTurn(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const fresh: Mark = { at, id: LAST }
  const known = await readPosition<Partial<Position>>(unit, 'OVERDUE')
  let most = 0
  const next: { -readonly [Name in keyof Position]: Mark } = {
    ...{ alert: fresh, incident: fresh, work_order: fresh, correction: fresh },
    ...known,
  }
  for (const table of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    const { due, aheadMs, columns, where, event } = KINDS[table]
    const { at: from, id } = next[table]
    const rows = await unit.query<Due>(
      `select id, ${due} as "dueAt", ${columns} from ${table}
       where (${due}, id) > ($1, $2) and ${due} <= $3 and ${where} order by ${due}, id limit $4`,
      [new Date(from + aheadMs), id, new Date(at + aheadMs), limit],
    )
    unit.append(rows.map((row) => ({ ...event(row), subject: row.id, at })))
    const last = rows.at(-1)
    next[table] = rows.length === limit && last !== undefined ? { at: last.dueAt - aheadMs, id: last.id } : fresh
    most = Math.max(most, rows.length)
  }
  await savePosition(unit, 'OVERDUE', next)
  return most
}
