import { useTranslation } from 'react-i18next'
import type { BatchPageQuery } from '../../api/generated/graphql.ts'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { formatNumber } from '../../ui/format.ts'
import { Amount } from '../Amount.tsx'
import { EqualMark, useBlockName } from '../marks.tsx'

type Total = NonNullable<BatchPageQuery['batch']>['totals'][number]

/** Our totals beside what the terminal said when it closed, block by block. */
export function BatchTotals({ totals }: { totals: readonly Total[] }) {
  const { t, i18n } = useTranslation()
  const blockName = useBlockName()
  if (totals.length === 0) return <p className="panel-body quiet">{t('batch.noTotals')}</p>
  const count = (value: number | null) => (value === null ? '–' : formatNumber(value, i18n.language))
  const columns: readonly RowColumn<Total>[] = [
    {
      key: 'block',
      title: t('batch.block'),
      render: (row) => `${blockName(row)} · ${row.amount.currency}`,
    },
    { key: 'count', title: t('batch.ourCount'), end: true, render: (row) => count(row.count) },
    { key: 'theirCount', title: t('batch.theirCount'), end: true, render: (row) => count(row.terminalCount) },
    { key: 'amount', title: t('batch.ourAmount'), end: true, render: (row) => <Amount of={row.amount} /> },
    { key: 'theirs', title: t('batch.theirAmount'), end: true, render: (row) => <Amount of={row.terminalAmount} /> },
    { key: 'difference', title: t('batch.difference'), end: true, render: (row) => <Amount of={differenceOf(row)} /> },
    { key: 'equal', title: t('batch.compared'), render: (row) => <EqualMark equal={row.equal} /> },
  ]
  return (
    <RowTable
      label={t('money.totals')}
      columns={columns}
      rows={totals}
      keyOf={(row) => `${row.scope} ${row.side} ${row.amount.currency}`}
    />
  )
}

/** How much more we have than the terminal said; null while it has said nothing. */
function differenceOf({ amount, terminalAmount }: Total) {
  if (terminalAmount === null) return null
  return { ...amount, amount: String(BigInt(amount.amount) - BigInt(terminalAmount.amount)) }
}
