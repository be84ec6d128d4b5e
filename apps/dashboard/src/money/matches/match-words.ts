import type { MatchState, WitnessSource } from '../../api/generated/graphql.ts'

/** What is not in order, the worst first. What is the same is not listed. */
export const MATCH_STATES = [
  'CONTRADICTING',
  'MISSING_HERE',
  'MISSING_THERE',
  'LATE',
  'EXPECTED',
] as const satisfies readonly MatchState[]

export const WITNESS_SOURCES = ['HOST', 'FILE'] as const satisfies readonly WitnessSource[]
