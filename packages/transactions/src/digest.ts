import { equalBytes } from '@budeng/kernel'
import { DIGEST_BYTES } from './limits.ts'
import type { Scope } from './record-fields.ts'
import type { Side } from './record-types.ts'
import type { Totals } from './totals.ts'

/** What a heartbeat tells of a journal at a number that both sides acknowledged. */
export interface JournalDigest {
  readonly epoch: number
  /** The batch that was open there. */
  readonly batch: string
  /** Records of that batch through `lastSeq`. */
  readonly count: number
  readonly lastSeq: number
  /** Of that batch, from records through `lastSeq` alone. */
  readonly totals: Totals
  /** Of the whole journal through `lastSeq`. */
  readonly root: Uint8Array
}

const ROOT_BYTES = 16
const TOTALS_AT = 16
const ROOT_AT = DIGEST_BYTES - ROOT_BYTES

const CLASSES: readonly (readonly [Scope, Side])[] = [
  ['DOMESTIC', 'DEBIT'],
  ['DOMESTIC', 'CREDIT'],
  ['FOREIGN', 'DEBIT'],
  ['FOREIGN', 'CREDIT'],
]

/**
 * 72 bytes, numbers with the highest byte first: epoch 4, batch 4, count 4, lastSeq 4, four totals of count 2 and amount
 * 8, the start of the root 16. Several currencies are summed as numbers, modulo the bytes there are: whether two sides
 * agree is seen all the same, and what differs is in the root.
 */
export function packDigest({ epoch, batch, count, lastSeq, totals, root }: JournalDigest): Uint8Array {
  const bytes = new Uint8Array(DIGEST_BYTES)
  const view = new DataView(bytes.buffer)
  for (const [place, value] of [epoch, Number(batch), count, lastSeq].entries()) view.setUint32(4 * place, value)
  for (const [place, [scope, side]] of CLASSES.entries()) {
    const lines = totals.filter((line) => line.scope === scope && line.side === side)
    const minor = lines.reduce((sum, line) => sum + line.minor, 0n)
    view.setUint16(TOTALS_AT + place * 10, lines.reduce((sum, line) => sum + line.count, 0) & 0xffff)
    view.setBigUint64(TOTALS_AT + place * 10 + 2, BigInt.asUintN(64, minor))
  }
  bytes.set(root.subarray(0, ROOT_BYTES), ROOT_AT)
  return bytes
}

/** A digest as it was read. */
export interface ReadDigest {
  readonly epoch: number
  /** `000000`: there was no batch yet. */
  readonly batch: string
  readonly count: number
  readonly lastSeq: number
  readonly totals: readonly {
    readonly scope: Scope
    readonly side: Side
    readonly count: number
    readonly minor: bigint
  }[]
  /** The first half of the root. */
  readonly rootStart: Uint8Array
}

/** Reads 72 bytes; null when they are not so many. */
export function unpackDigest(bytes: Uint8Array): ReadDigest | null {
  if (bytes.length !== DIGEST_BYTES) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return {
    epoch: view.getUint32(0),
    batch: String(view.getUint32(4)).padStart(6, '0'),
    count: view.getUint32(8),
    lastSeq: view.getUint32(12),
    totals: CLASSES.map(([scope, side], place) => ({
      scope,
      side,
      count: view.getUint16(TOTALS_AT + place * 10),
      minor: view.getBigUint64(TOTALS_AT + place * 10 + 2),
    })),
    rootStart: bytes.slice(ROOT_AT),
  }
}

export const DIGEST_PARTS = ['EPOCH', 'BATCH', 'COUNT', 'LAST_SEQ', 'TOTALS', 'ROOT'] as const
export type DigestPart = (typeof DIGEST_PARTS)[number]

const PLACES: Readonly<Record<DigestPart, readonly [number, number]>> = {
  EPOCH: [0, 4],
  BATCH: [4, 8],
  COUNT: [8, 12],
  LAST_SEQ: [12, TOTALS_AT],
  TOTALS: [TOTALS_AT, ROOT_AT],
  ROOT: [ROOT_AT, DIGEST_BYTES],
}

/** In what two packed digests differ; empty when they agree. */
export function digestDifferences(one: Uint8Array, other: Uint8Array): DigestPart[] {
  return DIGEST_PARTS.filter((part) => {
    const [from, to] = PLACES[part]
    return !equalBytes(one.subarray(from, to), other.subarray(from, to))
  })
}
