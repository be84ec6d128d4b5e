import type { BatchLineFragment, BatchState } from '../../api/generated/graphql.ts'

/** A station of a batch's life, and whether it was reached. */
export interface LifeStep {
  readonly state: BatchState
  readonly standing: 'past' | 'now' | 'later'
  readonly at: string | null
}

const STRAIGHT: readonly BatchState[] = ['OPEN', 'CLOSING', 'COMPARING', 'BALANCED', 'CLOSED']
const ROUNDABOUT: readonly BatchState[] = [
  'OPEN',
  'CLOSING',
  'COMPARING',
  'UNBALANCED',
  'UPLOADING',
  'RECONCILED',
  'CLOSED',
]
const BY_FORCE: readonly BatchState[] = ['OPEN', 'CLOSING', 'COMPARING', 'UNBALANCED', 'FORCE_CLOSED']

type Times = Pick<BatchLineFragment, 'openedAt' | 'closingAt' | 'comparedAt' | 'closedAt'>

/** The stations in their order, as far as the present state tells which way it goes. */
export function lifeOf(batch: Pick<BatchLineFragment, 'state'> & Times): readonly LifeStep[] {
  const { state } = batch
  const way = [STRAIGHT, ROUNDABOUT, BY_FORCE].find((one) => one.includes(state)) ?? STRAIGHT
  const here = way.indexOf(state)
  return way.map((one, at) => ({
    state: one,
    standing: at < here ? 'past' : at === here ? 'now' : 'later',
    at: at <= here ? timeOf(one, batch) : null,
  }))
}

function timeOf(state: BatchState, { openedAt, closingAt, comparedAt, closedAt }: Times): string | null {
  switch (state) {
    case 'OPEN':
      return openedAt
    case 'CLOSING':
      return closingAt
    case 'BALANCED':
    case 'UNBALANCED':
      return comparedAt
    case 'CLOSED':
    case 'FORCE_CLOSED':
      return closedAt
    case 'COMPARING':
    case 'UPLOADING':
    case 'RECONCILED':
      return null
  }
}
