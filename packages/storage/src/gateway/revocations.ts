import type { Scoped } from '../unit.ts'

/** Events after which a device may no longer be welcome. */
export const UNWELCOME_EVENTS = [
  'DeviceRevoked',
  'DeviceBlocked',
  'DeviceSwappedOut',
  'DeviceUnassigned',
  'TerminalSuspended',
  'TerminalRetired',
  'TerminalMoved',
] as const

/** Terminals that such an event named, after one position and through another. */
export async function unwelcomeTerminals(db: Scoped, after: bigint, through: bigint): Promise<readonly string[]> {
  const rows = await db.query<{ terminalId: string }>(
    `select distinct e.terminal_id as "terminalId" from event_order o join event e on e.id = o.event_id
     where o.position > $1 and o.position <= $2 and e.type = any($3::text[]) and e.terminal_id is not null`,
    [after, through, UNWELCOME_EVENTS],
  )
  return rows.map(({ terminalId }) => terminalId)
}
