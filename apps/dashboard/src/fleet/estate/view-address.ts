import { VIEW_TERMS } from '@budeng/fleet/public'
import type { SearchText } from '../../paths.ts'

interface Term {
  readonly name: string
  readonly value: string
}

/** What of an address a view keeps; in one order, so that equal lists have equal views. */
export function termsOf(search: SearchText): Term[] {
  return VIEW_TERMS.flatMap((name) => {
    const value = search[name]
    return value === undefined || value === '' ? [] : [{ name, value }]
  })
}

/** The address of a view. Names that this version does not know are left out. */
export function addressOf(terms: readonly Term[]): SearchText {
  const known: readonly string[] = VIEW_TERMS
  return Object.fromEntries(terms.filter(({ name }) => known.includes(name)).map(({ name, value }) => [name, value]))
}

/** The view whose list is on the screen. */
export function viewAt<View extends { readonly terms: readonly Term[] }>(
  views: readonly View[],
  search: SearchText,
): View | undefined {
  const here = JSON.stringify(termsOf(search))
  return views.find(({ terms }) => JSON.stringify(termsOf(addressOf(terms))) === here)
}
