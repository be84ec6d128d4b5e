import type { Scoped } from '../unit.ts'

/** Events after which a device may no longer be welcome. */
export const UNWELCOME_EVENTS = [
  'DeviceEnrolled',
  'DeviceRevoked',
  'DeviceBlocked',
  'DeviceSwappedOut',
  'DeviceUnassigned',
  'TerminalSuspended',
  'TerminalRetired',
  'TerminalMoved',
] as const

/** Ids of terminals and devices that such an event named, after one position and through another. */
export async function unwelcomeIds(db: Scoped, after: bigint, through: bigint): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ subject: string; terminalId: string | null }>(
    `select e.subject, e.terminal_id as "terminalId" from event_order o join event e on e.id = o.event_id
     where o.position > $1 and o.position <= $2 and e.type = any($3::text[])`,
    [after, through, UNWELCOME_EVENTS],
  )
  return new Set(rows.flatMap(({ subject, terminalId }) => [subject, ...(terminalId === null ? [] : [terminalId])]))
}
