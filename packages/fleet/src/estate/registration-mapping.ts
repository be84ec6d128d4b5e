import { refuse, type Refusal } from '@budeng/kernel'
import { HEADING_LENGTH_MAX, VIEW_NAME_LENGTH_MAX } from '../form-limits.ts'
import { REGISTRATION_COLUMNS, type RegistrationColumn } from '../registration.ts'
import type { RefusalCode } from '../refusals.ts'

/** What a file calls our columns, where it does not call them as we do. */
export type RegistrationHeadings = Readonly<Partial<Record<RegistrationColumn, string>>>

interface Named {
  readonly field: string
  readonly title: string
}

const CONTROL = /\p{Cc}/u
const isColumn = (field: string): field is RegistrationColumn =>
  (REGISTRATION_COLUMNS as readonly string[]).includes(field)

/** One spelling of a heading: full-width letters become ordinary ones, case does not matter. */
export function foldedHeading(title: string): string {
  return title.normalize('NFKC').trim().toLowerCase()
}

/** Headings as somebody wrote them down: each column once, and no heading for two. */
export function checkedHeadings(
  columns: readonly Named[],
): { ok: true; headings: RegistrationHeadings } | { ok: false; refusal: Refusal<RefusalCode> } {
  const headings: Partial<Record<RegistrationColumn, string>> = {}
  const taken = new Set<string>()
  for (const { field, title } of columns) {
    const folded = foldedHeading(title)
    const isTitle = folded !== '' && [...title].length <= HEADING_LENGTH_MAX && !CONTROL.test(title.trim())
    if (!isColumn(field) || !isTitle) return refuse('HEADING_MALFORMED', { column: field.slice(0, 32) }, ['columns'])
    if (headings[field] !== undefined || taken.has(folded))
      return refuse('HEADING_TWICE', { column: field }, ['columns'])
    headings[field] = title.trim()
    taken.add(folded)
  }
  return { ok: true, headings }
}

/** A mapping as it may be kept: with a name, and of one column at least. */
export function checkedMapping(wish: {
  readonly name: string
  readonly columns: readonly Named[]
}): { ok: true; name: string; headings: RegistrationHeadings } | { ok: false; refusal: Refusal<RefusalCode> } {
  const name = wish.name.trim()
  if (name === '' || [...name].length > VIEW_NAME_LENGTH_MAX || CONTROL.test(name))
    return refuse('VIEW_NAME', { max: VIEW_NAME_LENGTH_MAX }, ['name'])
  const checked = checkedHeadings(wish.columns)
  if (!checked.ok) return checked
  if (Object.keys(checked.headings).length === 0) return refuse('HEADING_MALFORMED', { column: 'tid' }, ['columns'])
  return { ok: true, name, headings: checked.headings }
}
