import type { Unit } from '../unit.ts'

/** In a copy that is thrown away: takes out every destination, so that nobody outside is told anything by it. */
export async function silence(unit: Unit): Promise<void> {
  for (const table of ['notification', 'notification_delivery', 'notification_rule', 'notification_destination'])
    await unit.execute(`delete from ${table}`)
}
