import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { TransactionsOfBatchDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useFurther } from '../../api/look-further.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { Panel } from '../../ui/Panel.tsx'
import { TransactionList } from '../TransactionList.tsx'

/** What is in the batch, the newest first. */
export function TransactionsOfBatch({ id }: { id: string }) {
  const { t } = useTranslation()
  const asked = useQuery(TransactionsOfBatchDocument, {
    variables: { id, first: PAGE_SIZE },
  })
  const page = asked.data?.batch?.transactions
  const list = useList(asked, page)
  const further = useFurther(page?.searchedThrough ?? null, list.next, id)
  return (
    <Panel title={t('rail.transactions')} flush>
      <TransactionList list={list} further={further} />
    </Panel>
  )
}
