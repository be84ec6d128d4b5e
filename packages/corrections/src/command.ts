import { type AmendmentOrder, amendmentRecord, type JournalRecord } from '@budeng/transactions'
import type { AppliedAt, Correction } from './correction.ts'
import { orderOf } from './impact.ts'

/** Parameters of CORRECTION_APPLY. Never a root: what the journal will be is the terminal's to say. The key names itself in the signature. */
export interface CorrectionApply extends Omit<AmendmentOrder, 'original'> {
  readonly epoch: number
  /** Not there: what is inserted amends nothing. */
  readonly original?: NonNullable<AmendmentOrder['original']>
}

export const ANSWER_KINDS = ['APPLIED', 'NACK_BASE', 'NACK_POLICY'] as const

/** What a terminal answers. */
export type TerminalAnswer =
  | ({ readonly kind: 'APPLIED' } & AppliedAt)
  /** What it holds there is another record: the leaf of that, null for none. */
  | { readonly kind: 'NACK_BASE'; readonly ownLeaf: string | null }
  | { readonly kind: 'NACK_POLICY'; readonly reason: string }

/** What the terminal is told; null for a kind that has no command. */
export function correctionApply(correction: Correction): CorrectionApply | null {
  const order = orderOf({ ...correction, maker: null })
  if (order === null || correction.target === null) return null
  const { original, ...body } = order
  const about = { ...body, epoch: correction.target.epoch }
  return original === null ? about : { ...about, original }
}

/** The record to which an order leads in the terminal's journal, but for the time, which is the terminal's to say. */
export function recordOfOrder({ epoch: _epoch, original, ...body }: CorrectionApply): JournalRecord {
  return amendmentRecord({ ...body, original: original ?? null })
}

/** True for a kind that the terminal has to be told of. */
export function needsCommand(correction: Correction): boolean {
  return correctionApply(correction) !== null
}
