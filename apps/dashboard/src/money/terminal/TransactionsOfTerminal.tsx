import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { TransactionsOfTerminalDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { useListPolling } from '../../api/polling.ts'
import { BOARD_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { useFurther } from '../look-further.ts'
import { TransactionList } from '../TransactionList.tsx'

/** A terminal's transactions, the newest first. */
export function TransactionsOfTerminal({ terminal: { id, tid } }: { terminal: { id: string; tid: string } }) {
  const { t } = useTranslation()
  const polling = useListPolling(BOARD_SIZE)
  const { data, error, loading, refetch, fetchMore } = useQuery(TransactionsOfTerminalDocument, {
    variables: { id, first: BOARD_SIZE },
    ...polling.options,
  })
  const page = data?.terminal?.transactions
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const further = useFurther(page?.searchedThrough ?? null, next, id)
  polling.tell(further.searchedThrough === null ? rows.length : Number.POSITIVE_INFINITY)
  return (
    <div className="stack">
      <TransactionList
        rows={rows}
        more={page?.pageInfo.hasNextPage ?? false}
        loading={loading}
        error={error}
        next={next}
        further={further}
        retry={() => void refetch()}
      />
      <div>
        <GoTo place={paths.transactions({ q: tid, as: 'TID' })}>{t('terminal.toExplorer')}</GoTo>
      </div>
    </div>
  )
}
