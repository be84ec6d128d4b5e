import { refuse } from '@budeng/kernel'
import type { Batch, BatchState } from './batch.ts'
import { JOURNAL_HELD_MS } from './limits.ts'

export const COMPARE_REFUSALS = ['BATCH_OPEN', 'TERMINAL_AWAY', 'NO_DIGESTS', 'JOURNAL_ERASED'] as const
export type CompareRefusal = (typeof COMPARE_REFUSALS)[number]

/** What is known when somebody asks for a comparison of a batch now. */
export interface CompareSituation {
  readonly batch: Pick<Batch, 'throughSeq'> & { readonly state: BatchState; readonly closedAt: number | null }
  /** The terminal as the asker sees it; null: it is gone from there. */
  readonly terminal: { readonly connected: boolean; readonly comparesJournals: boolean } | null
  readonly at: number
}

/** May it be compared now: a batch that the terminal has closed and still holds, at a terminal that can answer. */
export function mayCompare({ batch, terminal, at }: CompareSituation) {
  // an open batch is compared with each heartbeat as it grows
  if (batch.throughSeq === null) return refuse('BATCH_OPEN')
  if (terminal !== null && !terminal.comparesJournals) return refuse('NO_DIGESTS')
  if (batch.closedAt !== null && at - batch.closedAt >= JOURNAL_HELD_MS) return refuse('JOURNAL_ERASED')
  return terminal?.connected === true ? ({ ok: true } as const) : refuse('TERMINAL_AWAY')
}
