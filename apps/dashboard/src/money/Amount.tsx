import { formatMoney } from '@budeng/transactions/public'
import type { AmountFragment } from '../api/generated/graphql.ts'
import { moneyOf } from './amounts.ts'

/** Money, to the minor unit. What is not known is a dash that is read out as such by its column. */
export function Amount({ of, strong = false }: { of: AmountFragment | null; strong?: boolean }) {
  if (of === null) return <span className="quiet">–</span>
  const [currency, number] = formatMoney(moneyOf(of)).split(' ')
  return (
    <span className={strong ? 'amount amount-strong' : 'amount'}>
      <span className="quiet">{currency}</span> {number}
    </span>
  )
}
