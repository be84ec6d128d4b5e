import type { Millis } from '@budeng/kernel'
import { INTERVAL_SEC_MAX } from '@budeng/protocol'
import type { GatewayLimits } from '../limits.ts'

/** How long this gateway has been strained, and how long it has been calm since; real milliseconds. */
export interface Strain {
  readonly strainMs: Millis
  readonly calmMs: Millis
  /** Terminals are told to speak less often. */
  readonly isSlow: boolean
}

export const UNSTRAINED: Strain = { strainMs: 0, calmMs: 0, isSlow: false }

type StrainLimits = Pick<GatewayLimits, 'slowAfterMs' | 'slowHoldMs' | 'slowStepMsMax'>

/**
 * One measurement more. Strain grows while overloaded and shrinks while not, so that a moment slows nobody; once terminals
 * are slowed they stay so until it has been calm for long, or the whole fleet would swing to and fro. A process that slept
 * was not strained all the while.
 */
export function strained(
  { strainMs, calmMs, isSlow }: Strain,
  isOver: boolean,
  passedMs: Millis,
  { slowAfterMs, slowHoldMs, slowStepMsMax }: StrainLimits,
): Strain {
  const stepMs = Math.min(Math.max(0, passedMs), slowStepMsMax)
  const strain = Math.min(slowAfterMs, Math.max(0, strainMs + (isOver ? stepMs : -stepMs)))
  const calm = isOver ? 0 : Math.min(slowHoldMs, calmMs + stepMs)
  return { strainMs: strain, calmMs: calm, isSlow: isSlow ? calm < slowHoldMs : isOver && strain >= slowAfterMs }
}

/** What a terminal is told that would be told this interval, while all are slowed so many times. [P-14.7] */
export function slowedInterval(intervalMs: Millis, slowdown: number): Millis {
  return slowdown === 1 ? intervalMs : Math.max(intervalMs, Math.min(intervalMs * slowdown, INTERVAL_SEC_MAX * 1_000))
}
