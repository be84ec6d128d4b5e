import { useTranslation } from 'react-i18next'
import type { TransactionLineFragment } from '../api/generated/graphql.ts'
import type { More } from '../api/more.ts'
import { FaultPanel } from '../ui/FaultPanel.tsx'
import { LoadMore } from '../ui/LoadMore.tsx'
import { WaitingRows } from '../ui/Waiting.tsx'
import type { Further } from './look-further.ts'
import { SearchedThrough } from './SearchedThrough.tsx'
import { TransactionRows } from './TransactionRows.tsx'

interface TransactionListProps {
  readonly rows: readonly TransactionLineFragment[]
  readonly more: boolean
  readonly loading: boolean
  readonly error: unknown
  readonly next: More
  readonly further: Further
  readonly retry: () => void
}

/** Transactions inside another page, with every state that a list has. */
export function TransactionList({ rows, more, loading, error, next, further, retry }: TransactionListProps) {
  const { t } = useTranslation()
  const fault = error ?? next.error
  const isEmpty = rows.length === 0
  return (
    <>
      {fault !== undefined && <FaultPanel error={fault} what={t('rail.transactions')} retry={retry} />}
      {isEmpty && loading && <WaitingRows rows={4} />}
      {isEmpty && !loading && fault === undefined && !further.looking && (
        <p className="panel-body quiet">{t('explorer.empty')}</p>
      )}
      {!isEmpty && <TransactionRows label={t('rail.transactions')} rows={rows} />}
      {!isEmpty && more && further.searchedThrough === null && (
        <LoadMore shown={rows.length} more loading={next.loading} onMore={next.load} />
      )}
      <SearchedThrough further={further} />
    </>
  )
}
