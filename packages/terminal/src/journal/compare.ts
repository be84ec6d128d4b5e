import {
  COMPARE_DIGEST_BYTES,
  COMPARE_DIGESTS_MAX,
  COMPARE_RECORDS_MAX,
  type DownOf,
  sha256,
  toBase64url,
  type WireRecord,
} from '@budeng/protocol'
import type { UpBody } from '../link.ts'
import { RECORDS_JSON_CHARS_MAX } from '../limits.ts'
import { leafBytesOf } from './journal.ts'
import type { EpochJournal } from './journal-state.ts'

type Compared = Extract<UpBody, { kind: 'compared' }>

/** The answer to one question of a comparison. [P-20.4] */
export function answerComparison(journal: EpochJournal | undefined, question: DownOf<'compare'>): Compared {
  const { id, epoch, step } = question
  const firstSeq = journal === undefined || journal.lastSeq === journal.erasedThrough ? 0 : journal.erasedThrough + 1
  const answer = { kind: 'compared', id, epoch, step, firstSeq } as const
  if (journal === undefined) return answer
  if (step === 'RECORDS') return { ...answer, records: recordsOf(journal, question.seqs ?? []) }
  const digests = step === 'BUCKETS' ? bucketDigests(journal, question) : leafDigests(journal, question)
  return digests === null ? answer : { ...answer, digests: toBase64url(digests) }
}

interface Span {
  readonly first: number
  readonly last: number
}

function spanOf({ from, to, size }: DownOf<'compare'>, bucket: number): Span {
  const first = from + bucket * size
  return { first, last: Math.min(first + size - 1, to) }
}

/** Digests of all buckets in a row, or null when there would be too many. [P-20.3] */
function bucketDigests(journal: EpochJournal, question: DownOf<'compare'>): Buffer | null {
  const count = Math.max(0, Math.ceil((question.to - question.from + 1) / question.size))
  if (count > COMPARE_DIGESTS_MAX) return null
  return Buffer.concat(Array.from({ length: count }, (_, bucket) => bucketDigest(journal, spanOf(question, bucket))))
}

const NOTHING = Buffer.alloc(COMPARE_DIGEST_BYTES)

function bucketDigest(journal: EpochJournal, { first, last }: Span): Buffer {
  const leaves: Uint8Array[] = []
  for (let seq = first; seq <= last; seq++) {
    const record = journal.records.get(seq)
    if (record === undefined) return NOTHING
    leaves.push(leafBytesOf(record))
  }
  return sha256(Buffer.concat(leaves)).subarray(0, COMPARE_DIGEST_BYTES)
}

function leafDigests(journal: EpochJournal, question: DownOf<'compare'>): Buffer | null {
  const spans = (question.buckets ?? []).map((bucket) => spanOf(question, bucket))
  const count = spans.reduce((sum, { first, last }) => sum + Math.max(0, last - first + 1), 0)
  if (count > COMPARE_DIGESTS_MAX) return null
  const digests: Uint8Array[] = []
  for (const { first, last } of spans)
    for (let seq = first; seq <= last; seq++) {
      const record = journal.records.get(seq)
      digests.push(record === undefined ? NOTHING : leafBytesOf(record).subarray(0, COMPARE_DIGEST_BYTES))
    }
  return Buffer.concat(digests)
}

/** As many of the records as fit into one message, in the order asked. */
function recordsOf(journal: EpochJournal, seqs: readonly number[]): WireRecord[] {
  const records: WireRecord[] = []
  let chars = 0
  for (const seq of seqs.slice(0, COMPARE_RECORDS_MAX)) {
    const stored = journal.records.get(seq)
    if (stored === undefined) continue
    const record = { seq, ...stored }
    chars += JSON.stringify(record).length + 1
    if (chars > RECORDS_JSON_CHARS_MAX) break
    records.push(record)
  }
  return records
}
