import type { MatchState, WitnessSource } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { textOf, wordsOf } from '../../ui/url-words.ts'
import { readPeriod } from '../ledger/statement-period.ts'
import { MATCH_STATES } from './match-words.ts'

/** Which matches the URL asks for; without states: whatever is not in order. */
export interface MatchFilter {
  readonly states: readonly MatchState[] | undefined
  readonly source: WitnessSource | undefined
  readonly importId: string | undefined
  readonly organisationId: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
}

/** Reads the list of matches from the URL. */
export function readMatchFilter(search: SearchText): MatchFilter {
  const { from, to } = readPeriod(search)
  return {
    states: wordsOf(search['state'], MATCH_STATES),
    source: search['by'] === 'HOST' || search['by'] === 'FILE' ? search['by'] : undefined,
    importId: textOf(search['file']),
    organisationId: textOf(search['org']),
    from,
    to,
  }
}
