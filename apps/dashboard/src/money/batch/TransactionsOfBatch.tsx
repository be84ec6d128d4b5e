import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { TransactionsOfBatchDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { Panel } from '../../ui/Panel.tsx'
import { useFurther } from '../look-further.ts'
import { TransactionList } from '../TransactionList.tsx'

/** What is in the batch, the newest first. */
export function TransactionsOfBatch({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data, error, loading, refetch, fetchMore } = useQuery(TransactionsOfBatchDocument, {
    variables: { id, first: PAGE_SIZE },
  })
  const page = data?.batch?.transactions
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const further = useFurther(page?.searchedThrough ?? null, next, id)
  return (
    <Panel title={t('rail.transactions')} flush>
      <TransactionList
        rows={page?.nodes ?? []}
        more={page?.pageInfo.hasNextPage ?? false}
        loading={loading}
        error={error}
        next={next}
        further={further}
        retry={() => void refetch()}
      />
    </Panel>
  )
}
