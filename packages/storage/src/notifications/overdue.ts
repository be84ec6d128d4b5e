import type { Severity } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
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

const SCOPE = `terminal_id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId",
  merchant_id as "merchantId", store_id as "storeId", path`

const KINDS = {
  alert: {
    columns: `${SCOPE}, subject, severity`,
    where: `state = 'RAISED' and incident_id is null and (muted_until is null or muted_until <= $3)`,
    event: ({ subject, severity, dueAt, ...scope }: Due) => ({
      ...{ type: 'AlertOverdue', path: scope.path, terminal: placeOf(scope) },
      data: { alert: subject, severity, dueAt },
    }),
  },
  incident: {
    columns: 'path, kind, key',
    where: `state = 'RAISED'`,
    event: ({ path, kind, key, dueAt }: Due) => ({ type: 'IncidentOverdue', path, data: { kind, key, dueAt } }),
  },
  work_order: {
    columns: SCOPE,
    where: 'closed_at is null',
    event: ({ dueAt, ...scope }: Due) => ({
      ...{ type: 'WorkOrderOverdue', path: scope.path, terminal: placeOf(scope), data: { dueAt } },
    }),
  },
} as const satisfies Readonly<
  Record<string, { columns: string; where: string; event: (due: Due) => Omit<NewEvent, 'subject' | 'at'> }>
>

function placeOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: TerminalScope): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

/** Behind every id of its moment. */
const LAST = '~'

/**
 * Tells of alerts, incidents and work orders whose time has just run out with nobody on them. Each time is looked at once,
 * in order. Answers how many of one kind it looked at, at most `limit`: then there may be more.
 */
export async function overdueTurn(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const fresh: Mark = { at, id: LAST }
  const known = await readPosition<Position>(unit, 'OVERDUE')
  const position = known ?? { alert: fresh, incident: fresh, work_order: fresh }
  let most = 0
  const next: { -readonly [Kind in keyof Position]: Mark } = { ...position }
  for (const table of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    const { columns, where, event } = KINDS[table]
    const { at: from, id } = position[table]
    const rows = await unit.query<Due>(
      `select id, due_at as "dueAt", ${columns} from ${table}
       where (due_at, id) > ($1, $2) and due_at <= $3 and ${where} order by due_at, id limit $4`,
      [new Date(from), id, new Date(at), limit],
    )
    unit.append(rows.map((row) => ({ ...event(row), subject: row.id, at })))
    const last = rows.at(-1)
    next[table] = rows.length === limit && last !== undefined ? { at: last.dueAt, id: last.id } : fresh
    most = Math.max(most, rows.length)
  }
  await savePosition(unit, 'OVERDUE', next)
  return most
}
