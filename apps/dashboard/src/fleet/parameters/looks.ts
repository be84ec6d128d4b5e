import type { ParametersState } from '../../api/generated/graphql.ts'
import type { Look } from '../../ui/Mark.tsx'

/** Between what is set for a terminal and what it says that it holds; what differs is read first. */
export const PARAMETERS_LOOKS: Readonly<Record<ParametersState, Look>> = {
  DRIFT: { tone: 'warn', icon: 'attention' },
  UNKNOWN: { tone: 'quiet', icon: 'question' },
  NOT_SET: { tone: 'quiet', icon: 'hollow' },
  EQUAL: { tone: 'good', icon: 'check' },
}

export const PARAMETERS_STATES = Object.keys(PARAMETERS_LOOKS) as readonly ParametersState[]
