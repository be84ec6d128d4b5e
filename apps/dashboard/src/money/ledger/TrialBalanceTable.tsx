import { useTranslation } from 'react-i18next'
import type { TrialBalanceQuery } from '../../api/generated/graphql.ts'
import { Amount } from '../Amount.tsx'
import { byCurrency, sideOf, sumOf } from '../amounts.ts'
import { DebitCreditRow, DebitCreditTable, SumRow } from '../DebitCredit.tsx'

type Balance = NonNullable<TrialBalanceQuery['trialBalance']>

/** Debit and credit by kind of account; each currency closes with its sum, which is zero or an alarm. */
export function TrialBalanceTable({ balance }: { balance: Balance }) {
  const { t } = useTranslation()
  if (balance.rows.length === 0) return <p className="panel-body quiet">{t('ledger.empty')}</p>
  return (
    <DebitCreditTable label={t('ledger.trialBalance')}>
      {byCurrency(balance.rows, (row) => row.balance).map((rows) => {
        const currency = rows[0]?.balance.currency
        const sum = balance.sums.find((one) => one.currency === currency) ?? null
        return (
          <tbody key={currency}>
            {rows.map((row) => (
              <DebitCreditRow
                key={row.kind}
                account={<th scope="row">{t(`ledgerAccount.${row.kind}`)}</th>}
                amount={row.balance}
              />
            ))}
            <TotalRow rows={rows} />
            <SumRow word={t('ledger.difference')} sum={sum} isZero={sum !== null && BigInt(sum.amount) === 0n} />
          </tbody>
        )
      })}
    </DebitCreditTable>
  )
}

/** Both sides summed up. */
function TotalRow({ rows }: { rows: readonly Balance['rows'][number][] }) {
  const { t } = useTranslation()
  const sides = rows.map(({ balance }) => sideOf(balance))
  const total = (side: 'debit' | 'credit') =>
    sumOf(sides.filter((one) => one.side === side).map(({ amount }) => amount))
  return (
    <tr className="sum">
      <th scope="row">{t('ledger.sum')}</th>
      <td className="end">
        <Amount of={total('debit')} />
      </td>
      <td className="end">
        <Amount of={total('credit')} />
      </td>
    </tr>
  )
}
