import type { AlertRuleRowFragment, Severity } from '../../api/generated/graphql.ts'
import { durationMs } from '../../ui/format.ts'

const MINUTE_MS = 60_000

/** A rule as its form holds it: lengths in minutes. */
export interface RuleFields {
  readonly enabled: boolean
  readonly severity: Severity
  readonly holds: number
  readonly clears: number
  readonly raiseAt: number | null
  readonly clearAt: number | null
}

export function fieldsOf({ enabled, severity, holds, clears, raiseAt, clearAt }: AlertRuleRowFragment): RuleFields {
  return { enabled, severity, holds: minutes(holds), clears: minutes(clears), raiseAt, clearAt }
}

/** The input of the API. Seconds that a rule had are kept: a minute may be a part of one. */
export function ruleOf({ enabled, severity, holds, clears, raiseAt, clearAt }: RuleFields) {
  return { enabled, severity, holds: seconds(holds), clears: seconds(clears), raiseAt, clearAt }
}

function minutes(iso: string): number {
  return (durationMs(iso) ?? 0) / MINUTE_MS
}

function seconds(inMinutes: number): string {
  return `PT${Math.round(inMinutes * 60)}S`
}
