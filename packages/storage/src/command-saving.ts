import { type Command, type CommandEvent, isFinal, type NewCommand, waitsForHost } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { settleCharges } from './access/charges.ts'
import type { Batch, Case, SlotRow } from './command-batch.ts'
import {
  type BackupRow,
  backupTable,
  type CommandRow,
  commandTable,
  terminalTable,
  unnestInsert,
  unnestUpdate,
} from './rows/index.ts'
import type { Actor, NewEvent, TerminalScope, Unit } from './unit.ts'

/** Everything of a command that a fact may change. */
const CHANGING = [
  'deviceId',
  'state',
  'version',
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
  const changed = [...batch.cases.values()].filter(({ facts }) => facts.length > 0).sort(byId)
  if (changed.length === 0) return
  const at = unit.clock.now()
  await unnestUpdate(
    unit,
    commandTable,
    changed.map((one) => ({ ...one.row, ...one.command, lookAt: lookAt(one, at) })),
    CHANGING,
  )
  await insertNewCommands(
    unit,
    batch.backups.map(({ made, cause }) => ({ ...made, terminal: scopeOf(cause) })),
  )
  for (const { row, facts } of changed)
    unit.append(facts.flatMap(({ event, actor }) => eventOf(event, row.id, scopeOf(row), actor)))
  const freed = await saveTerminals(unit, batch, changed, at)
  const ended = changed.filter(({ row, command }) => isFinal(command.state) && !isFinal(row.state))
  if (ended.length > 0) await afterEnd(unit, ended, at)
  if (freed.length > 0) await wakeQueued(unit, freed, at)
}

/** A request for the worker is looked at now: a host to be asked, a cancel to be signed. */
function lookAt({ row, command, facts }: Case, at: Instant): Instant | null {
  const isNewlyHostBound = waitsForHost(command) && command.state !== row.state
  const isCancel = facts.some(({ event }) => event.type === 'CommandCancelRequested')
  return isNewlyHostBound || isCancel ? at : command.dueAt
}

/** Rows, receipts and events of commands that are new. Their terminals are locked. */
export async function insertNewCommands(
  unit: Unit,
  commands: readonly (NewCommand & { readonly terminal: TerminalScope })[],
): Promise<void> {
  if (commands.length === 0) return
  const sorted = [...commands].sort((a, b) => (a.command.id < b.command.id ? -1 : 1))
  await unnestInsert(
    unit,
    commandTable,
    sorted.map(({ command, terminal }) => ({ ...command, ...terminal, lookAt: command.dueAt })),
  )
  const receipts: BackupRow[] = sorted
    .filter(({ command }) => command.type === 'BACKUP')
    .map(({ command, terminal }) => ({
      ...NO_BACKUP_YET,
      commandId: command.id,
      terminalId: command.terminalId,
      path: terminal.path,
    }))
  if (receipts.length > 0) await unnestInsert(unit, backupTable, receipts)
  for (const { command, events, terminal } of commands)
    unit.append(events.flatMap((event) => eventOf(event, command.id, terminal, unit.actor)))
}

const NO_BACKUP_YET = { sha256: null, chunkCount: null, size: null, completeAt: null } as const

/** A command's fact for the audit trail. A moved timer is none, and the hash of a ticket is nobody's business. */
function eventOf(event: CommandEvent, commandId: string, terminal: TerminalScope, actor: Actor): NewEvent[] {
  if (event.type === 'CommandWaits') return []
  const { type, at, ...data } = event
  const shown = type === 'CommandSigned' ? { ...data, ticketHash: undefined } : data
  return [{ type, subject: commandId, terminal, path: terminal.path, data: shown, at, actor }]
}

/** Updates what terminals know of their commands; answers those whose slot became free. */
async function saveTerminals(
  unit: Unit,
  batch: Batch,
  changed: readonly Case[],
  at: Instant,
): Promise<readonly string[]> {
  const after = new Map<string, SlotRow>()
  const now = (terminalId: string) => after.get(terminalId) ?? batch.terminals.get(terminalId)
  for (const { row, command } of changed) {
    const terminal = now(command.terminalId)
    const slotCommandId = batch.slots.get(command.terminalId) ?? null
    if (terminal !== undefined)
      after.set(command.terminalId, { ...terminalAfter(terminal, row, command, at), slotCommandId })
  }
  for (const { cause } of batch.backups) {
    const terminal = now(cause.terminalId)
    if (terminal !== undefined) after.set(cause.terminalId, { ...terminal, openCommands: terminal.openCommands + 1 })
  }
  const moved = [...after.values()].filter((terminal) => !isSame(terminal, batch.terminals.get(terminal.terminalId)))
  await saveSlots(unit, moved, at)
  return moved
    .filter(
      (terminal) => terminal.slotCommandId === null && batch.terminals.get(terminal.terminalId)?.slotCommandId !== null,
    )
    .map(({ terminalId }) => terminalId)
}

export async function saveSlots(unit: Unit, terminals: readonly SlotRow[], at: Instant): Promise<void> {
  const rows = terminals.map(({ terminalId, ...terminal }) => ({ ...terminal, id: terminalId, changedAt: at }))
  await unnestUpdate(unit, terminalTable, rows, ['slotCommandId', 'openCommands', 'backupAt', 'locked', 'changedAt'])
}

function terminalAfter(terminal: SlotRow, row: CommandRow, command: Command, at: Instant): SlotRow {
  const isEnded = isFinal(command.state) && !isFinal(row.state)
  const hasSucceeded = isEnded && command.state === 'SUCCEEDED'
  return {
    ...terminal,
    openCommands: isEnded ? terminal.openCommands - 1 : terminal.openCommands,
    backupAt: hasSucceeded && command.type === 'BACKUP' ? at : terminal.backupAt,
    locked:
      hasSucceeded && (command.type === 'LOCK' || command.type === 'UNLOCK')
        ? command.type === 'LOCK'
        : terminal.locked,
  }
}

function isSame(a: SlotRow, b: SlotRow | undefined): boolean {
  return (
    b !== undefined &&
    a.slotCommandId === b.slotCommandId &&
    a.openCommands === b.openCommands &&
    a.backupAt === b.backupAt &&
    a.locked === b.locked
  )
}

/** A final command's bytes are erased, its charges settled, and whoever waited for it is looked at. */
async function afterEnd(unit: Unit, ended: readonly Case[], at: Instant): Promise<void> {
  const commandIds = ended.map(({ command }) => command.id)
  const unsent = new Set(ended.filter(({ command }) => command.publishedAt === null).map(({ command }) => command.id))
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

function scopeOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: CommandRow): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

function byId(a: Case, b: Case): number {
  return a.row.id < b.row.id ? -1 : 1
}
