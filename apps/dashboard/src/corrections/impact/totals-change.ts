import type { TotalsLineShownFragment } from '../../api/generated/graphql.ts'

/** One block of a batch's totals, as it was and as it will be. */
export interface TotalsChange {
  readonly key: string
  readonly scope: TotalsLineShownFragment['scope']
  readonly side: TotalsLineShownFragment['side']
  readonly before: Side
  readonly after: Side
  /** After less before. */
  readonly change: TotalsLineShownFragment['amount']
}

type Side = Pick<TotalsLineShownFragment, 'count' | 'amount'>

/** Blocks that change, before beside after; a block that is on one side only counts as nothing on the other. */
export function totalsChanges(
  before: readonly TotalsLineShownFragment[],
  after: readonly TotalsLineShownFragment[],
): readonly TotalsChange[] {
  const was = new Map(before.map((line) => [blockKey(line), line]))
  const is = new Map(after.map((line) => [blockKey(line), line]))
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [left, right] = [was.get(key), is.get(key)]
    const any = left ?? right
    if (any === undefined) return []
    const nothing: Side = { count: 0, amount: { ...any.amount, amount: '0' } }
    const [one, other] = [left ?? nothing, right ?? nothing]
    const minor = BigInt(other.amount.amount) - BigInt(one.amount.amount)
    if (minor === 0n && one.count === other.count) return []
    const change = { ...any.amount, amount: String(minor) }
    return [{ key, scope: any.scope, side: any.side, before: one, after: other, change }]
  })
}

/** One block of totals among the others of its batch. */
export function blockKey({ scope, side, amount }: TotalsLineShownFragment): string {
  return `${scope} ${side} ${amount.currency} ${amount.exponent}`
}
