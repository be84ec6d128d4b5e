import { BACKUP_CHUNK_BYTES_MAX, BACKUP_CHUNKS_MAX } from './limits.ts'

/** Which chunks of one BACKUP are here. Content is opaque to us; the whole is judged by its hash. */
export interface BackupReceipt {
  /** As named by the first chunk; all others must name the same. */
  readonly count: number
  /** SHA-256 of the whole, as named by the terminal. */
  readonly sha256: string
  readonly received: ReadonlySet<number>
}

export interface BackupChunk {
  readonly index: number
  readonly count: number
  readonly sha256: string
  readonly bytes: number
}

/** KEPT: new. REPEATED: here already. REFUSED: contradicts what came before, or breaks a limit. */
export type ChunkOutcome = { readonly kind: 'KEPT' | 'REPEATED' | 'REFUSED'; readonly receipt: BackupReceipt | null }

/** Takes one chunk, in any order, any number of times. */
export function receiveChunk(receipt: BackupReceipt | null, chunk: BackupChunk): ChunkOutcome {
  const { index, count, sha256, bytes } = chunk
  const isPlausible =
    Number.isInteger(index) &&
    Number.isInteger(count) &&
    index >= 0 &&
    index < count &&
    count <= BACKUP_CHUNKS_MAX &&
    bytes <= BACKUP_CHUNK_BYTES_MAX
  const agrees = receipt === null || (receipt.count === count && receipt.sha256 === sha256)
  if (!isPlausible || !agrees) return { kind: 'REFUSED', receipt }
  if (receipt?.received.has(index)) return { kind: 'REPEATED', receipt }
  return { kind: 'KEPT', receipt: { count, sha256, received: new Set([...(receipt?.received ?? []), index]) } }
}

/** All chunks are here; only then is the hash of the whole computed. */
export function isBackupComplete(receipt: BackupReceipt): boolean {
  return receipt.received.size === receipt.count
}

/** The proof of a backup: everything is here and hashes to what the terminal named. `computed`: hex or any one spelling of both. */
export function isBackupMatched(receipt: BackupReceipt, computed: string): boolean {
  return isBackupComplete(receipt) && receipt.sha256 === computed
}
