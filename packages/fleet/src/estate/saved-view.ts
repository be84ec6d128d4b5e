import { refuse, type Instant, type Refusal } from '@budeng/kernel'
import { VIEW_NAME_LENGTH_MAX, VIEW_TEXT_LENGTH_MAX } from '../form-limits.ts'
import { holdsCardNumber } from '../free-text.ts'
import type { RefusalCode } from '../refusals.ts'

/** What the address of the terminal list says: what narrows it, its order, its columns and how dense it is. */
export const VIEW_TERMS = [
  'q',
  'presence',
  'signOn',
  'state',
  'model',
  'version',
  'label',
  'fault',
  'open',
  'offline',
  'org',
  'sort',
  'cols',
  'density',
] as const
export type ViewTerm = (typeof VIEW_TERMS)[number]

/** A list as somebody wants to find it again. Opening it is going to its address. */
export interface SavedView {
  readonly id: string
  readonly personId: string
  /** Where whoever saved it stands; of a shared one, from where down it is seen. */
  readonly nodeId: string
  readonly path: string
  readonly name: string
  readonly terms: Readonly<Partial<Record<ViewTerm, string>>>
  readonly shared: boolean
  readonly createdAt: Instant
  readonly changedAt: Instant
  readonly version: number
}

/** What a person says of a view. */
export interface ViewWish {
  readonly name: string
  readonly terms: readonly { readonly name: string; readonly value: string }[]
}

const CONTROL = /\p{Cc}/u
const isTerm = (name: string): name is ViewTerm => (VIEW_TERMS as readonly string[]).includes(name)

/** A view as it may be kept: with a name, and of what the list's address knows. */
export function checkedView(
  wish: ViewWish,
): { ok: true; name: string; terms: SavedView['terms'] } | { ok: false; refusal: Refusal<RefusalCode> } {
  const name = wish.name.trim()
  if (name === '' || [...name].length > VIEW_NAME_LENGTH_MAX || CONTROL.test(name))
    return refuse('VIEW_NAME', { max: VIEW_NAME_LENGTH_MAX }, ['name'])
  if (holdsCardNumber(name)) return refuse('CARD_NUMBER_IN_TEXT', undefined, ['name'])
  const terms: Partial<Record<ViewTerm, string>> = {}
  for (const term of wish.terms) {
    if (!isTerm(term.name) || terms[term.name] !== undefined) return refuse('VIEW_TERMS', undefined, ['terms'])
    if (term.value.length > VIEW_TEXT_LENGTH_MAX || CONTROL.test(term.value))
      return refuse('VIEW_TERMS', undefined, ['terms'])
    if (holdsCardNumber(term.value)) return refuse('CARD_NUMBER_IN_TEXT', undefined, ['terms'])
    terms[term.name] = term.value
  }
  return { ok: true, name, terms }
}
