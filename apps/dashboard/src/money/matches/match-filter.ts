import type { MatchState, WitnessSource } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
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
  const asked = search['state']?.split(',') ?? []
  const states = MATCH_STATES.filter((state) => asked.includes(state))
  const { from, to } = readPeriod(search)
  const named = (text: string | undefined) => (text === '' ? undefined : text)
  return {
    states: states.length === 0 ? undefined : states,
    source: search['by'] === 'HOST' || search['by'] === 'FILE' ? search['by'] : undefined,
    importId: named(search['file']),
    organisationId: named(search['org']),
    from,
    to,
  }
}
