import { columnList, insertSelect, type TerminalFileRow, terminalFileTable } from './rows/index.ts'
import { closeWithdrawnOf } from './software-packages.ts'
import type { Scoped, Unit } from './unit.ts'

const COLUMNS = columnList(terminalFileTable, 'f')

/** A file that a command may move from now on. */
export type NewTerminalFile = Pick<
  TerminalFileRow,
  'commandId' | 'kind' | 'attempt' | 'ticketHash' | 'bytesMax' | 'expiresAt'
> &
  // of what the terminal fetches it is known before
  Partial<Pick<TerminalFileRow, 'bytes' | 'sha256'>>

/** Opens the addresses of files; a new attempt has a new one, and begins anew. Where a terminal stands is read from its command. */
export async function openTerminalFiles(unit: Unit, files: readonly NewTerminalFile[]): Promise<void> {
  if (files.length === 0) return
  const scopes = await unit.query<
    Pick<TerminalFileRow, 'commandId' | 'terminalId' | 'acquirerId' | 'agentId' | 'merchantId' | 'storeId' | 'path'>
  >(
    `select id as "commandId", terminal_id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId",
       store_id as "storeId", path from command where id = any($1::text[])`,
    [files.map(({ commandId }) => commandId)],
  )
  const places = new Map(scopes.map((scope) => [scope.commandId, scope]))
  const rows = files.flatMap((file) => {
    const place = places.get(file.commandId)
    return place === undefined ? [] : [{ ...EMPTY, ...place, ...file }]
  })
  if (rows.length === 0) return
  const { sql, params } = insertSelect(terminalFileTable, rows)
  await unit.execute(
    `${sql} on conflict (command_id) do update set attempt = excluded.attempt, ticket_hash = excluded.ticket_hash,
       expires_at = excluded.expires_at, type = null, bytes = excluded.bytes, sha256 = excluded.sha256, received = 0, refused = null
     where terminal_file.complete_at is null`,
    params,
  )
  const software = rows.filter(({ kind }) => kind === 'SOFTWARE').map(({ commandId }) => commandId)
  if (software.length > 0) await closeWithdrawnOf(unit, software)
}

const EMPTY = {
  ...{ type: null, bytes: null, sha256: null, received: 0, refused: null },
  ...{ completeAt: null, keptBytes: null, keptSha256: null, cards: null, erasedAt: null },
}

/** Opens the file of a BACKUP for whoever has its ticket; for anybody else nothing happens. */
export async function openBackupFile(
  unit: Unit,
  file: Pick<TerminalFileRow, 'commandId' | 'ticketHash' | 'bytesMax' | 'expiresAt'>,
): Promise<void> {
  await unit.execute('select open_backup_file($1, $2, $3, $4)', [
    ...[file.commandId, file.ticketHash, file.bytesMax],
    new Date(file.expiresAt),
  ])
}

/** A backup that came as a file is whole: it has no chunks. */
export async function completeBackup(unit: Unit, commandId: string, sha256: string, size: number): Promise<void> {
  await unit.execute(
    'update backup set sha256 = $2, chunk_count = 0, size = $3, complete_at = $4 where command_id = $1 and complete_at is null',
    [commandId, sha256, size, new Date(unit.clock.now())],
  )
}

/** The file of a command, locked: parts of it come one after the other. */
export async function lockTerminalFile(unit: Unit, commandId: string): Promise<TerminalFileRow | null> {
  const [row] = await unit.query<TerminalFileRow>(
    `select ${COLUMNS} from terminal_file f where f.command_id = $1 for no key update`,
    [commandId],
  )
  return row ?? null
}

/** Writes how far a file has come, or what became of it. */
export async function saveTerminalFile(
  unit: Unit,
  row: Pick<
    TerminalFileRow,
    | 'commandId'
    | 'expiresAt'
    | 'type'
    | 'bytes'
    | 'sha256'
    | 'received'
    | 'refused'
    | 'completeAt'
    | 'keptBytes'
    | 'keptSha256'
    | 'cards'
  >,
): Promise<void> {
  await unit.execute(
    `update terminal_file set type = $2, bytes = $3, sha256 = $4, received = $5, refused = $6, complete_at = $7,
       kept_bytes = $8, kept_sha256 = $9, cards = $10, expires_at = $11 where command_id = $1`,
    [
      ...[row.commandId, row.type, row.bytes, row.sha256, row.received, row.refused],
      ...[row.completeAt === null ? null : new Date(row.completeAt), row.keptBytes, row.keptSha256],
      ...[row.cards, new Date(row.expiresAt)],
    ],
  )
}

/** Files by their commands, as far as they are in scope. */
export async function terminalFilesOf(db: Scoped, commandIds: readonly string[]): Promise<TerminalFileRow[]> {
  return await db.query<TerminalFileRow>(
    `select ${COLUMNS} from terminal_file f where f.command_id = any($1::text[])`,
    [commandIds],
  )
}

/** Files that are not kept any longer, and those whose address ended before they were whole. */
export async function terminalFilesToErase(db: Scoped, limit: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    'select command_id as id from terminal_file where erased_at is null and received > 0 and expires_at <= $1 order by expires_at limit $2',
    [new Date(db.clock.now()), limit],
  )
  return rows.map(({ id }) => id)
}

/** Says that the bytes of these are gone. */
export async function markErased(unit: Unit, commandIds: readonly string[]): Promise<void> {
  await unit.execute('update terminal_file set erased_at = $2 where command_id = any($1::text[])', [
    commandIds,
    new Date(unit.clock.now()),
  ])
}
