import { type Instant, type Refusal, refuse } from '@budeng/kernel'
import { ELEVATION_LIFE_MS } from './limits.ts'
import type { AccessRefusalCode } from './refusals.ts'
import type { StepUpPolicy } from './policy.ts'
import type { Role } from './role-names.ts'

/**
 * How a person proves anew to be there. PRESENCE: the merchant read out the digits. ELEVATION: a code within the last
 * quarter of an hour, on this session. TOTP: a code for this action. PASSKEY: a signature over exactly this action.
 */
export const STEP_UP_METHODS = ['PRESENCE', 'ELEVATION', 'TOTP', 'PASSKEY'] as const
export type StepUpMethod = (typeof STEP_UP_METHODS)[number]

/** What is to be confirmed, as the rule sees it. */
export interface StepUpAction {
  /** Risk after the size of the action raised it. */
  readonly tier: 'R0' | 'R1' | 'R2' | 'R3'
  /** How many terminals it touches; a selection of one counts as one. */
  readonly terminals: number
  /** It moves money, or the books. */
  readonly money?: boolean
}

/**
 * Any one of these is enough; none: nothing is asked. The password never is. A code cannot be bound to an action, so
 * that R3 and money ask for a passkey's signature over it.
 */
export function stepUpNeed(action: StepUpAction, role: Role, policy: StepUpPolicy): readonly StepUpMethod[] {
  if (action.tier === 'R3' || action.money === true) return ['PASSKEY']
  if (action.tier === 'R2' || action.terminals > 1) return ['TOTP', 'PASSKEY']
  if (action.tier === 'R0' || !policy.singleR1.includes(role)) return []
  return ['PRESENCE', 'ELEVATION', 'TOTP', 'PASSKEY']
}

/** Whether one of the person's own codes, given a while ago on this session, still stands for small actions. */
export function isElevated(elevatedUntil: Instant | null, at: Instant): boolean {
  return elevatedUntil !== null && at < elevatedUntil
}

/** Until when a code given now stands for small actions. */
export function elevation(at: Instant): Instant {
  return at + ELEVATION_LIFE_MS
}

/** Why an action is not done yet: the person confirms it first, in one of the ways that are named. */
export function stepUpRequired(methods: readonly StepUpMethod[], hasFactor: boolean): Refusal<AccessRefusalCode> {
  const code = hasFactor || methods.includes('PRESENCE') ? 'STEP_UP_REQUIRED' : 'STEP_UP_NO_FACTOR'
  return refuse(code, { methods: methods.join(' ') }, ['stepUp']).refusal
}
