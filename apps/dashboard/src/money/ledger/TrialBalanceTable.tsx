import { useTranslation } from 'react-i18next'
import type { TrialBalanceQuery } from '../../api/generated/graphql.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Amount } from '../Amount.tsx'
import { byCurrency, sideOf, sumOf } from '../amounts.ts'

type Balance = NonNullable<TrialBalanceQuery['trialBalance']>

/** Debit and credit by kind of account; each currency closes with its sum, which is zero or an alarm. */
export function TrialBalanceTable({ balance }: { balance: Balance }) {
  const { t } = useTranslation()
  if (balance.rows.length === 0) return <p className="panel-body quiet">{t('ledger.empty')}</p>
  return (
    <div className="row-table-box" role="region" aria-label={t('ledger.trialBalance')} tabIndex={0}>
      <table className="row-table">
        <thead>
          <tr>
            <th scope="col">{t('ledger.account')}</th>
            <th scope="col" className="end">
              {t('ledger.debit')}
            </th>
            <th scope="col" className="end">
              {t('ledger.credit')}
            </th>
          </tr>
        </thead>
        {byCurrency(balance.rows, (row) => row.balance).map((rows) => {
          const currency = rows[0]?.balance.currency
          return (
            <tbody key={currency}>
              {rows.map((row) => (
                <BalanceRow key={row.kind} row={row} />
              ))}
              <SumRow rows={rows} sum={balance.sums.find((sum) => sum.currency === currency) ?? null} />
            </tbody>
          )
        })}
      </table>
    </div>
  )
}

function BalanceRow({ row: { kind, balance } }: { row: Balance['rows'][number] }) {
  const { t } = useTranslation()
  const { side, amount } = sideOf(balance)
  return (
    <tr>
      <th scope="row">{t(`ledgerAccount.${kind}`)}</th>
      <td className="end">{side === 'debit' && <Amount of={amount} />}</td>
      <td className="end">{side === 'credit' && <Amount of={amount} />}</td>
    </tr>
  )
}

/** Both sides summed up, and whether they come to the same. */
function SumRow({ rows, sum }: { rows: readonly Balance['rows'][number][]; sum: Balance['sums'][number] | null }) {
  const { t } = useTranslation()
  const isZero = sum !== null && BigInt(sum.amount) === 0n
  const sides = rows.map(({ balance }) => sideOf(balance))
  const total = (side: 'debit' | 'credit') =>
    sumOf(sides.filter((one) => one.side === side).map(({ amount }) => amount))
  return (
    <>
      <tr className="sum">
        <th scope="row">{t('ledger.sum')}</th>
        <td className="end">
          <Amount of={total('debit')} />
        </td>
        <td className="end">
          <Amount of={total('credit')} />
        </td>
      </tr>
      <tr className="sum">
        <th scope="row">{t('ledger.difference')}</th>
        <td className="end" colSpan={2}>
          <span className="line sum-line">
            <Mark look={isZero ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }}>
              {t(isZero ? 'ledger.sumsToZero' : 'ledger.doesNotSum')}
            </Mark>
            <Amount of={sum} />
          </span>
        </td>
      </tr>
    </>
  )
}
