import type { AmountFragment } from '../api/generated/graphql.ts'
import { Amount } from '../money/Amount.tsx'

/** Amounts of several currencies, each by itself. */
export function Amounts({ of, strong = false }: { of: readonly AmountFragment[]; strong?: boolean }) {
  if (of.length === 0) return <span className="quiet">–</span>
  return (
    <span className="amounts">
      {of.map((one) => (
        <Amount key={`${one.currency} ${one.exponent}`} of={one} strong={strong} />
      ))}
    </span>
  )
}

/** What is given or taken, with its sign also where it is more. */
export function Change({ of }: { of: AmountFragment }) {
  const minor = BigInt(of.amount)
  if (minor === 0n) return <span className="quiet number">0</span>
  return (
    <span className={minor > 0n ? 'change change-up' : 'change change-down'}>
      <span aria-hidden>{minor > 0n ? '▲' : '▼'}</span> <Amount of={of} />
    </span>
  )
}
