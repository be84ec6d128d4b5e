import { useTranslation } from 'react-i18next'
import type { TransactionLineFragment } from '../api/generated/graphql.ts'
import type { List } from '../api/list.ts'
import type { Further } from '../api/look-further.ts'
import { ListFrame } from '../ui/ListFrame.tsx'
import { TransactionRows } from './TransactionRows.tsx'

interface TransactionListProps {
  readonly list: List<TransactionLineFragment>
  readonly further: Further
}

/** Transactions inside another page, with every state that a list has. */
export function TransactionList({ list, further }: TransactionListProps) {
  const { t } = useTranslation()
  return (
    <ListFrame
      list={list}
      what={t('rail.transactions')}
      waiting={4}
      further={further}
      blank={<p className="panel-body quiet">{t('explorer.empty')}</p>}
    >
      {(rows) => <TransactionRows label={t('rail.transactions')} rows={rows} />}
    </ListFrame>
  )
}
