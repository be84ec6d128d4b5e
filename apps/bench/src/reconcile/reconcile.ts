import { randomBytes } from 'node:crypto'
import {
  type DownMessage,
  downTopic,
  encodeDown,
  encodeUp,
  hmacSha256,
  sha256,
  toBase64url,
  type UpMessage,
  upTopic,
} from '@budeng/protocol'
import {
  bucketDigests,
  compareRange,
  differingBuckets,
  differingSeqs,
  leafDigests,
  leafOf,
  recordText,
} from '@budeng/transactions'
import { shown } from '../figures.ts'
import { COMPARED_DIFFERENCES, COMPARED_RECORDS, JOURNAL_MESSAGE_RECORDS } from '../limits.ts'
import { saleOf } from '../money/journals.ts'
import { atMost, type Findings, NO_GOAL, type Row } from '../report/row.ts'
import { reconcile } from './range-based.ts'

const ADDRESS = { acquirer: 'huaxin', tid: '10016901' }
/** Two round trips, and what they may weigh for up to eight of 999. [P-20.5] */
const GOAL_BYTES = 2_500

/** What it took to know which records differ, everything on the wire counted. */
interface Taken {
  readonly bytes: number
  readonly messages: number
}

interface Journals {
  readonly count: number
  readonly differing: readonly number[]
  readonly ours: (seq: number) => Uint8Array
  readonly theirs: (seq: number) => Uint8Array
}

/** (g) Bytes and messages until both sides know which records differ, d of n, spread as far apart as can be. */
export async function measureComparison(): Promise<Findings> {
  const figures: object[] = []
  const rows = COMPARED_RECORDS.flatMap((count) =>
    COMPARED_DIFFERENCES.flatMap((differences) => {
      const journals = journalsOf(count, differences)
      const ours = byBuckets(journals)
      const all = byAll(journals)
      const ranged = byRanges(journals)
      figures.push({ count, differences, ours, all, ranged })
      return rowsOf(journals, ours, { all, ranged })
    }),
  )
  return await Promise.resolve({ rows, figures: { cases: figures } })
}

function journalsOf(count: number, differences: number): Journals {
  const key = randomBytes(32)
  const leaves = Array.from({ length: count }, (_, place) =>
    Buffer.from(leafOf((bytes) => hmacSha256(key, bytes), saleOf(place + 1), 1, place + 1)),
  )
  const differing = Array.from({ length: differences }, (_, i) => 1 + Math.floor(((i + 0.5) * count) / differences))
  const theirs = (seq: number) => leaves[seq - 1] ?? Buffer.alloc(32)
  const ours = (seq: number) => (differing.includes(seq) ? hmacSha256(theirs(seq), 'altered') : theirs(seq))
  return { count, differing, ours, theirs }
}

/** Ours: equal roots in the heartbeat end it; else buckets, then the records of those that differ. */
function byBuckets({ count, differing, ours, theirs }: Journals): Taken {
  if (differing.length === 0) return { bytes: DIGEST_BYTES, messages: 0 }
  const range = compareRange(1, count)
  const about = { v: 1, id: 'c1', epoch: 1 } as const
  const theirBuckets = bucketDigests(sha256, range, theirs)
  const buckets = differingBuckets(range, bucketDigests(sha256, range, ours), theirBuckets) ?? []
  const theirLeaves = leafDigests(range, buckets, theirs)
  const found = differingSeqs(range, buckets, leafDigests(range, buckets, ours), theirLeaves)
  checkFound(found ?? [], differing)
  const answer = (step: 'BUCKETS' | 'LEAVES', digests: Uint8Array) =>
    up({ ...about, conn: 3, n: 412, kind: 'compared', step, firstSeq: 1, digests: toBase64url(digests) })
  const bytes =
    down({ ...about, kind: 'compare', step: 'BUCKETS', ...range }) +
    answer('BUCKETS', theirBuckets) +
    down({ ...about, kind: 'compare', step: 'LEAVES', ...range, buckets }) +
    answer('LEAVES', theirLeaves)
  return { bytes, messages: 4 }
}

/** What the digest adds to a heartbeat: its member in the JSON. */
const DIGEST_BYTES = `,"digest":"${'A'.repeat(96)}"`.length

/** The terminal sends all records again. */
function byAll({ count, theirs }: Journals): Taken {
  let [bytes, messages] = [0, 0]
  for (let from = 1; from <= count; from += JOURNAL_MESSAGE_RECORDS, messages++) {
    const numbers = Array.from(
      { length: Math.min(JOURNAL_MESSAGE_RECORDS, count - from + 1) },
      (_, place) => from + place,
    )
    const records = numbers.map((seq) => ({ seq, leaf: toBase64url(theirs(seq)), body: recordText(saleOf(seq)) }))
    bytes += up({ v: 1, conn: 3, n: 412, kind: 'records', epoch: 1, records })
  }
  return { bytes, messages }
}

/** Range-based, in the same envelopes: the terminal begins with the fingerprint of everything. */
function byRanges({ count, differing, ours, theirs }: Journals): Taken {
  const { messages, differing: found } = reconcile(count, theirs, ours)
  checkFound(
    [...found].sort((a, b) => a - b),
    differing,
  )
  const bytes = messages.reduce((sum, said, place) => {
    const about = { v: 1, id: 'c1', epoch: 1, ranges: toBase64url(said) }
    return (
      sum +
      (place % 2 === 0
        ? up({ ...about, conn: 3, n: 412, kind: 'compared' } as never)
        : down({ ...about, kind: 'compare' } as never))
    )
  }, 0)
  return { bytes, messages: messages.length }
}

function checkFound(found: readonly number[], differing: readonly number[]): void {
  if (found.join() !== differing.join()) throw new Error(`found ${found.join()} instead of ${differing.join()}`)
}

const KEY = randomBytes(32)
const down = (message: DownMessage) => onTheWire(downTopic(ADDRESS), encodeDown(message))
function up(message: UpMessage): number {
  const topic = upTopic(ADDRESS, 'journal')
  return onTheWire(topic, encodeUp(topic, message, KEY))
}

/** Bytes of an MQTT 3.1.1 PUBLISH at QoS 1: fixed header, topic with its length, packet id, payload. */
function onTheWire(topic: string, payload: Uint8Array): number {
  const rest = 2 + topic.length + 2 + payload.length
  return 1 + (rest < 128 ? 1 : rest < 16_384 ? 2 : 3) + rest
}

function rowsOf(
  { count, differing: { length } }: Journals,
  ours: Taken,
  { all, ranged }: { readonly all: Taken; readonly ranged: Taken },
): Row[] {
  const text = ({ bytes, messages }: Taken) => `${shown(bytes, 'B')}, ${messages} messages`
  const row = (name: string, theirs: Taken, goal: Pick<Row, 'goal' | 'holds'>): Row => ({
    group: 'g',
    what: `which of ${count} records differ: ${length}`,
    ours: text(ours),
    beside: `${name} ${text(theirs)}`,
    ratio: ours.bytes / theirs.bytes,
    ...goal,
  })
  return [
    row('range-based reconciliation', ranged, atMost(ours.bytes, GOAL_BYTES, ' B')),
    row('sending all', all, NO_GOAL),
  ]
}
