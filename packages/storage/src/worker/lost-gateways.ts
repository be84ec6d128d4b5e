import { LOSS_DEBOUNCE_MS, type Presence, presenceOf } from '@budeng/fleet'
import { PROCESS_SILENT_MS } from '../limits.ts'
import { type TerminalRow, terminalTable, unnestUpdate } from '../rows/index.ts'
import type { Scoped, TerminalScope, Unit } from '../unit.ts'

/** Gateways that hold connections and do not beat, with their last beat (null: their row is gone). Server time. */
export async function silentGateways(
  db: Scoped,
): Promise<{ readonly gatewayId: string; readonly beatAt: number | null }[]> {
  return await db.query(
    `select holder.gateway_id as "gatewayId", process.beat_at as "beatAt"
     from (select distinct gateway_id from connection where connected) holder
     left join process on process.id = holder.gateway_id
     where process.beat_at is null or process.beat_at < clock_timestamp() - $1 * interval '1 millisecond'`,
    [PROCESS_SILENT_MS],
  )
}

/** These gateways hold nobody any more. Their fence stays, so what they still write after an awakening is refused. */
export async function disconnectGateways(unit: Unit, gatewayIds: readonly string[]): Promise<number> {
  return await unit.execute(
    `with lost as (select terminal_id from connection where gateway_id = any($1) and connected order by terminal_id for update)
     update connection set connected = false, ready = false, disconnected_at = $2, fence = fence + 1
     from lost where connection.terminal_id = lost.terminal_id`,
    [gatewayIds, new Date(unit.clock.now())],
  )
}

type PresenceRow = TerminalScope &
  Pick<TerminalRow, 'presence' | 'heartbeatIntervalMs'> & { readonly heartbeatAt: number | null }

/**
 * Writes the presence of terminals whose connection was lost longer ago than the debounce and that nobody watches: their
 * gateway died, or began anew. A gateway that lives writes the same by the same rule. One that is being taken meanwhile is
 * left out, and the connection stays lost until this is written.
 */
export async function sweepPresence(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await unit.query<PresenceRow>(
    `select terminal.id as "terminalId", terminal.acquirer_id as "acquirerId", terminal.agent_id as "agentId",
       terminal.merchant_id as "merchantId", terminal.store_id as "storeId", terminal.path, terminal.presence,
       terminal.heartbeat_interval_ms * connection.slowed as "heartbeatIntervalMs", heartbeat.at as "heartbeatAt"
     from connection join terminal on terminal.id = connection.terminal_id
     left join heartbeat on heartbeat.terminal_id = terminal.id
     where not connection.connected and connection.disconnected_at <= $1 and terminal.presence <> 'OFFLINE'
     order by terminal.id limit $2 for no key update of terminal skip locked for share of connection skip locked`,
    [new Date(at - LOSS_DEBOUNCE_MS), limit],
  )
  const changed = rows
    .map((row) => ({ row, presence: presenceOf({ ...row, connected: false }, at) }))
    .filter(({ row, presence }) => presence !== row.presence)
  await savePresences(unit, changed, at)
  return changed.length
}

async function savePresences(
  unit: Unit,
  changed: readonly { row: PresenceRow; presence: Presence }[],
  at: number,
): Promise<void> {
  if (changed.length === 0) return
  await unnestUpdate(
    unit,
    terminalTable,
    changed.map(({ row, presence }) => ({ id: row.terminalId, presence, presenceSince: at, changedAt: at })),
    ['presence', 'presenceSince', 'changedAt'],
  )
  for (const { row, presence } of changed) {
    const { presence: from, heartbeatIntervalMs: _interval, heartbeatAt: _at, ...terminal } = row
    unit.append([
      {
        type: 'TerminalPresenceChanged',
        subject: row.terminalId,
        terminal,
        path: row.path,
        at,
        data: { from, to: presence },
      },
    ])
  }
}
