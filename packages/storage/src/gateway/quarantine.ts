import { type QuarantineRow, quarantineTable } from '../rows/link.ts'
import { unnestInsert } from '../rows/unnest.ts'
import type { Unit } from '../unit.ts'

/** A message that was not taken, for people who look: `bytes` is its beginning, `size` its whole length. No card numbers. */
export type QuarantinedMessage = Omit<QuarantineRow, 'id'>

export async function insertQuarantined(unit: Unit, messages: readonly QuarantinedMessage[]): Promise<void> {
  await unnestInsert(unit, quarantineTable, messages)
}
