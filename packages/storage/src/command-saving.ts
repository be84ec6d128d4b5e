import { type Command, mayHaveBeenSent } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { settleCharges } from './access/charges.ts'
import type { Batch, SlotRow } from './command-batch.ts'
import { tellMembers } from './rollouts/marks.ts'
import { hearOfOrders, isNewsOfOrder } from './corrections/answers.ts'
import { type FreshCommand, freshRows, outcomeOf } from './command-outcome.ts'
import { backupTable, type CommandRow, commandTable, terminalTable, unnestInsert, unnestUpdate } from './rows/index.ts'
import type { Unit } from './unit.ts'

/** Everything of a command that a fact may change. */
const CHANGING = [
  'deviceId',
  'state',
  'version',
  'approvedBy',
  'breakGlassId',
  'waitsFor',
  'attempt',
  'publishes',
  'ticketHash',
  'notAfter',
  'signedAt',
  'publishedAt',
  'acknowledgedAt',
  'runningAt',
  'verifyingAt',
  'unknownAt',
  'finishedAt',
  'deferral',
  'cancelRequestedAt',
  'cancelRequestedBy',
  'bootBefore',
  'connBefore',
  'progress',
  'evidence',
  'result',
  'lateResult',
  'why',
  'dueAt',
  'lookAt',
] as const satisfies readonly (keyof CommandRow)[]

/** Writes what the batch decided: commands, the BACKUPs it asked for, terminals, events, and what follows for others. */
export async function saveBatch(unit: Unit, batch: Batch): Promise<void> {
  const at = unit.clock.now()
  const { commands, created, events, terminals, freed, ended } = outcomeOf(batch, at)
  if (commands.length === 0) return
  await unnestUpdate(unit, commandTable, commands, CHANGING)
  await insertNewCommands(unit, created)
  unit.append(events)
  await saveSlots(unit, terminals, at)
  if (ended.length > 0) await afterEnd(unit, ended, at)
  if (freed.length > 0) await wakeQueued(unit, freed, at)
  await tellMembers(unit, [...batch.cases.values()], at)
  const told = [...batch.cases.values()].filter(({ row, command }) => isNewsOfOrder(row, command))
  await hearOfOrders(
    unit,
    told.map(({ command }) => command),
  )
}

/** Rows, receipts and events of commands that are new. Their terminals are locked. */
export async function insertNewCommands(unit: Unit, fresh: readonly FreshCommand[]): Promise<void> {
  if (fresh.length === 0) return
  const { commands, receipts, events } = freshRows(fresh, unit.actor)
  await unnestInsert(unit, commandTable, commands)
  if (receipts.length > 0) await unnestInsert(unit, backupTable, receipts)
  unit.append(events)
}

export async function saveSlots(unit: Unit, terminals: readonly SlotRow[], at: Instant): Promise<void> {
  const rows = terminals.map(({ terminalId, ...terminal }) => ({ ...terminal, id: terminalId, changedAt: at }))
  await unnestUpdate(unit, terminalTable, rows, ['slotCommandId', 'openCommands', 'backupAt', 'locked', 'changedAt'])
}

/** A final command's bytes are erased, its charges settled, and whoever waited for it is looked at. */
async function afterEnd(unit: Unit, ended: readonly Command[], at: Instant): Promise<void> {
  const commandIds = ended.map(({ id }) => id)
  const unsent = new Set(ended.filter((command) => !mayHaveBeenSent(command)).map(({ id }) => id))
  await unit.execute('delete from dispatch where command_id = any($1)', [commandIds])
  await settleCharges(unit, commandIds, (id) => !unsent.has(id))
  await wake(unit, 'waits_for = any($1)', commandIds, at)
}

async function wakeQueued(unit: Unit, terminalIds: readonly string[], at: Instant): Promise<void> {
  await wake(unit, `terminal_id = any($1) and state = 'QUEUED'`, terminalIds, at)
}

/** Lets the worker look now, at commands that are not final. Locks in the order of ids, as every batch does. */
export async function wake(unit: Unit, condition: string, ids: readonly string[], at: Instant): Promise<void> {
  await unit.execute(
    `with woken as (select id from command where ${condition} and finished_at is null and look_at > $2 order by id for no key update)
     update command set look_at = $2 from woken where command.id = woken.id`,
    [ids, new Date(at)],
  )
}
