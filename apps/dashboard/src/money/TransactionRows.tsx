import { useTranslation } from 'react-i18next'
import type { TransactionLineFragment } from '../api/generated/graphql.ts'
import { paths } from '../paths.ts'
import { GoTo } from '../ui/GoTo.tsx'
import { type RowColumn, RowTable } from '../ui/RowTable.tsx'
import { Time } from '../ui/Time.tsx'
import { Amount } from './Amount.tsx'
import { LabelMark, useTypeWord } from './marks.tsx'

/** A short list of transactions inside a page. */
export function TransactionRows({ label, rows }: { label: string; rows: readonly TransactionLineFragment[] }) {
  const { t } = useTranslation()
  const typeWord = useTypeWord()
  const columns: readonly RowColumn<TransactionLineFragment>[] = [
    {
      key: 'at',
      title: t('column.at'),
      width: '150px',
      render: (row) => (
        <GoTo place={paths.transaction(row.id)}>
          <Time at={row.at} show="clock" terminalZone={row.terminal?.store.timeZone} />
        </GoTo>
      ),
    },
    { key: 'type', title: t('column.type'), render: (row) => typeWord(row.type) },
    { key: 'label', title: t('column.state'), render: (row) => <LabelMark label={row.label} /> },
    { key: 'amount', title: t('money.amount'), end: true, render: (row) => <Amount of={row.amount} /> },
    { key: 'stan', title: t('money.stan'), render: (row) => <span className="mono">{row.stan}</span> },
    { key: 'rrn', title: t('money.rrn'), render: (row) => <span className="mono">{row.rrn}</span> },
    { key: 'card', title: t('money.card'), render: (row) => <span className="mono">{row.maskedCard}</span> },
  ]
  return <RowTable label={label} columns={columns} rows={rows} keyOf={(row) => row.id} />
}
