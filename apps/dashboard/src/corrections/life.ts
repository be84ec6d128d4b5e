import { type CorrectionState, isCorrectionOver, STATES_BESIDE } from '@budeng/corrections/public'

/** The way of a correction, from what was found to the proof. */
const WAY = [
  'FOUND',
  'DRAFT',
  'PENDING_APPROVAL',
  'APPROVED',
  'POSTED',
  'SENT',
  'TERMINAL_APPLIED',
  'VERIFIED',
] as const
export type LifeStep = (typeof WAY)[number] | CorrectionState

/** What is known of the way: when each step was taken, and by whom. */
export interface LifeFacts {
  readonly state: CorrectionState
  readonly foundAt: string | null
  readonly madeAt: string
  readonly submittedAt: string | null
  readonly approvedAt: string | null
  readonly postedAt: string | null
  readonly sentAt: string | null
  readonly appliedAt: string | null
  readonly provenAt: string | null
  /** When it came to the state that it is in, for the ends beside the way. */
  readonly endedAt: string | null
  /** False: the terminal is told nothing. */
  readonly hasCommand: boolean
  /** False: no root has to be equal. */
  readonly hasProof: boolean
}

export interface LifeEntry {
  readonly step: LifeStep
  readonly standing: 'past' | 'now' | 'later'
  readonly at: string | null
}

/** From the find to the proof: what is done, where it stands, and what still comes. */
export function lifeOf(facts: LifeFacts): readonly LifeEntry[] {
  const { state, hasCommand, hasProof } = facts
  const at: Readonly<Record<(typeof WAY)[number], string | null>> = {
    FOUND: facts.foundAt,
    DRAFT: facts.madeAt,
    PENDING_APPROVAL: facts.submittedAt,
    APPROVED: facts.approvedAt,
    POSTED: facts.postedAt,
    SENT: facts.sentAt,
    TERMINAL_APPLIED: facts.appliedAt,
    VERIFIED: facts.provenAt,
  }
  const way = WAY.filter((step) => {
    if (step === 'FOUND') return facts.foundAt !== null
    if (step === 'SENT' || step === 'TERMINAL_APPLIED') return hasCommand || at[step] !== null
    return step !== 'VERIFIED' || hasProof
  })
  if (STATES_BESIDE.some((beside) => beside === state)) {
    const past = way.filter((step) => at[step] !== null)
    // what would have come after an end is not shown as still to come
    const later = isCorrectionOver(state) ? [] : way.filter((step) => at[step] === null)
    return [
      ...past.map((step) => ({ step, standing: 'past', at: at[step] }) as const),
      { step: state, standing: 'now', at: facts.endedAt },
      ...later.map((step) => ({ step, standing: 'later', at: null }) as const),
    ]
  }
  const place = placeOf(state, way)
  return [
    ...way.map((step, index) => {
      const standing = index < place ? 'past' : index === place ? 'now' : 'later'
      return { step, standing, at: index <= place ? at[step] : null } as const
    }),
    ...(state === 'CLOSED' ? [{ step: state, standing: 'now', at: facts.endedAt } as const] : []),
  ]
}

function placeOf(state: CorrectionState, way: readonly LifeStep[]): number {
  if (state === 'CLOSED') return way.length
  // between being handed in and waiting for somebody there is a moment of the platform's own
  return way.indexOf(state === 'SUBMITTED' ? 'PENDING_APPROVAL' : state)
}
