import type { Instant } from '@budeng/kernel'
import type { Unit } from '../unit.ts'

/** One piece of a terminal's backup. */
export interface BackupChunk {
  readonly commandId: string
  readonly position: number
  readonly count: number
  /** SHA-256 of the whole, hex. */
  readonly sha256: string
  readonly bytes: Buffer
}

/** A backup of which all pieces are here, and whether they are what the terminal hashed. */
export interface BackupOutcome {
  readonly commandId: string
  readonly matched: boolean
  readonly size: number
  readonly chunkCount: number
}

/**
 * Stores pieces and compares the hash of those backups that became whole. A piece that came before is kept as it was:
 * other bytes under its number make the whole differ, which the hash shows.
 */
export async function storeBackupChunks(unit: Unit, chunks: readonly BackupChunk[], at: Instant): Promise<readonly BackupOutcome[]> {
  const sorted = chunks.toSorted((a, b) => (a.commandId === b.commandId ? a.position - b.position : a.commandId < b.commandId ? -1 : 1))
  const commandIds = [...new Set(sorted.map(({ commandId }) => commandId))]
  await unit.query(`select from backup where command_id = any($1::text[]) order by command_id for update`, [commandIds])
  await unit.execute(
    `insert into backup_chunk (command_id, position, bytes)
     select n.* from unnest($1::text[], $2::int[], $3::bytea[]) as n (command_id, position, bytes)
     where exists (select from backup b where b.command_id = n.command_id and b.complete_at is null)
     on conflict do nothing`,
    [sorted.map(({ commandId }) => commandId), sorted.map(({ position }) => position), sorted.map(({ bytes }) => bytes)],
  )
  const newest = new Map(sorted.map((chunk) => [chunk.commandId, chunk]))
  return await unit.query<BackupOutcome>(
    `with whole as (
       select n.command_id, n.sha256, n.chunk_count, sum(length(c.bytes))::int as size,
              encode(sha256(string_agg(c.bytes, ''::bytea order by c.position)), 'hex') as found
       from unnest($1::text[], $2::text[], $3::int[]) as n (command_id, sha256, chunk_count)
       join backup_chunk c on c.command_id = n.command_id
       group by n.command_id, n.sha256, n.chunk_count
       having count(*) = n.chunk_count and max(c.position) = n.chunk_count - 1)
     update backup b set sha256 = w.found, chunk_count = w.chunk_count, size = w.size,
       complete_at = case when w.found = w.sha256 then $4::timestamptz end
     from whole w where b.command_id = w.command_id and b.complete_at is null
     returning b.command_id as "commandId", w.found = w.sha256 as matched, w.size, w.chunk_count as "chunkCount"`,
    [[...newest.keys()], [...newest.values()].map(({ sha256 }) => sha256), [...newest.values()].map(({ count }) => count), new Date(at)],
  )
}
