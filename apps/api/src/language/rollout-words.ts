import type { RolloutEvent, RolloutPlanProblem, RolloutWhyCode } from '@budeng/fleet'

/** What sentences about rollouts look up. */
export interface RolloutWords {
  /** Why one is where it is, with its figures. */
  readonly rolloutWhys: Readonly<Record<RolloutWhyCode, string>>
  /** The same within a sentence. */
  readonly rolloutCauses: Readonly<Record<RolloutWhyCode, string>>
  /** Behind a line of a preview: all of a change of parameters is there already. */
  readonly parametersHeld: string
  readonly planProblems: Readonly<Record<RolloutPlanProblem, string>>
}

/** Facts of rollouts. */
export type RolloutEventWords = Readonly<Record<RolloutEvent['type'] | 'TerminalParametersTakenBack', string>>
