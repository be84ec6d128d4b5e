import { CORRECTION_KINDS, type CorrectionKind, reasonProblem } from '@budeng/corrections/public'
import type { FormKindShownFragment } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { minorOf, type Unit } from '../field-text.ts'

export type FormField = FormKindShownFragment['fields'][number]

/** What is corrected: a transaction, or what a terminal's journal or we do not have. */
export interface Subject {
  readonly transactionId: string | null
  readonly terminalId: string | null
  /** The case that it is to put right. */
  readonly caseId: string | null
}

/** What a person has written so far; values as they were typed. */
export interface Draft {
  readonly kind: CorrectionKind | null
  readonly values: Readonly<Record<string, string>>
  readonly linkToId: string | null
  /** The terminal at which it belongs, when it was posted wrongly. */
  readonly moveToId: string | null
  readonly tariff: { readonly tariffId: string; readonly version: number } | null
  readonly reason: string
  /** What was chosen as evidence, by its reference; null: all records that are here. */
  readonly evidence: readonly { readonly ref: string; readonly agrees: boolean }[] | null
}

export const EMPTY_DRAFT: Draft = {
  ...{ kind: null, values: {}, linkToId: null, moveToId: null, tariff: null, reason: '', evidence: null },
}

/** How a field's name stands in the URL. */
const FIELD_PREFIX = 'f.'

/** What the URL says of a form, so that a link carries what is not sent yet. The reason stays out of it. */
export function readDraft(search: SearchText): Draft {
  const values = Object.entries(search).flatMap(([name, value]) =>
    name.startsWith(FIELD_PREFIX) && value !== undefined ? [[name.slice(FIELD_PREFIX.length), value] as const] : [],
  )
  return {
    ...EMPTY_DRAFT,
    kind: CORRECTION_KINDS.find((kind) => kind === search['kind']) ?? null,
    values: Object.fromEntries(values),
    linkToId: search['link'] ?? null,
    moveToId: search['to'] ?? null,
  }
}

/** The names that a draft has in the URL; what is not in it any more is taken away. */
export function searchOf(draft: Draft, before: SearchText): SearchText {
  const gone = Object.keys(before).filter((name) => name.startsWith(FIELD_PREFIX))
  const there = Object.entries(draft.values).flatMap(([field, value]) =>
    value === '' ? [] : [[FIELD_PREFIX + field, value] as const],
  )
  return {
    ...Object.fromEntries(gone.map((name) => [name, undefined])),
    ...Object.fromEntries(there),
    kind: draft.kind ?? undefined,
    link: draft.linkToId ?? undefined,
    to: draft.moveToId ?? undefined,
  }
}

/** In what amounts are written here: what is typed goes before what stands, and that before the transaction's own. */
export function unitOfForm(fields: readonly FormField[], values: Draft['values'], own: Unit | null): Unit {
  const text = (name: string) => values[name] || (fields.find(({ field }) => field === name)?.present ?? undefined)
  return {
    currency: text('currency') ?? own?.currency ?? 'CNY',
    exponent: exponentOf(text('exponent')) ?? own?.exponent ?? 2,
  }
}

function exponentOf(text: string | undefined): number | null {
  return text !== undefined && /^\d$/.test(text) ? Number(text) : null
}

export type FieldProblem = 'AMOUNT' | 'MISSING'

/** What is given to the API, and which fields cannot be given as they are. */
export interface Patch {
  readonly patch: readonly { readonly field: string; readonly value: string }[]
  readonly problems: Readonly<Record<string, FieldProblem>>
}

/** Values that a person typed, as the API takes them: amounts in minor units, what was left as it is left out. */
export function patchOf(fields: readonly FormField[], values: Draft['values'], unit: Unit): Patch {
  const patch: { field: string; value: string }[] = []
  const problems: Record<string, FieldProblem> = {}
  for (const { field, present, required } of fields) {
    const typed = (values[field] ?? '').normalize('NFKC').trim()
    const value = field === 'amount' && typed !== '' ? minorOf(typed, unit) : typed
    if (value === null) problems[field] = 'AMOUNT'
    else if (value !== '') patch.push({ field, value })
    else if (required && present === null) problems[field] = 'MISSING'
    // a member that must be given and is left alone is given as it stands
    else if (required && present !== null && field !== 'amount') patch.push({ field, value: present })
    else if (required) problems[field] = 'MISSING'
  }
  return { patch, problems }
}

/** True when nothing is missing that the form itself can tell. */
export function isComplete(draft: Draft, kind: FormKindShownFragment, { problems }: Patch): boolean {
  return (
    Object.keys(problems).length === 0 &&
    (!kind.needsLink || draft.linkToId !== null) &&
    (!kind.needsTariff || draft.tariff !== null) &&
    reasonProblem(draft.reason) === null
  )
}
