import type { TerminalSituation } from '@budeng/fleet'
import type { Scoped } from './unit.ts'

/** What is known of terminals now, in one query. A terminal out of scope is not in the answer. */
export async function loadSituations(db: Scoped, terminalIds: readonly string[]): Promise<Map<string, TerminalSituation>> {
  const rows = await db.query<TerminalSituation>(
    `select terminal.id as "terminalId", terminal.state, device.id as "deviceId", terminal.level, device.supports,
       coalesce(connection.connected and connection.ready and connection.device_id = device.id, false) as connected,
       connection.conn, heartbeat.at as "heartbeatAt", terminal.heartbeat_interval_ms as "heartbeatIntervalMs",
       case when terminal.presence = 'OFFLINE' then terminal.presence_since end as "offlineSince", terminal.sign_on as "signOn",
       coalesce(heartbeat.in_transaction, false) as "inTransaction", coalesce(heartbeat.busy, false) as busy,
       coalesce(heartbeat.reversal_pending, false) as "reversalPending", terminal.locked, device.boot,
       terminal.host_response_code as "hostResponseCode", terminal.backup_at as "backupAt", terminal.slot_command_id as "slotHeldBy"
     from terminal
     left join device on device.terminal_id = terminal.id and device.state = 'ASSIGNED'
     left join connection on connection.terminal_id = terminal.id
     left join heartbeat on heartbeat.terminal_id = terminal.id
     where terminal.id = any($1)`,
    [terminalIds],
  )
  return new Map(rows.map((row) => [row.terminalId, row]))
}
