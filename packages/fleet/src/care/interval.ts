import { DAY, type Instant, refuse, type Refusal } from '@budeng/kernel'
import { CARE_DAYS_MAX, MODEL_LENGTH_MAX } from '../limits.ts'
import type { CareKind } from './checklist.ts'
import type { RefusalCode } from '../refusals.ts'

/** Days between two visits where an acquirer says nothing else; 0: never. */
export const CARE_DAYS_DEFAULT: Readonly<Record<CareKind, number>> = { INSPECTION: 90, MAINTENANCE: 365 }

/** Stands for every model that has no interval of its own. */
export const ANY_MODEL = '*'

/** How often terminals of a model are visited; null days: as for every model, or as it is by default. */
export interface CareInterval {
  readonly kind: CareKind
  readonly model: string
  readonly days: number
}

/** An interval as somebody sets it. */
export function intervalRefusal({
  model,
  days,
}: {
  readonly model: string
  readonly days: number | null
}): Refusal<RefusalCode> | null {
  if (model.trim() === '' || model.length > MODEL_LENGTH_MAX || /\p{Cc}/u.test(model))
    return refuse('INTERVAL_MODEL', { max: MODEL_LENGTH_MAX }, ['model']).refusal
  if (days !== null && (!Number.isInteger(days) || days < 0 || days > CARE_DAYS_MAX))
    return refuse('INTERVAL_DAYS', { max: CARE_DAYS_MAX }, ['days']).refusal
  return null
}

/** Days between visits of a model. */
export function daysOf(intervals: readonly CareInterval[], kind: CareKind, model: string): number {
  const of = (name: string) => intervals.find((one) => one.kind === kind && one.model === name)?.days
  return of(model) ?? of(ANY_MODEL) ?? CARE_DAYS_DEFAULT[kind]
}

/** When the next visit is due; null: never. */
export function dueAt(since: Instant, days: number): Instant | null {
  return days === 0 ? null : since + days * DAY
}
