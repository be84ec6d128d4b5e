import { accept, type Decision, type Instant, refuse } from '@budeng/kernel'
import { type Approver, ageRefusal, approverRefusal } from './approver.ts'
import { BREAK_GLASS_REVIEW_MS } from './limits.ts'
import type { BreakGlassPolicy } from './policy.ts'
import type { AccessRefusalCode } from './refusals.ts'

export const BREAK_GLASS_STATES = ['TO_REVIEW', 'CONFIRMED', 'CONTESTED'] as const
export type BreakGlassState = (typeof BREAK_GLASS_STATES)[number]

/** One ADMIN did at once what needs two people. Somebody else looks at it afterwards. */
export interface BreakGlass {
  readonly id: string
  /** Id of what was done: a change, an action on many, a command. */
  readonly subject: string
  readonly path: string
  readonly reason: string
  readonly usedBy: string
  readonly usedHuman: string
  readonly usedAt: Instant
  readonly reviewDueAt: Instant
  readonly overdueAt: Instant | null
  readonly state: BreakGlassState
  readonly reviewedBy: string | null
  readonly reviewedAt: Instant | null
  readonly note: string | null
  readonly version: number
}

export type BreakGlassEvent =
  | ({ readonly type: 'BreakGlassUsed'; readonly at: Instant } & Pick<
      BreakGlass,
      'id' | 'subject' | 'path' | 'reason' | 'usedBy' | 'usedHuman'
    >)
  | { readonly type: 'BreakGlassConfirmed'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'BreakGlassContested'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'BreakGlassOverdue'; readonly at: Instant }

export type BreakGlassInput =
  | { readonly kind: 'confirm' | 'contest'; readonly at: Instant; readonly approver: Approver; readonly note: string }
  | { readonly kind: 'tick'; readonly at: Instant }

type Refused = ReturnType<typeof refuse<AccessRefusalCode>>

/** Why somebody may not act alone, or null. For one's own request only: for another's, one simply is the second person. */
export function breakGlassRefusal(
  user: Approver,
  maker: { readonly person: string },
  policy: BreakGlassPolicy,
  at: Instant,
): Refused | null {
  const permission = 'breakglass:use'
  if (!user.permits.has(permission)) return refuse('NOT_PERMITTED', { permission })
  if (user.personId !== maker.person) return refuse('NOT_YOURS')
  if (!policy.allowed) return refuse('BREAK_GLASS_OFF')
  return ageRefusal(user, at)
}

/** Who may review, and why not. Screens ask here too. */
export function reviewRefusal(glass: BreakGlass, reviewer: Approver, at: Instant): Refused | null {
  if (glass.state !== 'TO_REVIEW') return refuse('NOT_PENDING', { state: glass.state })
  return approverRefusal(reviewer, 'breakglass:review', { person: glass.usedBy, humans: [glass.usedHuman] }, at)
}

/** A review never lapses: until somebody has looked, it stands in the inbox. */
export function decideBreakGlass(
  glass: BreakGlass,
  input: BreakGlassInput,
): Decision<BreakGlassEvent, AccessRefusalCode> {
  const { at } = input
  if (input.kind === 'tick') {
    const isOverdue = glass.state === 'TO_REVIEW' && glass.overdueAt === null && at >= glass.reviewDueAt
    return isOverdue ? accept<BreakGlassEvent>({ type: 'BreakGlassOverdue', at }) : accept()
  }
  const refusal = reviewRefusal(glass, input.approver, at)
  if (refusal !== null) return refusal
  const type = input.kind === 'confirm' ? 'BreakGlassConfirmed' : 'BreakGlassContested'
  return accept<BreakGlassEvent>({ type, at, by: input.approver.personId, note: input.note })
}

export function evolveBreakGlass(glass: BreakGlass | null, event: BreakGlassEvent): BreakGlass {
  if (event.type === 'BreakGlassUsed') {
    const { type: _type, at, ...used } = event
    return { ...NEW, ...used, usedAt: at, reviewDueAt: at + BREAK_GLASS_REVIEW_MS }
  }
  if (glass === null) throw new RangeError(`${event.type} of what nobody broke`)
  const version = glass.version + 1
  if (event.type === 'BreakGlassOverdue') return { ...glass, version, overdueAt: event.at }
  return {
    ...glass,
    version,
    state: event.type === 'BreakGlassConfirmed' ? 'CONFIRMED' : 'CONTESTED',
    reviewedBy: event.by,
    reviewedAt: event.at,
    note: event.note === '' ? null : event.note,
  }
}

const NEW = { state: 'TO_REVIEW', overdueAt: null, reviewedBy: null, reviewedAt: null, note: null, version: 1 } as const
