import {
  backupFor,
  type Command,
  type CommandEvent,
  type CommandInput,
  decideCommand,
  evolveCommand,
  holdsSlot,
  type NewCommand,
  type RefusalCode,
} from '@budeng/fleet'
import type { Refusal } from '@budeng/kernel'
import { columnList, type CommandRow, commandTable, type TerminalRow } from './rows/index.ts'
import type { Actor, Scoped, TerminalScope, Unit } from './unit.ts'

/** What one input did. */
export interface AppliedInput {
  readonly commandId: string
  /** Before this input; null: there is no such command, or it is out of scope. */
  readonly before: Command | null
  readonly command: Command | null
  readonly events: readonly CommandEvent[]
  /** Why a person's input was not accepted; inputs of terminals are never refused, they only change nothing. */
  readonly refusal: Refusal<RefusalCode> | null
}

/** The columns of a terminal that follow from its commands, and its place in the tree. */
export type SlotRow = TerminalScope & Pick<TerminalRow, 'slotCommandId' | 'openCommands' | 'backupAt' | 'locked'>

/** One command of a batch, as stored and as it is by now. */
export interface Case {
  readonly row: CommandRow
  command: Command
  readonly facts: { readonly event: CommandEvent; readonly actor: Actor }[]
}

/** Commands under lock, with their terminals: decided one by one in memory, saved together. */
export interface Batch {
  readonly terminals: ReadonlyMap<string, SlotRow>
  readonly cases: ReadonlyMap<string, Case>
  /** Who holds each terminal's slot by now. */
  readonly slots: Map<string, string | null>
  /** BACKUPs that the decisions asked for. */
  readonly backups: { readonly made: NewCommand; readonly cause: CommandRow }[]
}

export const slotColumns = `terminal.id as "terminalId", terminal.acquirer_id as "acquirerId", terminal.agent_id as "agentId",
  terminal.merchant_id as "merchantId", terminal.store_id as "storeId", terminal.path, terminal.slot_command_id as "slotCommandId",
  terminal.open_commands as "openCommands", terminal.backup_at as "backupAt", terminal.locked`

/** Locks terminals, then commands, each in the order of their ids, so that two batches never wait for each other in a ring. */
export async function lockBatch(unit: Unit, commandIds: readonly string[]): Promise<Batch> {
  const terminals = await unit.query<SlotRow>(
    `select ${slotColumns} from terminal
     where id in (select terminal_id from command where command.id = any($1)) order by id for no key update`,
    [commandIds],
  )
  const rows = await unit.query<CommandRow>(
    `select ${columnList(commandTable, 'command')} from command where id = any($1) order by id for no key update`,
    [commandIds],
  )
  return batchOf(terminals, rows)
}

export function batchOf(terminals: readonly SlotRow[], rows: readonly CommandRow[]): Batch {
  return {
    terminals: new Map(terminals.map((terminal) => [terminal.terminalId, terminal])),
    cases: new Map(rows.map((row) => [row.id, { row, command: row, facts: [] }])),
    slots: new Map(terminals.map(({ terminalId, slotCommandId }) => [terminalId, slotCommandId])),
    backups: [],
  }
}

/** Says one input to one command of the batch. */
export function applyToBatch(unit: Unit, batch: Batch, commandId: string, input: CommandInput): AppliedInput {
  const found = batch.cases.get(commandId)
  if (found === undefined) return { commandId, before: null, command: null, events: [], refusal: null }
  const before = found.command
  const decision = decideCommand(before, withSlot(batch, before, input))
  if (!decision.ok) return { commandId, before, command: before, events: [], refusal: decision.refusal }
  const actor = speaker(unit, before, input)
  for (const event of decision.events) {
    found.command = evolveCommand(found.command, event)
    found.facts.push({ event, actor })
    if (event.type === 'CommandBackupRequired')
      batch.backups.push({ made: backupFor(found.command, event.backupId, event.at), cause: found.row })
  }
  moveSlot(batch, found.command)
  return { commandId, before, command: found.command, events: decision.events, refusal: null }
}

/** The slot as it is under the lock: an earlier input of the same batch may have taken or freed it. */
function withSlot(batch: Batch, command: Command, input: CommandInput): CommandInput {
  if (input.kind !== 'tick') return input
  const terminal = { ...input.situation.terminal, slotHeldBy: batch.slots.get(command.terminalId) ?? null }
  return { ...input, situation: { ...input.situation, terminal } }
}

function moveSlot({ slots }: Batch, command: Command): void {
  if (holdsSlot(command)) slots.set(command.terminalId, command.id)
  else if (slots.get(command.terminalId) === command.id) slots.set(command.terminalId, null)
}

const TERMINAL_WORDS: readonly CommandInput['kind'][] = [
  'acknowledged',
  'deferred',
  'progress',
  'result',
  'neverSeen',
  'cancelled',
  'cancelRejected',
]

function speaker(unit: Unit, command: Command, { kind }: CommandInput): Actor {
  return TERMINAL_WORDS.includes(kind) ? { kind: 'TERMINAL', id: command.deviceId } : unit.actor
}

/** States of BACKUPs that commands of the batch wait for. */
export async function loadAwaitedBackups(
  db: Scoped,
  batch: Batch,
): Promise<ReadonlyMap<string, Pick<Command, 'id' | 'state'>>> {
  const ids = [...batch.cases.values()].flatMap(({ command }) => command.waitsFor ?? [])
  if (ids.length === 0) return new Map()
  const rows = await db.query<Pick<Command, 'id' | 'state'>>('select id, state from command where id = any($1)', [ids])
  return new Map(rows.map((row) => [row.id, row]))
}
