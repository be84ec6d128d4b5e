import { accept, type Authority, type Decision, type Instant, refuse } from '@budeng/kernel'
import { reasonProblem } from '../free-text.ts'
import type { RefusalCode } from '../refusals.ts'
import type { AlertState } from './alert.ts'

/** What people care for, an alert or an incident: they take it, pass it on, say what they found, and close it. */
export interface Care {
  readonly state: AlertState
  readonly standing: boolean
  readonly claimedBy: string | null
  readonly acknowledgedAt: Instant | null
}

export type CareInput =
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'claim' }
  | { readonly kind: 'handOver'; readonly to: string; readonly note: string }
  | { readonly kind: 'comment'; readonly note: string }
  | { readonly kind: 'clear'; readonly note: string }

export const CARE_EVENTS = ['Acknowledged', 'Claimed', 'HandedOver', 'Commented', 'Cleared'] as const

/** `type` is the end of the event's name, behind Alert or Incident. */
export type CareEvent =
  | { readonly type: 'Acknowledged'; readonly at: Instant; readonly by: string }
  | { readonly type: 'Claimed'; readonly at: Instant; readonly by: string; readonly from: string | null }
  | {
      readonly type: 'HandedOver'
      readonly at: Instant
      readonly by: string
      readonly to: string
      readonly note: string
    }
  | { readonly type: 'Commented'; readonly at: Instant; readonly by: string; readonly note: string }
  | { readonly type: 'Cleared'; readonly at: Instant; readonly by: string; readonly note: string }

/** Who may care at all is one permission; what is over is only commented. */
export const CARE_PERMISSION = 'alert:handle'

export function decideCare(
  care: Care,
  input: CareInput,
  authority: Authority,
  at: Instant,
): Decision<CareEvent, RefusalCode> {
  const by = authority.personId
  if (by === null || !authority.permits.has(CARE_PERMISSION)) return refuse('NOT_PERMITTED')
  if ('note' in input) {
    const problem = reasonProblem(input.note)
    if (problem !== null) return refuse(problem)
  }
  if (input.kind === 'comment') return accept({ type: 'Commented', at, by, note: input.note.trim() })
  if (care.state === 'CLEARED') return refuse('ALREADY_FINAL')
  const acknowledged: CareEvent[] = care.state === 'RAISED' ? [{ type: 'Acknowledged', at, by }] : []
  switch (input.kind) {
    case 'acknowledge':
      return accept(...acknowledged)
    case 'claim':
      return accept(
        ...acknowledged,
        ...(care.claimedBy === by ? [] : [{ type: 'Claimed', at, by, from: care.claimedBy } as const]),
      )
    case 'handOver':
      return accept(...acknowledged, { type: 'HandedOver', at, by, to: input.to, note: input.note.trim() })
    case 'clear':
      // what is still the case would be back in a moment; who wants quiet mutes it
      return care.standing ? refuse('STILL_STANDING') : accept({ type: 'Cleared', at, by, note: input.note.trim() })
  }
}

/** The facts that a person's care leaves on it. */
export interface CareFacts extends Care {
  readonly acknowledgedBy: string | null
  readonly clearedAt: Instant | null
  readonly clearedBy: string | null
}

export function evolveCare<Cared extends CareFacts>(care: Cared, event: CareEvent): Cared {
  switch (event.type) {
    case 'Acknowledged':
      return { ...care, state: 'ACKNOWLEDGED', acknowledgedAt: event.at, acknowledgedBy: event.by }
    case 'Claimed':
      return { ...care, claimedBy: event.by }
    case 'HandedOver':
      return { ...care, claimedBy: event.to }
    case 'Cleared':
      return { ...care, state: 'CLEARED', clearedAt: event.at, clearedBy: event.by }
    case 'Commented':
      return care
  }
}
