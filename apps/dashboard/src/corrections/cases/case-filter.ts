import { CASE_STATES, CORRECTION_KINDS, RULE_IDS, SEVERITIES } from '@budeng/corrections/public'
import type { CaseFilter, CaseOrder } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { textOf, wordsOf } from '../../ui/url-words.ts'

/** What stands in the URL of the board. */
export const CASE_NAMES = ['state', 'severity', 'rule', 'kind', 'from', 'mine', 'terminal', 'org', 'order'] as const

/** Amounts from which the board may be narrowed, in minor units. */
export const AMOUNTS_FROM = ['10000', '50000', '500000'] as const

/** The oldest first unless the URL says otherwise. */
export const ORDERS = ['OLDEST', 'MONEY', 'NEWEST'] as const satisfies readonly CaseOrder[]

/** What waits for somebody: shown unless the URL says otherwise. */
const WAITING = ['OPEN', 'PROPOSED'] as const

/** The board as the URL names it; without a word about states it shows what waits. `state=all` shows everything. */
export function readCaseFilter(search: SearchText): { readonly filter: CaseFilter; readonly orderBy: CaseOrder } {
  const states = search['state'] === 'all' ? undefined : (wordsOf(search['state'], CASE_STATES) ?? [...WAITING])
  return {
    filter: {
      states,
      severities: wordsOf(search['severity'], SEVERITIES),
      rules: wordsOf(search['rule'], RULE_IDS),
      kinds: wordsOf(search['kind'], CORRECTION_KINDS),
      mine: search['mine'] === '1' ? true : undefined,
      amountMin: AMOUNTS_FROM.find((from) => from === search['from']),
      terminalId: textOf(search['terminal']),
      organisationId: textOf(search['org']),
    },
    orderBy: ORDERS.find((order) => order === search['order']) ?? 'OLDEST',
  }
}
