import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AmountFragment } from '../api/generated/graphql.ts'
import { Mark } from '../ui/Mark.tsx'
import type { RowColumn } from '../ui/RowTable.tsx'
import { Amount } from './Amount.tsx'
import { sideOf } from './amounts.ts'

/** Lines of the books: account, debit, credit. What stands in it are bodies of a table. */
export function DebitCreditTable({ label, children }: { label: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <div className="row-table-box" role="region" aria-label={label} tabIndex={0}>
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
        {children}
      </table>
    </div>
  )
}

/** One line: what is below zero is credit, and stands there without its sign. `account` is the row's first cell. */
export function DebitCreditRow({ account, amount }: { account: ReactNode; amount: AmountFragment }) {
  const { side, amount: shown } = sideOf(amount)
  return (
    <tr>
      {account}
      <td className="end">{side === 'debit' && <Amount of={shown} />}</td>
      <td className="end">{side === 'credit' && <Amount of={shown} />}</td>
    </tr>
  )
}

/** What the lines come to, which is zero or an alarm. */
export function SumRow({ word, sum, isZero }: { word: string; sum: AmountFragment | null; isZero: boolean }) {
  const { t } = useTranslation()
  return (
    <tr className="sum">
      <th scope="row">{word}</th>
      <td className="end" colSpan={2}>
        <span className="line sum-line">
          <Mark look={isZero ? { tone: 'good', icon: 'check' } : { tone: 'bad', icon: 'cross' }}>
            {t(isZero ? 'ledger.sumsToZero' : 'ledger.doesNotSum')}
          </Mark>
          <Amount of={sum} />
        </span>
      </td>
    </tr>
  )
}

/** The two columns of the books in any table: a balance stands on its side, without a sign. */
export function sideColumns<Row>(
  title: (side: 'debit' | 'credit') => string,
  amountOf: (row: Row) => AmountFragment,
): readonly RowColumn<Row>[] {
  return (['debit', 'credit'] as const).map((key) => ({
    key,
    title: title(key),
    end: true,
    render: (row) => {
      const { side, amount } = sideOf(amountOf(row))
      return side === key && <Amount of={amount} />
    },
  }))
}
