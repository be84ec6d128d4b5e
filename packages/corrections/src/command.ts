import type { AmendmentOrder } from '@budeng/transactions'
import type { AppliedAt, Correction } from './correction.ts'
import { orderOf } from './impact.ts'

/** Parameters of CORRECTION_APPLY. Never a root: what the journal will be is the terminal's to say. */
export interface CorrectionApply extends AmendmentOrder {
  readonly epoch: number
  /** The key under which orders of corrections are signed; another one than that of every other command. */
  readonly kid: string
}

export const ANSWER_KINDS = ['APPLIED', 'NACK_BASE', 'NACK_POLICY'] as const

/** What a terminal answers. */
export type TerminalAnswer =
  | ({ readonly kind: 'APPLIED' } & AppliedAt)
  /** What it holds there is another record: the leaf of that, null for none. */
  | { readonly kind: 'NACK_BASE'; readonly ownLeaf: string | null }
  | { readonly kind: 'NACK_POLICY'; readonly reason: string }

/** What the terminal is told; null for a kind that has no command. */
export function correctionApply(correction: Correction, kid: string): CorrectionApply | null {
  const order = orderOf({ ...correction, maker: null })
  if (order === null || correction.target === null) return null
  return { ...order, epoch: correction.target.epoch, kid }
}

/** True for a kind that the terminal has to be told of. */
export function needsCommand(correction: Correction): boolean {
  return correctionApply(correction, '') !== null
}
