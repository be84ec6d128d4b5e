import { CORRECTION_KINDS, CORRECTION_STATES } from '@budeng/corrections/public'
import type { CorrectionFilter } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { textOf, wordsOf } from '../../ui/url-words.ts'

/** Whose corrections: what this person may decide, what they made, all that they may see. */
export const VIEWS = ['check', 'mine', 'all'] as const
export type View = (typeof VIEWS)[number]

const TIERS = ['1', '2', '3'] as const

/** A person who may check starts with what waits for them; others start with all. */
export function readView(search: SearchText, mayCheck: boolean): View {
  return VIEWS.find((view) => view === search['view']) ?? (mayCheck ? 'check' : 'all')
}

/** The list as the URL names it. What is to be checked has one state only. */
export function readCorrectionFilter(search: SearchText, view: View): CorrectionFilter {
  const tier = TIERS.find((one) => one === search['tier'])
  return {
    toCheck: view === 'check' ? true : undefined,
    mine: view === 'mine' ? true : undefined,
    states: view === 'check' ? undefined : wordsOf(search['state'], CORRECTION_STATES),
    kinds: wordsOf(search['kind'], CORRECTION_KINDS),
    tier: tier === undefined ? undefined : Number(tier),
    terminalId: textOf(search['terminal']),
    organisationId: textOf(search['org']),
  }
}
