import type { Instant } from '@budeng/kernel'
import type { Unit } from '../unit.ts'

/** Signed bytes that a terminal held by this gateway is to get. */
export interface WantedDispatch {
  readonly id: number
  readonly kind: 'command' | 'cancel' | 'query'
  readonly commandId: string
  readonly attempt: number
  readonly terminalId: string
  readonly deviceId: string
  /** Sealed. */
  readonly bytes: Buffer
  /** Number of the terminal's connection, and its boots, as they are now: a restart shows against them. */
  readonly conn: number
  readonly boot: number | null
}

/** Locks what is to be published to terminals that this gateway holds, oldest first. Another process skips these rows. */
export async function claimDispatches(
  unit: Unit,
  gatewayId: string,
  limit: number,
): Promise<readonly WantedDispatch[]> {
  return await unit.query<WantedDispatch>(
    `select d.id, d.kind, d.command_id as "commandId", d.attempt, d.terminal_id as "terminalId", d.device_id as "deviceId", d.bytes, c.conn, v.boot
     from dispatch d
     join connection c on c.terminal_id = d.terminal_id and c.device_id = d.device_id
     join device v on v.id = d.device_id
     join command m on m.id = d.command_id
     where d.wanted_at is not null and c.gateway_id = $1 and c.connected and c.ready
       -- a terminal may still hold a deferred command that we gave up: its cancel goes out all the same
       and (m.finished_at is null or d.kind = 'cancel')
     order by d.wanted_at, d.id limit $2 for update of d skip locked`,
    [gatewayId, limit],
  )
}

/** These are on their way. */
export async function markDispatched(unit: Unit, ids: readonly number[], at: Instant): Promise<void> {
  await unit.execute(`update dispatch set wanted_at = null, published_at = $2 where id = any($1::bigint[])`, [
    ids,
    new Date(at),
  ])
}
