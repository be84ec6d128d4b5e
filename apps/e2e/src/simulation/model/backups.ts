import { sha256 } from '@budeng/protocol'
import type * as Real from '@budeng/storage'
import { tables } from './storage.ts'
import type { Database } from './tables.ts'

function chunksOf(database: Database, commandId: string): Real.BackupChunkRow[] {
  return database.chunks
    .all()
    .filter((row) => row.commandId === commandId)
    .sort((a, b) => a.position - b.position)
}

/** What storage knows of backups and their pieces. */
export const backupModel = {
  lockBackups: async (unit, commandIds) => {
    const database = tables(unit)
    return new Map(
      commandIds
        .flatMap((id) => database.backups.get(id) ?? [])
        .map(({ commandId, sha256: named, chunkCount, completeAt }) => {
          const received = new Set(chunksOf(database, commandId).map(({ position }) => position))
          const receipt = named === null || chunkCount === null ? null : { sha256: named, count: chunkCount, received }
          return [commandId, { commandId, receipt, complete: completeAt !== null }]
        }),
    )
  },
  dropBackupChunks: async (unit, commandIds) => {
    const database = tables(unit)
    for (const id of commandIds)
      for (const { position } of chunksOf(database, id)) database.chunks.remove(`${id} ${position}`)
  },
  insertBackupChunks: async (unit, chunks) => {
    const database = tables(unit)
    for (const chunk of chunks) {
      const key = `${chunk.commandId} ${chunk.position}`
      if (database.chunks.get(key) === undefined) database.chunks.insert(key, chunk)
    }
  },
  hashBackups: async (unit, commandIds) => {
    const database = tables(unit)
    return new Map(
      commandIds.map((id) => {
        const whole = Buffer.concat(chunksOf(database, id).map(({ bytes }) => bytes))
        return [id, { sha256: sha256(whole).toString('hex'), size: whole.length }]
      }),
    )
  },
  saveBackups: async (unit, rows) => {
    const database = tables(unit)
    for (const { commandId, ...changes } of rows) database.backups.change(commandId, changes)
  },
} satisfies Partial<typeof Real>
