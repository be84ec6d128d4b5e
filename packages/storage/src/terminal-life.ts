import type { TerminalStep } from '@budeng/fleet'
import { queuedOf } from './access/tree.ts'
import { applyCommandInputs } from './commands.ts'
import { wake } from './command-saving.ts'
import type { Unit } from './unit.ts'

/** A device whose keys ended because its terminal was retired. */
export interface FreedDevice {
  readonly id: string
  readonly serial: string
}

/** Takes a locked terminal one step on. What waits for it is looked at: it waits on, or goes. */
export async function setTerminalState(unit: Unit, terminalId: string, state: TerminalStep): Promise<void> {
  const at = unit.clock.now()
  await unit.execute('update terminal set state = $2, changed_at = $3, version = version + 1 where id = $1', [
    terminalId,
    state,
    new Date(at),
  ])
  await wake(unit, `terminal_id = any($1) and state = 'QUEUED'`, [terminalId], at)
}

/**
 * What is left behind when a locked terminal is retired: its waiting commands end, and so do a code that nobody used and
 * the keys of its device, which is free for another terminal.
 */
export async function clearRetired(unit: Unit, terminalId: string): Promise<readonly FreedDevice[]> {
  const at = unit.clock.now()
  await applyCommandInputs(
    unit,
    (await queuedOf(unit, [terminalId])).map(({ id }) => ({
      commandId: id,
      input: { kind: 'remove', at, code: 'TERMINAL_RETIRED' },
    })),
  )
  await unit.execute('delete from enrolment where terminal_id = $1 and used_at is null', [terminalId])
  return await unit.query<FreedDevice>(
    `update device set state = 'SWAPPED_OUT', revoked_at = coalesce(revoked_at, $2), version = version + 1
     where terminal_id = $1 and state = 'ASSIGNED' returning id, serial`,
    [terminalId, new Date(at)],
  )
}
