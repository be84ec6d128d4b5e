import { HEARTBEAT_DIGEST_BYTES, toBase64url } from '@budeng/protocol'
import type { Totals } from '@budeng/transactions'

/** What the digest of a heartbeat is made of. */
export interface DigestParts {
  readonly epoch: number
  readonly batch: string
  readonly count: number
  readonly lastSeq: number
  readonly totals: Totals
  readonly root: Uint8Array
}

const ROWS = [
  ['DOMESTIC', 'DEBIT'],
  ['DOMESTIC', 'CREDIT'],
  ['FOREIGN', 'DEBIT'],
  ['FOREIGN', 'CREDIT'],
] as const
const ROW_AT = 16
const ROW_BYTES = 10
const ROOT_AT = 56

/** 72 bytes: epoch, batch, count, lastSeq, four rows of totals, half a root. [P-20.1] */
export function packDigest({ epoch, batch, count, lastSeq, totals, root }: DigestParts): string {
  const bytes = Buffer.alloc(HEARTBEAT_DIGEST_BYTES)
  for (const [at, value] of [epoch, Number(batch), count, lastSeq].entries()) bytes.writeUInt32BE(value, 4 * at)
  for (const [place, [scope, side]] of ROWS.entries()) {
    const rows = totals.filter((row) => row.scope === scope && row.side === side)
    const rowCount = rows.reduce((sum, row) => sum + row.count, 0)
    const amount = rows.reduce((sum, { minor }) => sum + minor, 0n)
    bytes.writeUInt16BE(rowCount & 0xffff, ROW_AT + place * ROW_BYTES)
    bytes.writeBigUInt64BE(BigInt.asUintN(64, amount), ROW_AT + 2 + place * ROW_BYTES)
  }
  bytes.set(root.subarray(0, HEARTBEAT_DIGEST_BYTES - ROOT_AT), ROOT_AT)
  return toBase64url(bytes)
}
