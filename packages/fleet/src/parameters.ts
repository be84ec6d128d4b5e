import { canonicalJson, holdsCardNumber, type Refusal, refuse } from '@budeng/kernel'
import { PARAMETER_LENGTH_MAX, PARAMETERS_BYTES_MAX, PARAMETERS_MAX } from './limits.ts'
import type { RefusalCode } from './refusals.ts'

export type ParameterValues = Readonly<Record<string, string | number | boolean>>

/** Where a terminal stands between the parameters that are wished for it and those that it holds. */
export type ParametersState = 'NOT_SET' | 'EQUAL' | 'DRIFT' | 'UNKNOWN'

const NAME = /^[a-zA-Z][a-zA-Z0-9.]{0,39}$/
/** Parameters are shown to everybody who sees the terminal, and stand in its backups. */
const SECRET = /pass(word|wd|code)?$|secret|pin$|privatekey|masterkey|token/i

/** True for a name that a parameter may have. */
export function isParameterName(name: string): boolean {
  return NAME.test(name)
}

/** The document as it will be kept, or what is wrong with it and where. */
export function checkParameters(
  values: unknown,
):
  | { readonly ok: true; readonly values: ParameterValues }
  | { readonly ok: false; readonly refusal: Refusal<RefusalCode> } {
  const bad = (problem: string, ...name: string[]) => refuse('BAD_PARAMS', { problem }, ['values', ...name])
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return bad('NOT_AN_OBJECT')
  const members = Object.entries(values as Record<string, unknown>)
  if (members.length > PARAMETERS_MAX) return bad('TOO_LONG')
  for (const [name, value] of members) {
    if (!isParameterName(name)) return bad('UNKNOWN', name)
    if (SECRET.test(name)) return bad('NO_SECRETS', name)
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return bad('OUT_OF_RANGE', name)
    const isPlain = typeof value === 'boolean' || Number.isSafeInteger(value) || typeof value === 'string'
    if (!isPlain) return bad('NOT_A_TEXT', name)
    if (typeof value === 'string' && value.length > PARAMETER_LENGTH_MAX) return bad('TOO_LONG', name)
    if (holdsCardNumber(String(value))) return bad('CARD_NUMBER', name)
  }
  if (canonicalJson(values).length > PARAMETERS_BYTES_MAX) return bad('TOO_LONG')
  return { ok: true, values: values as ParameterValues }
}

/** The version of the next wish. After a restore of ours a terminal may hold one that we forgot, and takes none below it. [P-24.2] */
export function nextVersion(version: number, reported: string | null): number {
  const held = /^\d{1,9}(?=\.)/.exec(reported ?? '')?.[0]
  return Math.max(version, Number(held ?? 0)) + 1
}

/** Names whose values are others, or come, or go. */
export function changedNames(before: ParameterValues, after: ParameterValues): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => before[name] !== after[name])
    .sort()
}

/** By what the terminal's heartbeat says that it holds, beside what is wished: both as `version.digest`. */
export function parametersState(desired: string | null, reported: string | null): ParametersState {
  if (desired === null) return 'NOT_SET'
  if (reported === null) return 'UNKNOWN'
  return desired === reported ? 'EQUAL' : 'DRIFT'
}
