import type { BackupReceipt } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { backupChunkTable, type BackupChunkRow, type BackupRow, backupTable } from '../rows/command.ts'
import { unnestInsert, unnestUpdate } from '../rows/unnest.ts'
import type { Unit } from '../unit.ts'

/** A backup that comes in, under lock. */
export interface OpenBackup {
  readonly commandId: string
  /** Null until the first piece. */
  readonly receipt: BackupReceipt | null
  readonly complete: boolean
}

/** Backups of these commands, locked in key order; commands that are no BACKUP are left out. */
export async function lockBackups(unit: Unit, commandIds: readonly string[]): Promise<ReadonlyMap<string, OpenBackup>> {
  const rows = await unit.query<Pick<BackupRow, 'commandId' | 'sha256' | 'chunkCount' | 'completeAt'>>(
    `select command_id as "commandId", sha256, chunk_count as "chunkCount", complete_at as "completeAt"
     from backup where command_id = any($1::text[]) order by command_id for update`,
    [commandIds],
  )
  const chunks = await unit.query<Pick<BackupChunkRow, 'commandId' | 'position'>>(
    `select command_id as "commandId", position from backup_chunk where command_id = any($1::text[])`,
    [commandIds],
  )
  const received = new Map(rows.map(({ commandId }) => [commandId, new Set<number>()]))
  for (const { commandId, position } of chunks) received.get(commandId)?.add(position)
  return new Map(
    rows.map(({ commandId, sha256, chunkCount, completeAt }) => {
      const positions = received.get(commandId) ?? new Set<number>()
      const receipt = sha256 === null || chunkCount === null ? null : { sha256, count: chunkCount, received: positions }
      return [commandId, { commandId, receipt, complete: completeAt !== null }]
    }),
  )
}

/** Forgets the pieces of an attempt that another one replaces. */
export async function dropBackupChunks(unit: Unit, commandIds: readonly string[]): Promise<void> {
  await unit.execute(`delete from backup_chunk where command_id = any($1::text[])`, [commandIds])
}

export async function insertBackupChunks(unit: Unit, chunks: readonly BackupChunkRow[]): Promise<void> {
  await unnestInsert(unit, backupChunkTable, chunks, { onConflict: 'on conflict do nothing' })
}

/** SHA-256 (hex) and size of the pieces of each backup, joined in their order. */
export async function hashBackups(
  unit: Unit,
  commandIds: readonly string[],
): Promise<ReadonlyMap<string, { sha256: string; size: number }>> {
  const rows = await unit.query<{ commandId: string; sha256: string; size: number }>(
    `select command_id as "commandId", encode(sha256(string_agg(bytes, ''::bytea order by position)), 'hex') as sha256, sum(length(bytes))::int as size
     from backup_chunk where command_id = any($1::text[]) group by command_id`,
    [commandIds],
  )
  return new Map(rows.map(({ commandId, ...whole }) => [commandId, whole]))
}

/** Writes how far backups have come. Under the lock of `lockBackups`. */
export async function saveBackups(
  unit: Unit,
  rows: readonly {
    commandId: string
    sha256: string
    chunkCount: number
    size: number | null
    completeAt: Instant | null
  }[],
): Promise<void> {
  await unnestUpdate(unit, backupTable, rows, ['sha256', 'chunkCount', 'size', 'completeAt'])
}
