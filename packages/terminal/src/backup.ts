import { CHUNK_BYTES_MAX, CHUNKS_MAX, type JsonObject, type Outcome, sha256, toBase64url } from '@budeng/protocol'
import { canonicalJson } from '@budeng/kernel'
import type { BackupJournal } from './journal/trade.ts'
import type { StreamBody } from './state.ts'

type Chunk = Extract<StreamBody, { kind: 'chunk' }>

export interface Backup {
  readonly chunks: readonly Chunk[]
  readonly outcome: Outcome
}

interface BackupContent extends BackupJournal {
  readonly parameters: JsonObject
  readonly batch: string | null
}

/** What is at stake, cut into opaque chunks; the result names the hash of the whole. [P-11.1] [P-11.2] */
export function makeBackup(id: string, attempt: number, content: BackupContent): Backup {
  const bytes = Buffer.from(canonicalJson(content))
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
