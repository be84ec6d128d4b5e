import type { Command, CommandInput, RequestDecision } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import {
  type AppliedInput,
  applyToBatch,
  type Batch,
  batchOf,
  isUnsigned,
  type Signer,
  tickBatch,
  loadAwaitedBackups,
  loadBystanders,
  lockBatch,
  type SlotRow,
  slotColumns,
} from './command-batch.ts'
import { chargedGrantsOf } from './access/charges.ts'
import { withFresh } from './command-outcome.ts'
import { orderedCorrections } from './corrections/ordered.ts'
import { loadBulkApprovals } from './dispatch.ts'
import { insertNewCommands, saveBatch, saveSlots, wake } from './command-saving.ts'
import { LOOK_AGAIN_MS } from './limits.ts'
import { columnList, type CommandRow, commandTable } from './rows/index.ts'
import { loadSituations } from './situation.ts'
import { heedStops } from './stops/heed.ts'
import type { Scoped, TerminalScope, Unit } from './unit.ts'

/** What the core accepted, and where the terminal stands. */
export type AcceptedRequest = Omit<Extract<RequestDecision, { ok: true }>, 'ok'> & { readonly terminal: TerminalScope }

/** Commands by id, in the order of ids; what is out of scope is left out. `update` locks them to the end of the transaction. */
export async function loadCommands(db: Scoped, ids: readonly string[], lock?: 'update'): Promise<CommandRow[]> {
  const locking = lock === undefined ? '' : 'for no key update'
  return await db.query<CommandRow>(
    `select ${columnList(commandTable, 'command')} from command where id = any($1) order by id ${locking}`,
    [ids],
  )
}

/** Commands of these terminals that are not final, oldest first: what `decideRequest` must see. */
export async function loadOpenCommands(db: Scoped, terminalIds: readonly string[]): Promise<Map<string, Command[]>> {
  const rows = await db.query<CommandRow>(
    `select ${columnList(commandTable, 'command')} from command
     where terminal_id = any($1) and finished_at is null order by requested_at, id`,
    [terminalIds],
  )
  const open = new Map<string, Command[]>()
  for (const row of rows) open.set(row.terminalId, [...(open.get(row.terminalId) ?? []), row])
  return open
}

/**
 * Locks terminals in the order of their ids and answers their place in the tree, so that what is loaded for a request
 * afterwards is still true when `insertCommands` stores it. What is out of scope is left out.
 */
export async function lockForRequests(unit: Unit, terminalIds: readonly string[]): Promise<Map<string, TerminalScope>> {
  const rows = await slots(unit, terminalIds)
  return new Map(rows.map((row) => [row.terminalId, scopeOnly(row)]))
}

/** Stores accepted requests: commands, their BACKUPs, events, and the end of what they supersede. */
export async function insertCommands(unit: Unit, accepted: readonly AcceptedRequest[]): Promise<void> {
  const terminals = await slots(
    unit,
    accepted.map(({ terminal }) => terminal.terminalId),
  )
  const fresh = accepted.flatMap(({ command, events, backup, terminal }) => [
    { command, events, terminal },
    ...(backup === null ? [] : [{ ...backup, terminal }]),
  ])
  await insertNewCommands(unit, fresh)
  await saveSlots(unit, withFresh(terminals, fresh), unit.clock.now())
  const superseded = accepted.flatMap(({ supersedes }) => supersedes.map(({ id, input }) => ({ commandId: id, input })))
  if (superseded.length > 0) await applyCommandInputs(unit, superseded)
}

/**
 * Says inputs to commands: under lock, decided one by one by the core, saved together with their events. Several inputs
 * of one command are folded in their order. The slot in the situation of a tick is the one under the lock.
 */
export async function applyCommandInputs(
  unit: Unit,
  inputs: readonly { readonly commandId: string; readonly input: CommandInput }[],
): Promise<readonly AppliedInput[]> {
  if (inputs.length === 0) return []
  const batch = await lockBatch(unit, [...new Set(inputs.map(({ commandId }) => commandId))])
  const applied = inputs.map(({ commandId, input }) => applyToBatch(unit, batch, commandId, input))
  await saveBatch(unit, batch)
  return applied
}

/** Lets the worker look at the open commands of these terminals now, e.g. after a hello. */
export async function wakeTerminals(unit: Unit, terminalIds: readonly string[]): Promise<void> {
  await wake(unit, 'terminal_id = any($1)', terminalIds, unit.clock.now())
}

/** How many commands one tick takes from each queue. A command that is queued may be signed; the others never are. */
export interface TickLimits {
  readonly atWork: number
  readonly queuedSingly: number
  readonly queuedInBulk: number
}

/**
 * Ticks the commands whose time has come, oldest first. Terminals that somebody else works on are left for the next
 * call, so that any number of workers share the queue.
 */
export async function tickDueCommands(
  unit: Unit,
  limits: TickLimits,
  signer: Signer,
): Promise<readonly AppliedInput[]> {
  const at = unit.clock.now()
  const batch = await claimDue(unit, at, limits)
  if (batch.cases.size === 0) return []
  const stops = await heedStops(unit)
  const situations = await loadSituations(unit, [...batch.terminals.keys()])
  const backups = await loadAwaitedBackups(unit, batch)
  const bulks = await loadBulkApprovals(
    unit,
    [...batch.cases.values()].flatMap(({ command }) => command.bulkId ?? []),
  )
  const unsigned = [...batch.cases.values()].map(({ command }) => command).filter(isUnsigned)
  const grants = await chargedGrantsOf(
    unit,
    unsigned.map(({ id }) => id),
  )
  const corrections = await orderedCorrections(unit, unsigned)
  const applied = tickBatch(unit, batch, { at, situations, backups, bulks, grants, corrections, stops }, signer)
  await saveBatch(unit, batch)
  await lookLater(unit, batch, at)
  return applied
}

/** The three queues, each with an index of its own. */
const QUEUES = [
  `state <> 'QUEUED'`,
  `state = 'QUEUED' and bulk_id is null`,
  `state = 'QUEUED' and bulk_id is not null`,
] as const

/** When the next command is to be looked at, or null. */
export async function nextLookAt(db: Scoped): Promise<Instant | null> {
  const first = QUEUES.map(
    (queue) => `(select look_at from command where look_at is not null and ${queue} order by look_at limit 1)`,
  )
  const [row] = await db.query<{ lookAt: Instant | null }>(`select least(${first.join(', ')}) as "lookAt"`)
  return row?.lookAt ?? null
}

async function claimDue(unit: Unit, at: Instant, limits: TickLimits): Promise<Batch> {
  const oldest = QUEUES.map(
    (queue, index) =>
      `(select id, terminal_id as "terminalId" from command where look_at <= $1 and ${queue} order by look_at limit $${index + 2})`,
  )
  const due = await unit.query<{ id: string; terminalId: string }>(oldest.join(' union all '), [
    new Date(at),
    limits.atWork,
    limits.queuedSingly,
    limits.queuedInBulk,
  ])
  if (due.length === 0) return batchOf([], [], [])
  const terminals = await claimTerminals(unit, [...new Set(due.map(({ terminalId }) => terminalId))])
  const rows = await unit.query<CommandRow>(
    `select ${columnList(commandTable, 'command')} from command
     where id = any($1) and terminal_id = any($2) and look_at <= $3 order by id for no key update skip locked`,
    [due.map(({ id }) => id), terminals.map(({ terminalId }) => terminalId), new Date(at)],
  )
  // the oldest first: one of several that want the slot of a terminal
  const order = new Map(due.map(({ id }, index) => [id, index]))
  rows.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
  return batchOf(terminals, rows, await loadBystanders(unit, terminals, rows))
}

/** Devices before terminals, as at a hello, and nobody is waited for: signing raises the device's sequence number. */
async function claimTerminals(unit: Unit, terminalIds: readonly string[]): Promise<SlotRow[]> {
  const devices = await unit.query<{ terminalId: string }>(
    `select terminal_id as "terminalId" from device where terminal_id = any($1) and state = 'ASSIGNED' order by id for no key update skip locked`,
    [terminalIds],
  )
  return await unit.query<SlotRow>(
    `select ${slotColumns} from terminal
     where id = any($1) and (id = any($2) or not exists (select from device where terminal_id = terminal.id and state = 'ASSIGNED'))
     order by id for no key update skip locked`,
    [terminalIds, devices.map(({ terminalId }) => terminalId)],
  )
}

/** What a tick left unchanged is looked at when it is due; what stays due although nothing changed, a little later. */
async function lookLater(unit: Unit, batch: Batch, at: Instant): Promise<void> {
  const unchanged = [...batch.cases.values()].filter(({ facts }) => facts.length === 0).map(({ row }) => row.id)
  if (unchanged.length === 0) return
  await unit.execute(
    `update command set look_at = case when finished_at is null and due_at is not null then greatest(due_at, $2) end where id = any($1)`,
    [unchanged, new Date(at + LOOK_AGAIN_MS)],
  )
}

async function slots(unit: Unit, terminalIds: readonly string[]): Promise<SlotRow[]> {
  return await unit.query<SlotRow>(
    `select ${slotColumns} from terminal where id = any($1) order by id for no key update`,
    [[...new Set(terminalIds)]],
  )
}

function scopeOnly({ terminalId, acquirerId, agentId, merchantId, storeId, path }: SlotRow): TerminalScope {
  return { terminalId, acquirerId, agentId, merchantId, storeId, path }
}
