import { z } from 'zod'
import { hmacSha256, toBase64url, equalSecret } from './bytes.ts'
import {
  batch6,
  bytes32,
  comparisonId,
  counter,
  envelope,
  instant,
  journalSeq,
  positive,
  u32,
  version,
} from './fields.ts'
import {
  BATCH_TOTALS_MAX,
  COMPARE_BUCKETS_MAX,
  COMPARE_DIGEST_BYTES,
  COMPARE_DIGESTS_MAX,
  COMPARE_RECORDS_MAX,
  MISSING_RANGES_MAX,
  RECORD_BODY_CHARS_MAX,
  RECORDS_MAX,
} from './limits.ts'

/** One journal record on its way; what the body says is no business of the transport. [P-17.2] */
export const WireRecord = z.object({
  seq: journalSeq,
  leaf: bytes32,
  body: z.string().min(1).max(RECORD_BODY_CHARS_MAX),
})
export type WireRecord = z.infer<typeof WireRecord>

/** A row of totals: sales and refunds of one currency, at home or abroad. The amount is in minor units. [P-19.4] */
export const WireTotal = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  exponent: z.int().min(0).max(4),
  scope: z.enum(['DOMESTIC', 'FOREIGN']),
  side: z.enum(['DEBIT', 'CREDIT']),
  count: u32,
  amount: z.string().regex(/^(0|[1-9][0-9]{0,17})$/),
})
export type WireTotal = z.infer<typeof WireTotal>

/** BUCKETS, then LEAVES of those that differ, then RECORDS. [P-20.3] */
export const CompareStep = z.enum(['BUCKETS', 'LEAVES', 'RECORDS'])
export type CompareStep = z.infer<typeof CompareStep>

/** Where the platform is with a batch. The terminal acts on OPEN, UPLOADING and the two that end it. [P-19.6] */
export const BatchState = z.enum([
  'OPEN',
  'CLOSING',
  'COMPARING',
  'BALANCED',
  'UNBALANCED',
  'UPLOADING',
  'RECONCILED',
  'CLOSED',
  'FORCE_CLOSED',
])
export type BatchState = z.infer<typeof BatchState>

/** Upward messages of the channel `journal`. */
export const journalSchemas = {
  // [P-17.2]
  records: z.object({
    ...envelope,
    kind: z.literal('records'),
    epoch: u32,
    records: z.array(WireRecord).min(1).max(RECORDS_MAX),
  }),
  // [P-19.2]
  batchOpen: z.object({ ...envelope, kind: z.literal('batchOpen'), epoch: u32, batch: batch6, openSeq: journalSeq }),
  // [P-19.4]
  batchClose: z.object({
    ...envelope,
    kind: z.literal('batchClose'),
    epoch: u32,
    batch: batch6,
    openSeq: journalSeq,
    throughSeq: journalSeq,
    count: u32,
    totals: z.array(WireTotal).max(BATCH_TOTALS_MAX),
    root: bytes32,
  }),
  // [P-20.4]
  compared: z.object({
    ...envelope,
    kind: z.literal('compared'),
    id: comparisonId,
    epoch: u32,
    step: CompareStep,
    firstSeq: u32,
    digests: z
      .string()
      .max(Math.ceil((COMPARE_DIGESTS_MAX * COMPARE_DIGEST_BYTES * 4) / 3))
      .regex(/^[A-Za-z0-9_-]*$/)
      .optional(),
    records: z.array(WireRecord).max(COMPARE_RECORDS_MAX).optional(),
  }),
} as const

/** "What do you hold from here to there?" [P-20.4] */
export const compare = z.object({
  v: version,
  kind: z.literal('compare'),
  id: comparisonId,
  epoch: u32,
  step: CompareStep,
  from: journalSeq,
  to: journalSeq,
  size: positive.max(COMPARE_DIGESTS_MAX),
  buckets: z.array(u32).max(COMPARE_BUCKETS_MAX).optional(),
  seqs: z.array(journalSeq).max(COMPARE_RECORDS_MAX).optional(),
})

/** What the platform says of a batch, in answer to its opening and closing and whenever that changes. [P-19.6] */
export const batchNotice = z.object({
  v: version,
  kind: z.literal('batch'),
  era: counter,
  epoch: u32,
  batch: batch6,
  state: BatchState,
  throughSeq: u32,
  root: bytes32.optional(),
  at: instant,
  tag: bytes32,
})
export type BatchNotice = z.infer<typeof batchNotice>
type NoticeBody = Omit<BatchNotice, 'v' | 'kind' | 'tag'>

function noticeText({ era, epoch, batch, state, throughSeq, root, at }: NoticeBody): string {
  return `batch|${era}|${epoch}|${batch}|${state}|${throughSeq}|${root ?? ''}|${at}`
}

/** A notice with its tag under K.ack: on CLOSED the terminal will erase. Only after the commit. [P-19.6] */
export function makeBatchNotice(body: NoticeBody, ackKey: Uint8Array): BatchNotice {
  return { v: 1, kind: 'batch', ...body, tag: toBase64url(hmacSha256(ackKey, noticeText(body))) }
}

export function isBatchNoticeGenuine(message: BatchNotice, ackKey: Uint8Array): boolean {
  return equalSecret(message.tag, toBase64url(hmacSha256(ackKey, noticeText(message))))
}

/** Sequence numbers from the first to the last, both included. */
export interface SeqRange {
  readonly first: number
  readonly last: number
}

/** The `missing` of a journal's acknowledgement: the bounds of each range, in one row. @throws never; keeps the first 16 [P-17.8] */
export function missingOf(ranges: readonly SeqRange[]): number[] {
  return ranges.slice(0, MISSING_RANGES_MAX).flatMap(({ first, last }) => [first, last])
}

/** The ranges in such a row, or null when it is none: odd, falling, too many. [P-17.8] */
export function rangesOf(missing: readonly number[]): SeqRange[] | null {
  if (missing.length % 2 !== 0 || missing.length > 2 * MISSING_RANGES_MAX) return null
  const ranges: SeqRange[] = []
  for (let at = 0; at < missing.length; at += 2) {
    const range = { first: missing[at] ?? 0, last: missing[at + 1] ?? 0 }
    if (range.first > range.last || range.first <= (ranges.at(-1)?.last ?? 0)) return null
    ranges.push(range)
  }
  return ranges
}

/** How far the records are there without a gap: what the root in the acknowledgement is the root of. [P-17.9] */
export function densePrefix({
  throughSeq,
  missing,
}: {
  readonly throughSeq: number
  readonly missing: readonly number[]
}): number {
  return missing[0] === undefined ? throughSeq : Math.min(throughSeq, missing[0] - 1)
}

/** The eight digits on the settlement slip: the head of the batch's root. [P-19.7] */
export function slipDigits(root: Uint8Array): string {
  return Buffer.from(root.subarray(0, 4)).toString('hex').toUpperCase()
}
