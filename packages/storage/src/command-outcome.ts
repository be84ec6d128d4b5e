import { type Command, type CommandEvent, isFinal, type NewCommand, waitsForHost, waitsForJournal } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Batch, Case, SlotRow } from './command-batch.ts'
import type { BackupRow, CommandRow } from './rows/index.ts'
import type { Actor, NewEvent, TerminalScope } from './unit.ts'

/** A command that is new, and where its terminal stands. */
export type FreshCommand = NewCommand & { readonly terminal: TerminalScope }

/** What a batch leaves behind, as plain values: whoever stores it decides nothing more. */
export interface Outcome {
  readonly commands: readonly CommandRow[]
  /** BACKUPs that the decisions asked for. */
  readonly created: readonly FreshCommand[]
  readonly events: readonly NewEvent[]
  /** Terminals of which a column changes that follows from their commands. */
  readonly terminals: readonly SlotRow[]
  /** Terminals whose slot became free: what is queued there is looked at. */
  readonly freed: readonly string[]
  /** Commands that reached their end: their bytes are erased, their charges settled, and whoever waited for them is looked at. */
  readonly ended: readonly Command[]
}

/** What follows from the decisions of a batch, for its commands, their terminals and others. */
export function outcomeOf(batch: Batch, at: Instant): Outcome {
  const changed = [...batch.cases.values()].filter(({ facts }) => facts.length > 0).sort(byId)
  const terminals = movedTerminals(batch, changed, at)
  return {
    commands: changed.map((one) => ({ ...one.row, ...one.command, lookAt: lookAt(one, at) })),
    created: batch.backups.map(({ made, cause }) => ({ ...made, terminal: scopeOf(cause) })),
    events: changed.flatMap(({ row, facts }) =>
      facts.flatMap(({ event, actor }) => eventOf(event, row.id, scopeOf(row), actor)),
    ),
    terminals,
    freed: terminals
      .filter(
        ({ terminalId, slotCommandId }) =>
          slotCommandId === null && batch.terminals.get(terminalId)?.slotCommandId !== null,
      )
      .map(({ terminalId }) => terminalId),
    ended: changed
      .filter(({ row, command }) => isFinal(command.state) && !isFinal(row.state))
      .map(({ command }) => command),
  }
}

/** Rows, receipts and events of commands that are new. */
export function freshRows(
  commands: readonly FreshCommand[],
  actor: Actor,
): {
  readonly commands: readonly CommandRow[]
  readonly receipts: readonly BackupRow[]
  readonly events: readonly NewEvent[]
} {
  const sorted = [...commands].sort((a, b) => (a.command.id < b.command.id ? -1 : 1))
  return {
    commands: sorted.map(({ command, terminal }) => ({ ...command, ...terminal, lookAt: command.dueAt })),
    receipts: sorted
      .filter(({ command }) => command.type === 'BACKUP')
      .map(({ command, terminal }) => ({
        ...NO_BACKUP_YET,
        commandId: command.id,
        terminalId: command.terminalId,
        path: terminal.path,
      })),
    events: commands.flatMap(({ command, events, terminal }) =>
      events.flatMap((event) => eventOf(event, command.id, terminal, actor)),
    ),
  }
}

/** Terminals with the commands counted that are new to them. */
export function withFresh(terminals: readonly SlotRow[], fresh: readonly NewCommand[]): SlotRow[] {
  const added = new Map<string, number>()
  for (const { command } of fresh) added.set(command.terminalId, (added.get(command.terminalId) ?? 0) + 1)
  return terminals.map((terminal) => ({
    ...terminal,
    openCommands: terminal.openCommands + (added.get(terminal.terminalId) ?? 0),
  }))
}

/** A request for the worker is looked at now: a host or a journal to be asked, a cancel to be signed. */
function lookAt({ row, command, facts }: Case, at: Instant): Instant | null {
  const isNewlyHostBound = (waitsForHost(command) || waitsForJournal(command)) && command.state !== row.state
  const isCancel = facts.some(({ event }) => event.type === 'CommandCancelRequested')
  return isNewlyHostBound || isCancel ? at : command.dueAt
}

const NO_BACKUP_YET = { sha256: null, chunkCount: null, size: null, completeAt: null } as const

/** A command's fact for the audit trail. A moved timer is none, and the hash of a ticket is nobody's business. */
function eventOf(event: CommandEvent, commandId: string, terminal: TerminalScope, actor: Actor): NewEvent[] {
  if (event.type === 'CommandWaits') return []
  const { type, at, ...data } = event
  const shown = type === 'CommandSigned' ? { ...data, ticketHash: undefined } : data
  return [{ type, subject: commandId, terminal, path: terminal.path, data: shown, at, actor }]
}

/** What terminals know of their commands, where that changed. */
function movedTerminals(batch: Batch, changed: readonly Case[], at: Instant): readonly SlotRow[] {
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
  return [...after.values()].filter((terminal) => !isSame(terminal, batch.terminals.get(terminal.terminalId)))
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

function scopeOf({ terminalId, acquirerId, agentId, merchantId, storeId, path }: CommandRow): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}

function byId(a: Case, b: Case): number {
  return a.row.id < b.row.id ? -1 : 1
}
