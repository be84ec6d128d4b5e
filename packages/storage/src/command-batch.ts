import type { ChargedGrant } from '@budeng/access'
import {
  backupFor,
  type Command,
  type CommandEvent,
  type CommandInput,
  type CommandTickFacts,
  commandType,
  decideCommand,
  evolveCommand,
  holdsSlot,
  isWithUs,
  type NewCommand,
  type RefusalCode,
  type StandingStop,
  stopOver,
  type TerminalSituation,
} from '@budeng/fleet'
import type { Instant, Refusal } from '@budeng/kernel'
import type { OrderedCorrection } from './corrections/ordered.ts'
import type { BulkApproval } from './dispatch.ts'
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

/** As much of a command as tells whether it holds its terminal's slot. */
export type SlotSeeker = Pick<
  Command,
  'id' | 'terminalId' | 'type' | 'state' | 'signedAt' | 'publishedAt' | 'unknownAt' | 'dueAt'
>

/** Commands under lock, with their terminals: decided one by one in memory, saved together. */
export interface Batch {
  readonly terminals: ReadonlyMap<string, SlotRow>
  readonly cases: ReadonlyMap<string, Case>
  /** Other commands of these terminals that are with them: one of them may hold the slot next. */
  readonly bystanders: readonly SlotSeeker[]
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
  return batchOf(terminals, rows, await loadBystanders(unit, terminals, rows))
}

/** Under the terminals' locks. Only a batch that may free a slot asks. */
export async function loadBystanders(
  db: Scoped,
  terminals: readonly SlotRow[],
  rows: readonly CommandRow[],
): Promise<readonly SlotSeeker[]> {
  if (!rows.some(({ type }) => commandType(type).needsSlot)) return []
  return await db.query<SlotSeeker>(
    `select id, terminal_id as "terminalId", type, state, signed_at as "signedAt", published_at as "publishedAt",
       unknown_at as "unknownAt", due_at as "dueAt" from command
     where terminal_id = any($1) and finished_at is null and signed_at is not null and id <> all($2) order by signed_at, id`,
    [terminals.map(({ terminalId }) => terminalId), rows.map(({ id }) => id)],
  )
}

export function batchOf(
  terminals: readonly SlotRow[],
  rows: readonly CommandRow[],
  bystanders: readonly SlotSeeker[],
): Batch {
  return {
    terminals: new Map(terminals.map((terminal) => [terminal.terminalId, terminal])),
    cases: new Map(rows.map((row) => [row.id, { row, command: row, facts: [] }])),
    bystanders,
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

/**
 * Whoever holds the slot keeps it. A command that comes back from UNKNOWN, when another one has the slot by then, takes
 * it from nobody, and gets it when that one gives it back: a third must not come between them.
 */
function moveSlot(batch: Batch, command: Command): void {
  const { slots, cases, bystanders } = batch
  const holder = slots.get(command.terminalId) ?? null
  if (holder !== null && holder !== command.id) return
  if (holdsSlot(command)) return void slots.set(command.terminalId, command.id)
  const others = [...bystanders, ...[...cases.values()].map((one) => one.command)]
  const next = others.find((other) => other.terminalId === command.terminalId && holdsSlot(other))
  slots.set(command.terminalId, next?.id ?? null)
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

/** What the one who signs adds to a tick. */
export interface Signer {
  /** The hash of a new ticket for a RELOGIN, should it be signed now; null for other types. */
  ticketHashOf(command: Command): string | null
  /**
   * Why a queued command must not be signed, as seen from its bulk action, the grants that it was charged to and, of an
   * order of a correction, from that one; it is then removed.
   */
  objectionTo(
    command: Command,
    bulk: BulkApproval | null,
    grants: readonly ChargedGrant[],
    correction: OrderedCorrection | null,
  ): string | null
}

/** What is known around the commands of a batch at the moment of a tick. */
export interface TickSight {
  readonly at: Instant
  readonly situations: ReadonlyMap<string, TerminalSituation>
  readonly backups: ReadonlyMap<string, Pick<Command, 'id' | 'state'>>
  readonly bulks: ReadonlyMap<string, BulkApproval>
  /** Stops that stand until the batch is saved. */
  readonly stops: readonly StandingStop[]
  /** Grants that commands were charged to. */
  readonly grants: ReadonlyMap<string, readonly ChargedGrant[]>
  /** Corrections whose orders are among them, by the ids of the commands. */
  readonly corrections: ReadonlyMap<string, OrderedCorrection>
}

/** Ticks each command of the batch in its order; what must not be signed is removed. */
export function tickBatch(
  unit: Unit,
  batch: Batch,
  { at, situations, backups, bulks, grants, corrections, stops }: TickSight,
  signer: Signer,
): readonly AppliedInput[] {
  const applied: AppliedInput[] = []
  for (const { command, row } of batch.cases.values()) {
    const terminal = situations.get(command.terminalId)
    if (terminal === undefined) continue
    const objection = hasMoved(batch, row)
      ? 'TERMINAL_MOVED'
      : isUnsigned(command)
        ? signer.objectionTo(
            command,
            bulks.get(command.bulkId ?? '') ?? null,
            grants.get(command.id) ?? [],
            corrections.get(command.id) ?? null,
          )
        : null
    const situation: CommandTickFacts = {
      terminal,
      backup: backups.get(command.waitsFor ?? '') ?? null,
      stop: stopOver(stops, row.path),
      newBackupId: unit.newId('command'),
      newTicketHash: signer.ticketHashOf(command),
    }
    const input: CommandInput =
      objection === null ? { kind: 'tick', at, situation } : { kind: 'remove', at, code: objection }
    applied.push(applyToBatch(unit, batch, command.id, input))
  }
  return applied
}

/** It waits with us for a terminal that stands elsewhere than when it was asked for. */
function hasMoved({ terminals }: Batch, row: CommandRow): boolean {
  const { terminalId, path } = row
  const place = terminals.get(terminalId)?.path
  return isUnsigned(row) && place !== undefined && place !== path
}

export function isUnsigned(command: Command): boolean {
  return command.state === 'QUEUED' && isWithUs(command)
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
