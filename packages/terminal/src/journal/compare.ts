import {
  COMPARE_DIGESTS_MAX,
  COMPARE_RECORDS_MAX,
  type DownOf,
  sha256,
  toBase64url,
  type WireRecord,
} from '@budeng/protocol'
import { bucketCount, bucketDigests, COMPARE_RANGE_MAX, bucketNumbers, leafDigests } from '@budeng/transactions'
import type { UpBody } from '../link.ts'
import { RECORDS_JSON_CHARS_MAX } from '../limits.ts'
import { leafBytesOf } from './journal.ts'
import type { EpochJournal } from './journal-state.ts'

type Compared = Extract<UpBody, { kind: 'compared' }>

/** The answer to one question of a comparison. [P-20.4] */
export function answerComparison(journal: EpochJournal | undefined, question: DownOf<'compare'>): Compared {
  const { id, epoch, step } = question
  const firstSeq = journal === undefined || journal.records.size === 0 ? 0 : journal.erasedThrough + 1
  const answer = { kind: 'compared', id, epoch, step, firstSeq } as const
  if (journal === undefined) return answer
  if (step === 'RECORDS') return { ...answer, records: recordsOf(journal, question.seqs ?? []) }
  const digests = digestsOf(journal, question)
  return digests === null ? answer : { ...answer, digests: toBase64url(digests) }
}

/** Digests of all buckets, or of the leaves in some; null when there would be too many. [P-20.3] */
function digestsOf(journal: EpochJournal, question: DownOf<'compare'>): Uint8Array | null {
  const { step, buckets = [] } = question
  const leafAt = (seq: number) => {
    const record = journal.records.get(seq)
    return record === undefined ? null : leafBytesOf(record)
  }
  if (question.to - question.from >= COMPARE_RANGE_MAX || bucketCount(question) > COMPARE_DIGESTS_MAX) return null
  if (step === 'BUCKETS') return bucketDigests(sha256, question, leafAt)
  const count = buckets.reduce((sum, bucket) => sum + bucketNumbers(question, bucket).length, 0)
  return count > COMPARE_DIGESTS_MAX ? null : leafDigests(question, buckets, leafAt)
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
