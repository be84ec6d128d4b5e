/** Beside the way: there it did not go on, for good or until somebody sees to it. */
export const STATES_BESIDE = [
  'WITHDRAWN',
  'INVALID',
  'REJECTED',
  'EXPIRED',
  'STALE',
  'POST_FAILED',
  'NACKED',
  'UNREACHABLE',
  'WAIVED',
] as const

/** The way of a correction, and what is beside it. */
export const CORRECTION_STATES = [
  'DRAFT',
  'SUBMITTED',
  'PENDING_APPROVAL',
  'APPROVED',
  'POSTED',
  'SENT',
  'TERMINAL_APPLIED',
  'VERIFIED',
  'CLOSED',
  ...STATES_BESIDE,
] as const
export type CorrectionState = (typeof CORRECTION_STATES)[number]

const OVER: ReadonlySet<CorrectionState> = new Set<CorrectionState>([
  'CLOSED',
  'WITHDRAWN',
  'INVALID',
  'REJECTED',
  'EXPIRED',
  'STALE',
  'WAIVED',
])

/** True when no step follows; whoever wants to go on makes a new correction. */
export function isCorrectionOver(state: CorrectionState): boolean {
  return OVER.has(state)
}

/** In these it has changed the books, and whether both sides hold the same is not proven. */
export const UNPROVEN: ReadonlySet<CorrectionState> = new Set<CorrectionState>([
  'POSTED',
  'SENT',
  'TERMINAL_APPLIED',
  'NACKED',
  'UNREACHABLE',
  'WAIVED',
])

/** OPEN: found; PROPOSED: a correction is under way; the others end it. */
export const CASE_STATES = ['OPEN', 'PROPOSED', 'CLOSED', 'SUPPRESSED', 'DISMISSED'] as const
export type CaseState = (typeof CASE_STATES)[number]
