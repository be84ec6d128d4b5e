import { hash } from 'node:crypto'
import { foldStream, type StreamFold } from '@budeng/fleet'
import { canonicalJson } from '@budeng/kernel'
import type { ReplyMessage, ReportMessage, Stream } from '@budeng/protocol'
import { saveUplinks, type StreamRow, type StreamStep, type UplinkRow, uplinkHashes } from '@budeng/storage'
import type { Batch } from './batch.ts'
import type { Entry } from './entry.ts'
import { withoutCardNumbers } from './card-numbers.ts'

/** What we believed of a stream, or of who holds its terminal, is no longer true: look, and do it again. */
export class StaleBelief extends Error {
  override name = 'StaleBelief'
}

/** A message of one of the two streams. */
export type StreamEntry = Entry & { readonly message: ReportMessage | ReplyMessage }

const REPORT_KINDS: readonly string[] = ['fault', 'boot', 'hostSignOn']

export function streamOfEntry({ message }: StreamEntry): Stream {
  return REPORT_KINDS.includes(message.kind) ? 'report' : 'reply'
}

/**
 * Folds messages into their streams and stores what is new; answers that, in the order of its numbers. A number that is
 * there already is acknowledged again; when its content is another one it is kept aside and changes nothing. [P-10.1]
 */
export async function receive(batch: Batch, entries: readonly StreamEntry[]): Promise<readonly StreamEntry[]> {
  const groups = Map.groupBy(entries, (entry) => streamKey(entry.link.login.deviceId, streamOfEntry(entry)))
  const fresh: StreamEntry[] = []
  const repeated: StreamEntry[] = []
  const steps: StreamStep[] = []
  for (const [key, group] of groups) {
    const state = batch.streams.get(key)
    const [first] = group
    if (state === undefined || first === undefined) continue
    const fold = foldStream(state, new Set(group.map(({ message }) => message.seq)))
    const row: StreamRow = {
      deviceId: state.deviceId,
      stream: state.stream,
      throughSeq: fold.state.throughSeq,
      ahead: [...fold.state.ahead],
    }
    const { terminalId } = first.link.login.terminal
    const fence = batch.fences.get(terminalId) ?? 0
    if (fold.fresh.length > 0) steps.push({ terminalId, fence, before: state, after: row })
    batch.after.streams.push({ link: first.link, row })
    sortOut(batch, group, fold, fresh, repeated)
  }
  if (repeated.length > 0) await compareRepeated(batch, repeated)
  const moved =
    fresh.length === 0 ||
    (await saveUplinks(
      batch.unit,
      batch.gatewayId,
      fresh.map((entry) => toRow(entry, batch.at)),
      steps,
    ))
  if (!moved) throw new StaleBelief()
  return fresh
}

function sortOut(
  batch: Batch,
  group: readonly StreamEntry[],
  fold: StreamFold,
  fresh: StreamEntry[],
  repeated: StreamEntry[],
): void {
  const isFresh = new Set(fold.fresh)
  const isRefused = new Set(fold.refused)
  const taken = new Map<number, StreamEntry>()
  for (const entry of group.toSorted((a, b) => a.message.seq - b.message.seq)) {
    const { seq } = entry.message
    const earlier = taken.get(seq)
    if (isRefused.has(seq)) batch.after.counted.push('stream.tooFarAhead')
    else if (!isFresh.has(seq)) repeated.push(entry)
    else if (earlier === undefined) {
      taken.set(seq, entry)
      fresh.push(entry)
    } else if (!hashOfEntry(earlier).equals(hashOfEntry(entry)))
      batch.after.rejected.push({ entry, reason: 'KEY_CONFLICT' })
    else batch.after.counted.push('stream.repeated')
  }
}

async function compareRepeated(batch: Batch, repeated: readonly StreamEntry[]): Promise<void> {
  const keys = repeated.map((entry) => ({
    deviceId: entry.link.login.deviceId,
    stream: streamOfEntry(entry),
    seq: entry.message.seq,
  }))
  const stored = await uplinkHashes(batch.unit, keys)
  for (const [index, entry] of repeated.entries()) {
    const before = stored[index]
    // a row that is no longer kept was judged in its time
    if (!before || before.equals(hashOfEntry(entry))) batch.after.counted.push('stream.repeated')
    else batch.after.rejected.push({ entry, reason: 'KEY_CONFLICT' })
  }
}

/**
 * What is the same in every repeat: all but the connection it came on. The codec gives members in the order of its schema;
 * only what is free inside of them may come in another order.
 */
function hashOfEntry({ message }: StreamEntry): Buffer {
  const { conn: _conn, n: _n, ...said } = message
  const isFree = message.kind === 'result' || message.kind === 'status'
  return hash('sha256', isFree ? canonicalJson(said) : JSON.stringify(said), 'buffer')
}

function toRow(entry: StreamEntry, at: number): UplinkRow {
  const { link, message, opaque } = entry
  return {
    deviceId: link.login.deviceId,
    stream: streamOfEntry(entry),
    seq: message.seq,
    hash: hashOfEntry(entry),
    kind: message.kind,
    body: opaque ? { quarantined: true } : bodyOf(message),
    receivedAt: at,
  }
}

/** Pieces of backups are stored as such; here only that they came. */
function bodyOf(message: StreamEntry['message']): object {
  return message.kind === 'chunk' ? { ...message, bytes: message.bytes.length } : withoutCardNumbers(message)
}

/** Names a stream of a device. */
export function streamKey(deviceId: string, stream: Stream): string {
  return `${deviceId} ${stream}`
}
