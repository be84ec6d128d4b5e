import {
  applyToBatch,
  type Batch,
  batchOf,
  type FreshCommand,
  freshRows,
  outcomeOf,
  type SlotRow,
  tickBatch,
  withFresh,
} from '@budeng/storage/decisions'
import type { CommandRow, TerminalRow } from '@budeng/storage'
import { routeOf } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type * as Real from '@budeng/storage'
import { tables } from './storage.ts'
import type { Database } from './tables.ts'

/** As in the real storage: what stays due although a tick changed nothing is looked at a little later. */
const LOOK_AGAIN_MS = 250

const byId = (a: { readonly id: string }, b: { readonly id: string }) => (a.id < b.id ? -1 : 1)

function slotRow(row: TerminalRow): SlotRow {
  const { id, acquirerId, agentId, merchantId, storeId, path, slotCommandId, openCommands, backupAt, locked } = row
  return {
    terminalId: id,
    acquirerId,
    agentId,
    merchantId,
    storeId,
    path,
    slotCommandId,
    openCommands,
    backupAt,
    locked,
  }
}

function batchFor(database: Database, commands: readonly CommandRow[]): Batch {
  const ids = new Set(commands.map(({ terminalId }) => terminalId))
  const rows = [...ids].sort().flatMap((id) => database.terminals.get(id) ?? [])
  const inBatch = new Set(commands.map(({ id }) => id))
  const bystanders = database.commands
    .all()
    .filter(
      ({ id, terminalId, finishedAt, signedAt }) =>
        finishedAt === null && signedAt !== null && ids.has(terminalId) && !inBatch.has(id),
    )
    .sort((a, b) => (a.signedAt ?? 0) - (b.signedAt ?? 0) || byId(a, b))
  return batchOf(rows.map(slotRow), commands, bystanders)
}

function saveSlots(database: Database, terminals: readonly SlotRow[], at: Instant): void {
  for (const { terminalId, slotCommandId, openCommands, backupAt, locked } of terminals)
    database.terminals.change(terminalId, { slotCommandId, openCommands, backupAt, locked, changedAt: at })
}

function insertFresh(unit: Real.Unit, database: Database, fresh: readonly FreshCommand[]): void {
  if (fresh.length === 0) return
  const { commands, receipts, events } = freshRows(fresh, unit.actor)
  for (const row of commands) database.commands.insert(row.id, row)
  for (const row of receipts) database.backups.insert(row.commandId, row)
  unit.append(events)
}

function wake(database: Database, isMeant: (row: CommandRow) => boolean, at: Instant): void {
  for (const row of database.commands.all())
    if (row.finishedAt === null && row.lookAt !== null && row.lookAt > at && isMeant(row))
      database.commands.change(row.id, { lookAt: at })
}

function save(unit: Real.Unit, database: Database, batch: Batch): void {
  const at = unit.clock.now()
  const { commands, created, events, terminals, freed, ended } = outcomeOf(batch, at)
  if (commands.length === 0) return
  for (const row of commands) database.commands.change(row.id, row)
  insertFresh(unit, database, created)
  unit.append(events)
  saveSlots(database, terminals, at)
  const over = new Set(ended.map(({ id }) => id))
  for (const dispatch of database.dispatches.all())
    if (over.has(dispatch.commandId))
      database.dispatches.remove(`${dispatch.commandId} ${dispatch.kind} ${dispatch.attempt}`)
  wake(database, ({ waitsFor }) => waitsFor !== null && over.has(waitsFor), at)
  const free = new Set(freed)
  wake(database, ({ terminalId, state }) => state === 'QUEUED' && free.has(terminalId), at)
}

const applyCommandInputs: typeof Real.applyCommandInputs = async (unit, inputs) => {
  if (inputs.length === 0) return []
  const database = tables(unit)
  const ids = new Set(inputs.map(({ commandId }) => commandId))
  const batch = batchFor(database, [...ids].flatMap((id) => database.commands.get(id) ?? []).sort(byId))
  const applied = inputs.map(({ commandId, input }) => applyToBatch(unit, batch, commandId, input))
  save(unit, database, batch)
  return applied
}

const situationOf = (database: Database, terminal: TerminalRow) => {
  const device = database.devices
    .all()
    .find(({ terminalId, state }) => terminalId === terminal.id && state === 'ASSIGNED')
  const connection = database.connections.get(terminal.id)
  const heartbeat = database.heartbeats.get(terminal.id)
  return {
    terminalId: terminal.id,
    state: terminal.state,
    deviceId: device?.id ?? null,
    heldSince: null,
    level: terminal.level,
    supports: device?.supports ?? null,
    connected:
      connection !== undefined && connection.connected && connection.ready && connection.deviceId === device?.id,
    conn: connection?.conn ?? null,
    heartbeatAt: heartbeat?.at ?? null,
    heartbeatIntervalMs: terminal.heartbeatIntervalMs * (connection?.slowed ?? 1),
    offlineSince: terminal.presence === 'OFFLINE' ? terminal.presenceSince : null,
    signOn: terminal.signOn,
    inTransaction: heartbeat?.inTransaction ?? false,
    busy: heartbeat?.busy ?? false,
    reversalPending: heartbeat?.reversalPending ?? false,
    // previews ask it, which are not made here
    unsettledBatch: false,
    locked: terminal.locked,
    boot: device?.boot ?? null,
    hostResponseCode: terminal.hostResponseCode,
    hostRoute: routeOf(terminal.hostResponseCode, null),
    backupAt: terminal.backupAt,
    slotHeldBy: terminal.slotCommandId,
  }
}

const loadSituations: typeof Real.loadSituations = async (db, terminalIds) => {
  const database = tables(db)
  const rows = terminalIds.flatMap((id) => database.terminals.get(id) ?? [])
  return new Map(rows.map((row) => [row.id, situationOf(database, row)]))
}

/** The oldest of each of the three queues, as `claimDue` takes them. */
function dueCommands(database: Database, at: Instant, limits: Real.TickLimits): CommandRow[] {
  const due = database.commands
    .all()
    .filter(({ lookAt }) => lookAt !== null && lookAt <= at)
    .sort((a, b) => (a.lookAt ?? 0) - (b.lookAt ?? 0) || byId(a, b))
  return [
    ...due.filter(({ state }) => state !== 'QUEUED').slice(0, limits.atWork),
    ...due.filter(({ state, bulkId }) => state === 'QUEUED' && bulkId === null).slice(0, limits.queuedSingly),
    ...due.filter(({ state, bulkId }) => state === 'QUEUED' && bulkId !== null).slice(0, limits.queuedInBulk),
  ]
}

const tickDueCommands: typeof Real.tickDueCommands = async (unit, limits, signer) => {
  const database = tables(unit)
  const at = unit.clock.now()
  const batch = batchFor(database, dueCommands(database, at, limits))
  if (batch.cases.size === 0) return []
  const situations = await loadSituations(unit, [...batch.terminals.keys()])
  const backups = new Map(database.commands.all().map((row) => [row.id, row]))
  const applied = tickBatch(
    unit,
    batch,
    { at, situations, backups, bulks: new Map(), grants: new Map(), corrections: new Map(), stops: [] },
    signer,
  )
  save(unit, database, batch)
  for (const { row, facts } of batch.cases.values()) {
    if (facts.length > 0) continue
    const { dueAt, finishedAt } = database.commands.get(row.id) ?? row
    const lookAt = finishedAt === null && dueAt !== null ? Math.max(dueAt, at + LOOK_AGAIN_MS) : null
    database.commands.change(row.id, { lookAt })
  }
  return applied
}

const insertCommands: typeof Real.insertCommands = async (unit, accepted) => {
  const database = tables(unit)
  const ids = [...new Set(accepted.map(({ terminal }) => terminal.terminalId))].sort()
  const fresh = accepted.flatMap(({ command, events, backup, terminal }) => [
    { command, events, terminal },
    ...(backup === null ? [] : [{ ...backup, terminal }]),
  ])
  insertFresh(unit, database, fresh)
  const slots = ids.flatMap((id) => database.terminals.get(id) ?? []).map(slotRow)
  saveSlots(database, withFresh(slots, fresh), unit.clock.now())
  const superseded = accepted.flatMap(({ supersedes }) => supersedes.map(({ id, input }) => ({ commandId: id, input })))
  if (superseded.length > 0) await applyCommandInputs(unit, superseded)
}

/** What storage knows of commands. */
export const commandModel = {
  applyCommandInputs,
  insertCommands,
  loadSituations,
  tickDueCommands,
  loadCommands: async (db, ids) => {
    const database = tables(db)
    return ids.flatMap((id) => database.commands.get(id) ?? []).sort(byId)
  },
  loadOpenCommands: async (db, terminalIds) => {
    const open = tables(db)
      .commands.all()
      .filter(({ terminalId, finishedAt }) => finishedAt === null && terminalIds.includes(terminalId))
    return Map.groupBy(open, ({ terminalId }) => terminalId)
  },
  lockForRequests: async (unit, terminalIds) => {
    const database = tables(unit)
    const rows = terminalIds.flatMap((id) => database.terminals.get(id) ?? [])
    return new Map(
      rows.map((row) => {
        const { terminalId, acquirerId, agentId, merchantId, storeId, path } = slotRow(row)
        return [row.id, { terminalId, acquirerId, agentId, merchantId, storeId, path }]
      }),
    )
  },
  nextLookAt: async (db) => {
    const looks = tables(db)
      .commands.all()
      .flatMap(({ lookAt }) => lookAt ?? [])
    return looks.length === 0 ? null : Math.min(...looks)
  },
  wakeTerminals: async (unit, terminalIds) =>
    wake(tables(unit), ({ terminalId }) => terminalIds.includes(terminalId), unit.clock.now()),
  commandsAtWork: async (db, terminalIds, types) =>
    tables(db)
      .commands.all()
      .filter(
        ({ terminalId, finishedAt, publishedAt, type }) =>
          finishedAt === null && publishedAt !== null && terminalIds.includes(terminalId) && types.includes(type),
      )
      .map(({ id }) => id)
      .sort(),
  replyTargets: async (db, ids) => {
    const database = tables(db)
    return new Map(ids.flatMap((id) => database.commands.get(id) ?? []).map((row) => [row.id, row]))
  },
} satisfies Partial<typeof Real>
