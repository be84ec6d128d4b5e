import {
  type Evidence,
  evidenceFor,
  FILE_ADDRESS_MS,
  FILE_BYTES_MAX,
  FILE_KEPT_MS,
  type FileReceipt,
  type FileWhole,
  type Observation,
  receivePart,
} from '@budeng/fleet'
import { ticketHash } from '@budeng/protocol'
import {
  applyCommandInputs,
  completeBackup,
  loadCommands,
  lockTerminalFile,
  openBackupFile,
  PLATFORM_ACTOR,
  saveTerminalFile,
  type TerminalFileRow,
  terminalFilesOf,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { House } from '../house.ts'
import { screenFile, type Screened, terminalFilePath } from './screen-file.ts'
import { TerminalPart } from './terminal-part.ts'

interface Address {
  readonly command: string
  readonly ticket: string
}

interface Part {
  readonly offset: number
  readonly bytes: Buffer
  readonly whole: FileWhole
}

export type PartAnswer =
  | { readonly kind: 'GONE' | 'WHOLE' | 'LATER' }
  | { readonly kind: 'AT' | 'TAKEN'; readonly offset: number }
  | { readonly kind: 'REFUSED'; readonly code: NonNullable<FileReceipt['refused']> }

/** Files of this process that are being looked through: once each. */
const lookedThrough = new Set<string>()

/** Takes a part, and with the last one looks the whole through; that it is here is the proof of its command. */
export async function takePart(house: House, address: Address, part: Part): Promise<PartAnswer> {
  const commandId = idOf('command', address.command)
  if (commandId === null) return { kind: 'GONE' }
  if (lookedThrough.has(commandId)) return { kind: 'LATER' }
  const onDisk = new TerminalPart(house.filesFolder, commandId, address.ticket)
  const answer = await inFile(house, commandId, address.ticket, (unit, row) => place(unit, row, part, onDisk))
  if (answer === null) return { kind: 'GONE' }
  if (answer.kind !== 'TAKEN' || answer.offset < part.whole.bytes) return answer
  // another end of the same file may have been taken meanwhile
  if (lookedThrough.has(commandId)) return { kind: 'LATER' }
  lookedThrough.add(commandId)
  try {
    const path = terminalFilePath(house.filesFolder, commandId)
    const screened = await screenFile(onDisk, path, part.whole)
    const end = await inFile(house, commandId, address.ticket, (unit, row) => finish(unit, row, screened))
    await onDisk.remove()
    return end ?? { kind: 'GONE' }
  } finally {
    lookedThrough.delete(commandId)
  }
}

/** The file behind an address that is good now; null: there is no such address. */
export async function openFile(house: House, { command, ticket }: Address): Promise<TerminalFileRow | null> {
  const commandId = idOf('command', command)
  if (commandId === null) return null
  const [row] = await house.storage.read({ path: null, file: commandId }, (db) => terminalFilesOf(db, [commandId]))
  const theirs =
    row !== undefined && isTheirs(row, ticket)
      ? row
      : await inFile(house, commandId, ticket, async (_unit, opened) => opened)
  return theirs !== null && theirs.expiresAt > house.clock.now() ? theirs : null
}

/** Within the file's own row, for whoever has its ticket; null for everybody else. */
async function inFile<Answer>(
  house: House,
  commandId: string,
  ticket: string,
  work: (unit: Unit, row: TerminalFileRow) => Promise<Answer>,
): Promise<Answer | null> {
  return await house.storage.write({ path: null, file: commandId }, PLATFORM_ACTOR, async (unit) => {
    const row = (await theirFile(unit, commandId, ticket)) ?? (await theirBackup(unit, commandId, ticket))
    return row === null ? null : await work(unit, row)
  })
}

async function theirFile(unit: Unit, commandId: string, ticket: string): Promise<TerminalFileRow | null> {
  const row = await lockTerminalFile(unit, commandId)
  return row !== null && isTheirs(row, ticket) ? row : null
}

/** Most backups come in chunks: the file of one is made when it is asked for, with the ticket of its command. [P-11.3] */
async function theirBackup(unit: Unit, commandId: string, ticket: string): Promise<TerminalFileRow | null> {
  if (!TICKET.test(ticket)) return null
  const expiresAt = unit.clock.now() + FILE_ADDRESS_MS
  const about = {
    commandId,
    ticketHash: ticketHash(ticket).toString('hex'),
    bytesMax: FILE_BYTES_MAX.BACKUP,
    expiresAt,
  }
  await openBackupFile(unit, about)
  return await theirFile(unit, commandId, ticket)
}

const TICKET = /^[\w-]{22}$/

/** Hashes are compared, so that no time tells how much of a ticket was right. */
function isTheirs(row: TerminalFileRow, ticket: string): boolean {
  return TICKET.test(ticket) && ticketHash(ticket).toString('hex') === row.ticketHash
}

async function place(unit: Unit, row: TerminalFileRow, part: Part, onDisk: TerminalPart): Promise<PartAnswer> {
  // a disk that was lost holds less than the row says
  const received = row.completeAt === null ? Math.min(row.received, await onDisk.size()) : row.received
  const { offset, bytes, whole } = part
  const outcome = receivePart({ ...row, received }, { offset, bytes: bytes.length, whole }, unit.clock.now())
  switch (outcome.kind) {
    case 'TAKEN':
      if (bytes.length > 0) await onDisk.write(offset, bytes)
      await saveTerminalFile(unit, { ...row, ...outcome.receipt })
      return { kind: 'TAKEN', offset: outcome.receipt.received }
    case 'REFUSED':
      if (row.refused === null) {
        await onDisk.remove()
        await saveTerminalFile(unit, { ...row, received: 0, refused: outcome.code })
      }
      return outcome
    default:
      return outcome
  }
}

async function finish(unit: Unit, row: TerminalFileRow, screened: Screened): Promise<PartAnswer> {
  const at = unit.clock.now()
  if (row.completeAt !== null) return { kind: 'WHOLE' }
  if (!screened.ok) {
    await saveTerminalFile(unit, { ...row, received: 0, refused: screened.refused })
    return { kind: 'REFUSED', code: screened.refused }
  }
  const { ok: _ok, ...kept } = screened
  await saveTerminalFile(unit, { ...row, ...kept, completeAt: at, expiresAt: at + FILE_KEPT_MS })
  const { commandId, kind, terminalId, acquirerId, agentId, merchantId, storeId, path } = row
  const [bytes, sha256] = [row.bytes ?? 0, row.sha256 ?? '']
  const terminal = { terminalId, acquirerId, agentId, merchantId, storeId, path }
  unit.append([
    { type: 'TerminalFileReceived', subject: commandId, terminal, path, at, data: { kind, bytes, cards: kept.cards } },
  ])
  // from the one row on to where the command stands
  await unit.enter({ path, file: commandId })
  if (kind === 'BACKUP') await completeBackup(unit, commandId, sha256, bytes)
  const [command] = await loadCommands(unit, [commandId])
  const seen: Observation =
    kind === 'BACKUP'
      ? { kind: 'backupMatched', at, commandId, sha256 }
      : { kind: 'fileReceived', at, commandId, sha256, bytes }
  const pieces: readonly Evidence[] = command === undefined ? [] : evidenceFor(command, seen)
  await applyCommandInputs(
    unit,
    pieces.map((evidence) => ({ commandId, input: { kind: 'evidence' as const, at, evidence } })),
  )
  return { kind: 'WHOLE' }
}
