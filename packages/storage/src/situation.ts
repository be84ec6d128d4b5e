import { type ResponseRoute, routeOf, type TerminalSituation } from '@budeng/fleet'
import type { Scoped } from './unit.ts'

/** Of terminal `terminal`: money counts in the batch that is open. A limit here, so that it is looked up and never hashed. */
const MONEY_COUNTS = `select true from batch join batch_total total on total.batch_id = batch.id and total.count > 0
  where batch.terminal_id = terminal.id and batch.epoch = terminal.journal_epoch and batch.closed_at is null and batch.closing_at is null limit 1`

/**
 * What is known of terminals now, in one query, in the order of ids. A terminal out of scope is not in the answer. Each `limit 1` holds the
 * planner to one look-up a row: it takes the row policies for very selective and would compare all with all.
 */
export async function loadSituations(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<Map<string, TerminalSituation>> {
  const rows = await db.query<TerminalSituation & { readonly ownRoute: ResponseRoute | null }>(
    `select terminal.id as "terminalId", terminal.state, device.id as "deviceId", device.held_at as "heldSince", terminal.level, device.supports,
       coalesce(connection.connected and connection.ready and connection.device_id = device.id, false) as connected,
       connection.conn, heartbeat.at as "heartbeatAt", terminal.heartbeat_interval_ms * coalesce(connection.slowed, 1) as "heartbeatIntervalMs",
       case when terminal.presence = 'OFFLINE' then terminal.presence_since end as "offlineSince", terminal.sign_on as "signOn",
       coalesce(heartbeat.in_transaction, false) as "inTransaction", coalesce(heartbeat.busy, false) as busy,
       coalesce(heartbeat.reversal_pending, false) as "reversalPending",
       coalesce((heartbeat.health->'business'->>'unsettledCount')::bigint > 0, (${MONEY_COUNTS}), false) as "unsettledBatch", terminal.locked, device.boot,
       terminal.host_response_code as "hostResponseCode",
       (select route from response_code own where own.acquirer_id = terminal.acquirer_id and own.code = terminal.host_response_code) as "ownRoute", terminal.backup_at as "backupAt", terminal.slot_command_id as "slotHeldBy"
     from terminal
     left join lateral (select id, supports, boot, held_at from device where terminal_id = terminal.id and state = 'ASSIGNED' limit 1) device on true
     left join lateral (select * from connection where terminal_id = terminal.id limit 1) connection on true
     left join lateral (select * from heartbeat where terminal_id = terminal.id limit 1) heartbeat on true
     where terminal.id = any($1) order by terminal.id`,
    [terminalIds],
  )
  return new Map(
    rows.map(({ ownRoute, ...row }) => [
      row.terminalId,
      { ...row, hostRoute: routeOf(row.hostResponseCode, ownRoute) },
    ]),
  )
}
