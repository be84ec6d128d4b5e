import {
  BACKUP_FILE_BYTES_MAX,
  CHUNK_BYTES_MAX,
  CHUNKS_MAX,
  type Command,
  type JsonObject,
  type Outcome,
  sha256,
  toBase64url,
} from '@budeng/protocol'
import { canonicalJson } from '@budeng/kernel'
import type { BackupJournal } from './journal/trade.ts'
import { BACKUP_FILE_FROM_BYTES, BACKUP_SILENCE_MS } from './limits.ts'
import type { StreamBody } from './state.ts'
import type { Uploads } from './uploads.ts'

type Chunk = Extract<StreamBody, { kind: 'chunk' }>

export interface Backup {
  readonly chunks: readonly Chunk[]
  readonly outcome: Outcome
}

interface BackupContent extends BackupJournal {
  readonly parameters: JsonObject
  readonly batch: string | null
}

/** What is at stake, as its bytes. [P-11.2] */
export function backupBytes(content: BackupContent): Buffer {
  return Buffer.from(canonicalJson(content))
}

/** How a large backup goes as a file; null: it comes in chunks, for it is small, or another file is on its way. [P-11.3] */
export function backupFile(
  uploads: Uploads | null,
  { id, attempt, ticket }: Command,
  bytes: Buffer,
): (() => Promise<Outcome | null>) | null {
  if (uploads === null || ticket === undefined || uploads.isBusy) return null
  if (bytes.length < BACKUP_FILE_FROM_BYTES || bytes.length > BACKUP_FILE_BYTES_MAX) return null
  const content = () => ({ type: 'application/octet-stream' as const, bytes })
  const limits = { bytesMax: BACKUP_FILE_BYTES_MAX, silenceMs: BACKUP_SILENCE_MS }
  return async () => {
    const outcome = await uploads.run({ commandId: id, attempt, ticket, ...limits, content })
    if (outcome.status === 'SUCCEEDED') return { ...outcome, code: 'BACKED_UP' }
    // nobody there, or not any more: chunks still are
    const isGone = outcome.code === 'NETWORK_LOST' || outcome.data?.['code'] === 'GONE'
    return isGone ? null : outcome
  }
}

/** Cut into opaque chunks; the result names the hash of the whole. [P-11.1] */
export function backupInChunks(id: string, attempt: number, bytes: Buffer): Backup {
  const count = Math.ceil(bytes.length / CHUNK_BYTES_MAX)
  if (count > CHUNKS_MAX)
    return { chunks: [], outcome: { status: 'FAILED', code: 'BACKUP_TOO_LARGE', data: { bytes: bytes.length } } }
  const whole = toBase64url(sha256(bytes))
  const chunks = Array.from({ length: count }, (_, index): Chunk => {
    const part = bytes.subarray(index * CHUNK_BYTES_MAX, (index + 1) * CHUNK_BYTES_MAX)
    return { kind: 'chunk', id, attempt, index, count, bytes: toBase64url(part), sha256: whole }
  })
  return {
    chunks,
    outcome: { status: 'SUCCEEDED', code: 'BACKED_UP', data: { sha256: whole, bytes: bytes.length, chunks: count } },
  }
}
