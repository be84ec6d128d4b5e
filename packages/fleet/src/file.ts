import type { Instant } from '@budeng/kernel'
import type { FileKind } from './command.ts'

/** What a terminal says of the whole with each part. */
export interface FileWhole {
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
  readonly type: string
}

/** How far the file of one command has come. */
export interface FileReceipt {
  readonly kind: FileKind
  readonly bytesMax: number
  readonly expiresAt: Instant
  readonly bytes: number | null
  readonly sha256: string | null
  readonly type: string | null
  readonly received: number
  readonly refused: 'TOO_LARGE' | 'MISMATCH' | 'CARD_DATA' | 'BAD_TYPE' | null
  readonly completeAt: Instant | null
}

/** GONE: nothing is taken here any more. AT: not from there. TAKEN: write it there. WHOLE: all is here and was looked at. */
export type PartOutcome =
  | { readonly kind: 'GONE' | 'WHOLE' }
  | { readonly kind: 'AT'; readonly offset: number }
  | { readonly kind: 'REFUSED'; readonly code: NonNullable<FileReceipt['refused']> }
  | { readonly kind: 'TAKEN'; readonly receipt: FileReceipt; readonly isAll: boolean }

/** Types of content, by what the file is. */
const TYPES: Readonly<Record<FileKind, readonly string[]>> = {
  LOGS: ['text/plain'],
  SCREEN: ['text/plain', 'image/png'],
  // goes the other way
  SOFTWARE: [],
  BACKUP: ['application/octet-stream'],
}

/**
 * Takes one part, in order, any number of times: a terminal that does not know how far it came asks with whatever it has
 * and is told. Length, hash and type are those of the first part; another whole is another file, and is not taken.
 */
export function receivePart(
  receipt: FileReceipt,
  part: { readonly offset: number; readonly bytes: number; readonly whole: FileWhole },
  at: Instant,
): PartOutcome {
  const { offset, bytes, whole } = part
  if (receipt.completeAt !== null) return isSame(receipt, whole) ? { kind: 'WHOLE' } : { kind: 'GONE' }
  if (receipt.refused !== null) return { kind: 'REFUSED', code: receipt.refused }
  if (at >= receipt.expiresAt) return { kind: 'GONE' }
  if (whole.bytes > receipt.bytesMax || offset + bytes > whole.bytes) return { kind: 'REFUSED', code: 'TOO_LARGE' }
  if (!TYPES[receipt.kind].includes(whole.type)) return { kind: 'REFUSED', code: 'BAD_TYPE' }
  if (receipt.sha256 !== null && !isSame(receipt, whole)) return { kind: 'REFUSED', code: 'MISMATCH' }
  if (offset !== receipt.received) return { kind: 'AT', offset: receipt.received }
  const received = offset + bytes
  return { kind: 'TAKEN', receipt: { ...receipt, ...whole, received }, isAll: received === whole.bytes }
}

function isSame(receipt: FileReceipt, whole: FileWhole): boolean {
  return receipt.sha256 === whole.sha256 && receipt.bytes === whole.bytes && receipt.type === whole.type
}
