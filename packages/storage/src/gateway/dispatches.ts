import type { Instant } from '@budeng/kernel'
import { NOT_STOPPED, shareSwitches } from '../stops/heed.ts'
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

/**
 * Locks what is to be published to terminals that this gateway holds, oldest first. Terminals are locked before it, as
 * everywhere: the answer of a terminal locks it too, and erases bytes of which it is the end.
 */
export async function claimDispatches(
  unit: Unit,
  gatewayId: string,
  limit: number,
): Promise<readonly WantedDispatch[]> {
  const wanted = await unit.prepared<{ id: number; terminalId: string }>('wanted-dispatches', WANTED, [
    gatewayId,
    limit,
  ])
  if (wanted.length === 0) return []
  // a switch that is thrown now waits until these are on their way; one that was thrown is seen
  await shareSwitches(unit)
  await unit.query('select from terminal where id = any($1::text[]) order by id for no key update', [
    wanted.map(({ terminalId }) => terminalId),
  ])
  return await unit.query<WantedDispatch>(
    `select d.id, d.kind, d.command_id as "commandId", d.attempt, d.terminal_id as "terminalId", d.device_id as "deviceId", d.bytes, c.conn, v.boot
     from dispatch d
     join connection c on c.terminal_id = d.terminal_id and c.device_id = d.device_id
     join device v on v.id = d.device_id
     join command m on m.id = d.command_id
     where d.id = any($2::bigint[]) and d.wanted_at is not null and c.gateway_id = $1 and c.connected and c.ready
       -- a terminal may still hold a deferred command that we gave up: its cancel goes out all the same
       and (m.finished_at is null or d.kind = 'cancel')
       and (d.kind <> 'command' or ${NOT_STOPPED})
     order by d.wanted_at, d.id for update of d skip locked`,
    [gatewayId, wanted.map(({ id }) => id)],
  )
}

/** Looks from the few rows that wait at their connections; the other way round it would look at each terminal held here. */
const WANTED = `
  select d.id, d.terminal_id as "terminalId" from dispatch d
  cross join lateral (
    select from connection c
    where c.terminal_id = d.terminal_id and c.device_id = d.device_id and c.gateway_id = $1 and c.connected and c.ready offset 0
  ) as held
  where d.wanted_at is not null
    and (d.kind = 'cancel' or (select m.finished_at is null and (d.kind <> 'command' or ${NOT_STOPPED}) from command m where m.id = d.command_id))
  order by d.wanted_at, d.id limit $2`

/** These are on their way. */
export async function markDispatched(unit: Unit, ids: readonly number[], at: Instant): Promise<void> {
  await unit.execute(`update dispatch set wanted_at = null, published_at = $2 where id = any($1::bigint[])`, [
    ids,
    new Date(at),
  ])
}
