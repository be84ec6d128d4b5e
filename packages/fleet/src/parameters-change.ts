import { canonicalJson, type Refusal, refuse } from '@budeng/kernel'
import { checkParameters, isParameterName, type ParametersState, type ParameterValues } from './parameters.ts'
import type { RefusalCode } from './refusals.ts'

type Value = ParameterValues[string]

/** What a rollout changes in the documents of its terminals; whatever else stands in a document stays (domain §6, §8). */
export interface ParametersChange {
  readonly set: ParameterValues
  /** Names that are taken out. */
  readonly remove: readonly string[]
}

/** Values by name; null: the document had none of that name. */
export type ValuesBefore = Readonly<Record<string, Value | null>>

/** What is known of one terminal's parameters. */
export interface ParametersSight {
  /** What is wished; null: nothing was ever. */
  readonly values: ParameterValues | null
  readonly state: ParametersState
  /** What the change's names had when the cohort was frozen; left out before there is one. */
  readonly before?: ValuesBefore | null
}

export const NOTHING_KNOWN: ParametersSight = { values: null, state: 'NOT_SET' }

/**
 * What a change comes to at one terminal. HELD: it has all of it, and says so. PULL: it is wished already, and only has to
 * be taken. CHANGES: its document becomes `values`.
 */
export type ChangeHere =
  | { readonly kind: 'HELD' | 'PULL' }
  | { readonly kind: 'CHANGES'; readonly values: ParameterValues }
  | { readonly kind: 'REFUSED'; readonly refusal: Refusal<RefusalCode> }

/** The change as it will be kept, or what is wrong with it and where: `parameters.set.NAME`, `parameters.remove.NAME`. */
export function checkChange(
  set: unknown,
  remove: readonly string[],
):
  | { readonly ok: true; readonly change: ParametersChange }
  | { readonly ok: false; readonly refusal: Refusal<RefusalCode> } {
  const bad = (problem: string, ...path: string[]) => refuse('BAD_PARAMS', { problem }, ['parameters', ...path])
  const checked = checkParameters(set)
  if (!checked.ok) {
    const [, ...name] = checked.refusal.path ?? []
    return { ok: false, refusal: { ...checked.refusal, path: ['parameters', 'set', ...name] } }
  }
  const { values } = checked
  const names = [...new Set(remove)].sort()
  const unknown = names.find((name) => !isParameterName(name))
  if (unknown !== undefined) return bad('UNKNOWN', 'remove', unknown)
  const both = names.find((name) => Object.hasOwn(values, name))
  if (both !== undefined) return bad('SET_AND_REMOVED', 'remove', both)
  if (names.length === 0 && Object.keys(values).length === 0) return bad('EMPTY')
  return { ok: true, change: { set: values, remove: names } }
}

/** The names that a change touches, in their order. */
export function namesOf({ set, remove }: ParametersChange): readonly string[] {
  return [...Object.keys(set), ...remove].sort()
}

/** What the change's names have in a document. */
export function valuesBefore(values: ParameterValues | null, change: ParametersChange): ValuesBefore {
  return Object.fromEntries(namesOf(change).map((name) => [name, values?.[name] ?? null]))
}

/**
 * What the change comes to at a terminal. A name that somebody gave another value since the cohort was frozen is theirs:
 * that terminal is left out. Whatever else they changed stands beside what comes.
 */
export function changeHere(change: ParametersChange, { values, state, before }: ParametersSight): ChangeHere {
  const now = valuesBefore(values, change)
  const moved = namesOf(change).find(
    (name) => before != null && now[name] !== (before[name] ?? null) && now[name] !== (change.set[name] ?? null),
  )
  if (moved !== undefined) return { kind: 'REFUSED', refusal: refuse('PARAMETERS_CHANGED', { name: moved }).refusal }
  const after = documentAfter(values ?? {}, change)
  if (canonicalJson(after) === canonicalJson(values ?? {}))
    return { kind: values === null || state === 'EQUAL' ? 'HELD' : 'PULL' }
  const checked = checkParameters(after)
  return checked.ok ? { kind: 'CHANGES', values: after } : { kind: 'REFUSED', refusal: checked.refusal }
}

function documentAfter(values: ParameterValues, { set, remove }: ParametersChange): ParameterValues {
  return Object.fromEntries(Object.entries({ ...values, ...set }).filter(([name]) => !remove.includes(name)))
}

/** One parameter of a change over the terminals that it reaches: what it becomes, of what. */
export interface ParameterLine {
  readonly name: string
  /** Null: it is taken out. */
  readonly after: Value | null
  /** Terminals at which it becomes another; at those that are missing it is so already. */
  readonly changes: number
  /** What it is there now, the commonest first, with one terminal of each. */
  readonly before: readonly {
    readonly value: Value | null
    readonly count: number
    readonly exampleId: string
  }[]
  /** Different values that are not named. */
  readonly more: number
}

/** Values named of each parameter. */
const VALUES_MAX = 5

/** Before and after, parameter by parameter, over the terminals whose documents change. */
export function parameterLines(
  change: ParametersChange,
  documents: readonly { readonly terminalId: string; readonly values: ParameterValues | null }[],
): readonly ParameterLine[] {
  return namesOf(change).map((name) => {
    const after = change.set[name] ?? null
    const found = new Map<Value | null, { value: Value | null; count: number; exampleId: string }>()
    for (const { terminalId, values } of documents) {
      const value = values?.[name] ?? null
      if (value === after) continue
      const one = found.get(value) ?? { value, count: 0, exampleId: terminalId }
      one.count++
      found.set(value, one)
    }
    const all = [...found.values()].sort((a, b) => b.count - a.count)
    const changes = all.reduce((sum, { count }) => sum + count, 0)
    return { name, after, changes, before: all.slice(0, VALUES_MAX), more: Math.max(0, all.length - VALUES_MAX) }
  })
}
