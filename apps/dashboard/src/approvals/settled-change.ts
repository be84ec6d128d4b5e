import type { ChangeFragment } from '../api/generated/graphql.ts'

/** How a member is written. */
export type Form = 'MONEY' | 'PERCENT' | 'TEXT' | 'MODE' | 'MATCH' | 'PRODUCT' | 'CARD_TYPE'
export type Member =
  | 'amount'
  | 'owed'
  | 'held'
  | 'through'
  | 'reference'
  | 'bouncedReference'
  | 'day'
  | 'match'
  | 'ours'
  | 'theirs'
  | 'product'
  | 'cardType'
  | 'currency'
  | 'mode'
  | 'validFrom'
  | 'percent'
  | 'minimum'
  | 'cap'
  | 'agentShare'
  | 'tierOne'
  | 'tierTwo'
  | 'dayStake'
  | 'dayCount'
  | 'automatic'

type Side = 'before' | 'after'
type Fact = readonly [member: Member, form: Form, side: Side, name: string]
type Step = readonly [member: Member, form: Form, name: string]

/** What each kind says as it is, and what of it goes from one value to another. */
const SAID = {
  PAYOUT: {
    facts: [
      ['amount', 'MONEY', 'after', 'minor'],
      ['through', 'TEXT', 'after', 'throughDate'],
      ['reference', 'TEXT', 'after', 'reference'],
      ['owed', 'MONEY', 'before', 'owed'],
      ['held', 'MONEY', 'before', 'held'],
    ],
    steps: [],
  },
  PAYOUT_RETURN: {
    facts: [
      ['amount', 'MONEY', 'before', 'minor'],
      ['through', 'TEXT', 'before', 'throughDate'],
      ['reference', 'TEXT', 'before', 'reference'],
      ['bouncedReference', 'TEXT', 'after', 'reference'],
    ],
    steps: [],
  },
  WRITE_OFF: {
    facts: [
      ['amount', 'MONEY', 'after', 'minor'],
      ['day', 'TEXT', 'before', 'businessDate'],
      ['match', 'MATCH', 'before', 'state'],
      ['ours', 'MONEY', 'before', 'ours'],
      ['theirs', 'MONEY', 'before', 'theirs'],
    ],
    steps: [],
  },
  TARIFF: {
    facts: [
      ['product', 'PRODUCT', 'after', 'product'],
      ['cardType', 'CARD_TYPE', 'after', 'cardType'],
      ['currency', 'TEXT', 'after', 'currency'],
    ],
    steps: [
      ['validFrom', 'TEXT', 'validFrom'],
      ['percent', 'PERCENT', 'percentBps'],
      ['minimum', 'MONEY', 'minimumMinor'],
      ['cap', 'MONEY', 'capMinor'],
      ['agentShare', 'PERCENT', 'agentShareBps'],
    ],
  },
  RULE_MODE: { facts: [], steps: [['mode', 'MODE', 'mode']] },
  CORRECTION_LIMITS: {
    facts: [['currency', 'TEXT', 'after', 'currency']],
    steps: [
      ['tierOne', 'MONEY', 'tierOneMinor'],
      ['tierTwo', 'MONEY', 'tierTwoMinor'],
      ['dayStake', 'MONEY', 'dayMinor'],
      ['dayCount', 'TEXT', 'dayCount'],
      ['automatic', 'MONEY', 'automaticMinor'],
    ],
  },
} as const satisfies Readonly<Record<string, { readonly facts: readonly Fact[]; readonly steps: readonly Step[] }>>

export type SettledKind = keyof typeof SAID
export const SETTLED_KINDS: readonly SettledKind[] = [
  ...(['PAYOUT', 'PAYOUT_RETURN', 'WRITE_OFF', 'TARIFF', 'RULE_MODE', 'CORRECTION_LIMITS'] as const),
]

/** What a change of money, or of what a rule may do, says: members that differ stand side by side, the others by themselves. */
export function settledChange({ changeKind, before, after }: Pick<ChangeFragment, 'changeKind' | 'before' | 'after'>): {
  readonly kind: SettledKind
  readonly facts: readonly { readonly member: Member; readonly form: Form; readonly value: string }[]
  readonly steps: readonly {
    readonly member: Member
    readonly form: Form
    readonly before: string | null
    readonly after: string | null
  }[]
} | null {
  const kind = SETTLED_KINDS.find((one) => one === changeKind)
  if (kind === undefined) return null
  const said: { readonly facts: readonly Fact[]; readonly steps: readonly Step[] } = SAID[kind]
  return {
    kind,
    facts: said.facts.flatMap(([member, form, side, name]) => {
      const value = memberOf(side === 'before' ? before : after, name)
      return value === null ? [] : [{ member, form, value }]
    }),
    steps: said.steps
      .map(([member, form, name]) => ({ member, form, before: memberOf(before, name), after: memberOf(after, name) }))
      .filter((step) => step.before !== step.after),
  }
}

/** A member of what the API gives as JSON, as text; null where it is none. */
export function memberOf(word: unknown, name: string): string | null {
  const value: unknown = typeof word === 'object' && word !== null ? Reflect.get(word, name) : null
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null
}
