import type { Money } from '@budeng/kernel'
import type { TransactionFacts } from '@budeng/transactions'

/** Facts as a row keeps them: JSON knows no bigint. */
export function toStoredFacts(facts: TransactionFacts): object {
  return JSON.parse(factsText(facts)) as object
}

/** The same as text: facts that a row keeps alike have one. */
export function factsText(facts: TransactionFacts): string {
  return JSON.stringify(facts, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

const PAYOUT_UNNAMED = 'payout'

/** Facts of a row; members that a later version of the core has are as in `fresh`. */
export function fromStoredFacts(stored: object, fresh: TransactionFacts): TransactionFacts {
  const { isPaidOut, ...rest } = stored as TransactionFacts & { isPaidOut?: boolean }
  const facts = { ...fresh, ...rest }
  return {
    ...facts,
    // once only that it was paid was kept, not by what
    paidBy: isPaidOut === true ? [PAYOUT_UNNAMED] : facts.paidBy,
    founding: facts.founding && { ...facts.founding, money: toMoney(facts.founding.money) },
    recorded: facts.recorded && { ...facts.recorded, money: toMoney(facts.recorded.money) },
    followers: facts.followers.map((follower) => ({ ...follower, money: toMoney(follower.money) })),
    host: facts.host && { ...facts.host, money: { ...facts.host.money, minor: storedMinor(facts.host.money.minor) } },
  }
}

function toMoney(money: Money | null): Money | null {
  return money && { ...money, minor: storedMinor(money.minor) }
}

/** Minor units as JSON kept them: a text, whatever the type of what was stored says. */
export function storedMinor(minor: unknown): bigint {
  return BigInt(minor as string)
}
