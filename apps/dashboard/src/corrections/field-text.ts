import { formatMoney, moneyText, parseMoney } from '@budeng/transactions/public'

/** In what an amount of minor units is written, when nothing else says so. */
export interface Unit {
  readonly currency: string
  readonly exponent: number
}

/** One member as it was and as it is to be. */
export interface FieldDiff {
  readonly field: string
  readonly before: string | null
  readonly after: string
}

/** In what amounts are written where these members stand; null: not both of them are known. */
export function unitIn(member: (name: keyof Unit) => string | number | null | undefined): Unit | null {
  const [currency, exponent] = [member('currency'), member('exponent')]
  return currency == null || exponent == null ? null : { currency: String(currency), exponent: Number(exponent) }
}

/** The unit on one side of a diff: what the diff itself says goes before the transaction's own. */
export function unitOf(fields: readonly FieldDiff[], side: 'before' | 'after', own: Unit | null): Unit | null {
  return unitIn((name) => fields.find(({ field }) => field === name)?.[side] ?? own?.[name])
}

/** Minor units as a person reads them; as they are when the unit is not known. */
export function amountText(minor: string, unit: Unit | null): string {
  return unit !== null && /^-?\d+$/.test(minor) ? formatMoney({ minor: BigInt(minor), ...unit }) : minor
}

/** What a person typed as an amount, in minor units; null: it is none. */
export function minorOf(typed: string, unit: Unit): string | null {
  const money = parseMoney(typed.normalize('NFKC').replaceAll(/[,\s]/g, ''), unit.currency, unit.exponent)
  return money === null || money.minor <= 0n ? null : String(money.minor)
}

/** Minor units as they are typed: no currency, no grouping. */
export function typedOf(minor: string, unit: Unit): string {
  return /^\d+$/.test(minor) ? moneyText({ minor: BigInt(minor), ...unit }) : minor
}

/** How much more, when both sides are of one unit. */
export function changeOf(fields: readonly FieldDiff[], own: Unit | null) {
  const amount = fields.find(({ field }) => field === 'amount')
  const before = unitOf(fields, 'before', own)
  const after = unitOf(fields, 'after', own)
  if (amount?.before == null || before === null || after === null) return null
  if (before.currency !== after.currency || before.exponent !== after.exponent) return null
  return { __typename: 'Money' as const, ...after, amount: String(BigInt(amount.after) - BigInt(amount.before)) }
}
