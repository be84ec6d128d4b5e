import {
  type CommandInput,
  type CommandResult,
  DEFERRAL_REASONS,
  type DeferralReason,
  signOnCleared,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { fromBase64url, type Outcome, readCorrectionAnswer, type ReplyMessage, type UpOf } from '@budeng/protocol'
import { type AmendmentPlace, provenAmendments, type ReplyTarget, replyTargets } from '@budeng/storage'
import { type ChunkEntry, takeChunks } from './backups.ts'
import type { Batch } from './batch.ts'
import { withoutCardNumbers } from './card-numbers.ts'
import type { StreamEntry } from './streams.ts'

export type ReplyEntry = StreamEntry & { readonly message: ReplyMessage }

/** Largest answer of a reading command that is kept, as JSON. */
const RESULT_DATA_CHARS_MAX = 16 * 1024

/**
 * Holds replies against their commands. One that names no command, or a command of another terminal, is kept aside and
 * changes nothing; it counts as received all the same.
 */
export async function takeReplies(batch: Batch, replies: readonly ReplyEntry[]): Promise<void> {
  if (replies.length === 0) return
  const targets = await replyTargets(batch.unit, [...new Set(replies.map(({ message }) => message.id))])
  const chunks: ChunkEntry[] = []
  for (const entry of replies) {
    const target = targets.get(entry.message.id)
    const reason = strangeness(entry, target)
    if (reason !== null || target === undefined)
      batch.after.rejected.push({ entry, reason: reason ?? 'UNKNOWN_COMMAND' })
    else if (entry.message.kind === 'chunk') chunks.push({ target, link: entry.link, message: entry.message })
    else {
      pushInput(batch, entry.message)
      if (target.type === 'UNLOCK') clearSignOn(batch, entry)
      if (target.type === 'SOFTWARE_UPDATE') tellVersion(batch, entry)
    }
  }
  await takeChunks(batch, chunks)
  await findAmendments(batch, replies, targets)
}

function strangeness({ link, message }: ReplyEntry, target: ReplyTarget | undefined): string | null {
  if (target === undefined) return 'UNKNOWN_COMMAND'
  if (target.terminalId !== link.login.terminal.terminalId) return 'FOREIGN_COMMAND'
  // a query may be asked of a device that has taken the place of the one that the command was signed for
  return target.deviceId === link.login.deviceId || message.kind === 'status' ? null : 'OTHER_DEVICE'
}

function pushInput({ inputs, at }: Batch, message: Exclude<ReplyMessage, UpOf<'chunk'>>): void {
  const input = inputOf(message, at)
  if (input !== null) inputs.push({ commandId: message.id, input })
}

/**
 * A correction that came in an earlier command has its amendment in our journal already: no record will come that proves
 * this one, so it is looked up. [P-22.7]
 */
async function findAmendments(
  { unit, at, observations }: Batch,
  replies: readonly ReplyEntry[],
  targets: ReadonlyMap<string, ReplyTarget>,
): Promise<void> {
  const places = replies.flatMap(({ link, message }): AmendmentPlace[] => {
    if (message.kind !== 'result' || targets.get(message.id)?.type !== 'CORRECTION_APPLY') return []
    const answer = readCorrectionAnswer(message)
    if (answer?.code !== 'APPLIED') return []
    const { terminalId } = link.login.terminal
    const leaf = fromBase64url(answer.leaf) ?? Buffer.alloc(0)
    return [{ terminalId, epoch: link.epoch, seq: answer.amendmentSeq, leaf }]
  })
  for (const { terminalId, epoch, seq, amendment } of await provenAmendments(unit, places)) {
    const { correctionId, version } = amendment
    observations.push({ terminalId, observation: { kind: 'amendmentRecorded', at, correctionId, version, epoch, seq } })
  }
}

/** An UNLOCK that was carried out also ends the lock of the sign-on, on both sides. [P-9.9] */
function clearSignOn({ terminals, at }: Batch, { link, message }: ReplyEntry): void {
  if (message.kind !== 'result' || (message.status !== 'SUCCEEDED' && message.status !== 'NO_OP')) return
  const { terminalId } = link.login.terminal
  const row = terminals.get(terminalId)
  if (row === undefined || (row.signOnLockedUntil === null && row.signOnFailures.length === 0)) return
  const { failedAt, lockedUntil } = signOnCleared()
  const changed = row.signOn === 'LOCKED' ? ({ signOn: 'SIGNED_OFF', signOnSince: at } as const) : {}
  terminals.change(terminalId, { ...changed, signOnFailures: [...failedAt], signOnLockedUntil: lockedUntil })
}

/** An update with nothing to do is proven by the version with which this connection began. */
function tellVersion({ observations, at }: Batch, { link, message }: ReplyEntry): void {
  if (message.kind !== 'result' || message.status !== 'NO_OP') return
  const { terminalId } = link.login.terminal
  const { app } = link.health
  observations.push({ terminalId, observation: { kind: 'versionTold', at, commandId: message.id, app } })
}

/** A reply in the words of the core. */
export function inputOf(message: Exclude<ReplyMessage, UpOf<'chunk'>>, at: Instant): CommandInput | null {
  const { attempt } = message
  switch (message.kind) {
    case 'ack':
      return { kind: 'acknowledged', at, attempt }
    case 'defer':
      return {
        kind: 'deferred',
        at,
        attempt,
        reason: deferralReason(message.reason),
        retryInMs: message.retryInSec * 1_000,
      }
    case 'progress':
      return { kind: 'progress', at, attempt, step: message.step }
    case 'result':
      return { kind: 'result', at, attempt, result: resultOf(message, at) }
    case 'cancelled':
      return { kind: 'cancelled', at, attempt }
    case 'cancelRejected':
      return { kind: 'cancelRejected', at, attempt, reason: message.reason }
    case 'status':
      return statusInput(message, at)
  }
}

/** The answer to "what became of it?": whatever the terminal would have said by itself. */
function statusInput({ attempt, state, result }: UpOf<'status'>, at: Instant): CommandInput | null {
  switch (state) {
    case 'UNKNOWN':
      return { kind: 'neverSeen', at, attempt }
    case 'ACKNOWLEDGED':
    case 'DEFERRED':
      return { kind: 'acknowledged', at, attempt }
    case 'RUNNING':
      return { kind: 'progress', at, attempt, step: 'RUNNING' }
    case 'FINISHED':
      return result === undefined ? null : { kind: 'result', at, attempt, result: resultOf(result, at) }
    case 'CANCELLED':
      return { kind: 'cancelled', at, attempt }
  }
}

function resultOf({ status, code, data }: Outcome, at: Instant): CommandResult {
  if (data === undefined) return { status, code, at }
  const size = JSON.stringify(data).length
  return {
    status,
    code,
    at,
    data: size > RESULT_DATA_CHARS_MAX ? { omitted: 'TOO_LARGE', size } : withoutCardNumbers(data),
  }
}

/** The wire knows reasons of later versions; whatever keeps a terminal from it, it is busy. */
function deferralReason(reason: UpOf<'defer'>['reason']): DeferralReason {
  return DEFERRAL_REASONS.find((known) => known === reason) ?? 'BUSY'
}
