import { CASE_STATES, CORRECTION_KINDS, RULE_IDS, SEVERITIES } from '@budeng/corrections/public'
import type { CaseFilter, CaseOrder } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'

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
  const listed = <Name extends string>(names: readonly Name[], text: string | undefined) => {
    const asked = text?.split(',') ?? []
    const known = names.filter((name) => asked.includes(name))
    return known.length === 0 ? undefined : known
  }
  const text = (name: string) => (search[name] === undefined || search[name] === '' ? undefined : search[name])
  const states = search['state'] === 'all' ? undefined : (listed(CASE_STATES, search['state']) ?? [...WAITING])
  return {
    filter: {
      states,
      severities: listed(SEVERITIES, search['severity']),
      rules: listed(RULE_IDS, search['rule']),
      kinds: listed(CORRECTION_KINDS, search['kind']),
      mine: search['mine'] === '1' ? true : undefined,
      amountMin: AMOUNTS_FROM.find((from) => from === search['from']),
      terminalId: text('terminal'),
      organisationId: text('org'),
    },
    orderBy: ORDERS.find((order) => order === search['order']) ?? 'OLDEST',
  }
}
