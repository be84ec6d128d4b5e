import { batchOf, type FieldName, type TransactionFacts } from '@budeng/transactions'

/** What is known of a transaction's members as they stand, in their texts. */
export function fieldTextsOf(facts: TransactionFacts): Partial<Record<FieldName, string>> {
  const { founding, amendments, key } = facts
  const texts: Partial<Record<FieldName, string>> = Object.assign({}, ...amendments.map(({ patch }) => patch))
  if (founding === null) return texts
  const { type, outcome, money, scope, cardType } = founding
  return {
    ...texts,
    type,
    outcome,
    batch: batchOf(facts),
    stan: key.stan,
    scope,
    ...(money === null
      ? {}
      : { amount: String(money.minor), currency: money.currency, exponent: String(money.exponent) }),
    ...(cardType === null ? {} : { cardType }),
  }
}
