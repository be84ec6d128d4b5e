import { type BackupReceipt, isBackupComplete, isBackupMatched, receiveChunk } from '@budeng/fleet'
import { fromBase64url, type UpOf } from '@budeng/protocol'
import {
  type BackupChunkRow,
  dropBackupChunks,
  hashBackups,
  insertBackupChunks,
  lockBackups,
  type OpenBackup,
  type ReplyTarget,
  saveBackups,
} from '@budeng/storage'
import type { Link } from '../links.ts'
import type { Batch } from './batch.ts'

export interface ChunkEntry {
  readonly target: ReplyTarget
  readonly link: Link
  readonly message: UpOf<'chunk'>
}

/** A backup of one batch, piece by piece. */
interface Progress {
  readonly target: ReplyTarget
  receipt: BackupReceipt | null
  started: boolean
  restarted: boolean
  kept: BackupChunkRow[]
}

/** Stores pieces of backups; a backup of which all are here is hashed, and the hash is the proof. [P-11.1] */
export async function takeChunks(batch: Batch, chunks: readonly ChunkEntry[]): Promise<void> {
  const current = chunks.filter(({ target, message }) => message.attempt === target.attempt)
  if (current.length === 0) return
  const { unit } = batch
  const open = await lockBackups(unit, [...new Set(current.map(({ target }) => target.id))])
  const works = new Map<string, Progress>()
  for (const chunk of current) {
    const backup = open.get(chunk.target.id)
    if (backup === undefined || backup.complete) continue
    const work = works.get(chunk.target.id) ?? startOf(chunk.target, backup)
    works.set(chunk.target.id, work)
    takeChunk(batch, work, chunk)
  }
  await store(batch, [...works.values()])
}

function startOf(target: ReplyTarget, { receipt }: OpenBackup): Progress {
  return { target, receipt, started: false, restarted: false, kept: [] }
}

function takeChunk({ after }: Batch, work: Progress, { target, message }: ChunkEntry): void {
  const bytes = fromBase64url(message.bytes)
  const sha256 = fromBase64url(message.sha256)?.toString('hex') ?? ''
  if (bytes === null) return void after.counted.push('backupChunksRefused')
  const chunk = { index: message.index, count: message.count, sha256, bytes: bytes.length }
  let outcome = receiveChunk(work.receipt, chunk)
  if (outcome.kind === 'REFUSED' && target.attempt > 1 && !work.started) {
    // an earlier attempt left pieces of another backup: this one begins anew
    outcome = receiveChunk(null, chunk)
    work.restarted = outcome.kind === 'KEPT'
  }
  if (outcome.kind === 'REFUSED') return void after.counted.push('backupChunksRefused')
  work.started = true
  work.receipt = outcome.receipt
  if (outcome.kind === 'KEPT') work.kept.push({ commandId: target.id, position: message.index, bytes })
}

async function store(batch: Batch, works: readonly Progress[]): Promise<void> {
  const { unit, at, observations, after } = batch
  const restarted = works.filter((work) => work.restarted).map(({ target }) => target.id)
  if (restarted.length > 0) await dropBackupChunks(unit, restarted)
  const kept = works.flatMap((work) => work.kept)
  if (kept.length === 0) return
  await insertBackupChunks(unit, kept)
  const whole = works
    .filter(({ receipt }) => receipt !== null && isBackupComplete(receipt))
    .map(({ target }) => target.id)
  const hashes = whole.length > 0 ? await hashBackups(unit, whole) : new Map<string, { sha256: string; size: number }>()
  const rows = works.flatMap(({ target, receipt }) => {
    if (receipt === null) return []
    const found = hashes.get(target.id)
    const matched = found !== undefined && isBackupMatched(receipt, found.sha256)
    if (found !== undefined && !matched) after.counted.push('backupMismatched')
    if (matched) {
      const observation = {
        kind: 'backupMatched',
        at,
        commandId: target.id,
        sha256: receipt.sha256,
        chunks: receipt.count,
      } as const
      observations.push({ terminalId: target.terminalId, observation })
    }
    return [
      {
        commandId: target.id,
        sha256: receipt.sha256,
        chunkCount: receipt.count,
        size: found?.size ?? null,
        completeAt: matched ? at : null,
      },
    ]
  })
  await saveBackups(unit, rows)
}
