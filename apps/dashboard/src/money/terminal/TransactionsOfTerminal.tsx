import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { TransactionsOfTerminalDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useFurther } from '../../api/look-further.ts'
import { useListPolling } from '../../api/polling.ts'
import { BOARD_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { TransactionList } from '../TransactionList.tsx'

/** A terminal's transactions, the newest first. */
export function TransactionsOfTerminal({ terminal: { id, tid } }: { terminal: { id: string; tid: string } }) {
  const { t } = useTranslation()
  const polling = useListPolling(BOARD_SIZE)
  const asked = useQuery(TransactionsOfTerminalDocument, {
    variables: { id, first: BOARD_SIZE },
    ...polling.options,
  })
  const page = asked.data?.terminal?.transactions
  const list = useList(asked, page)
  const further = useFurther(page?.searchedThrough ?? null, list.next, id)
  polling.tell(further.searchedThrough === null ? list.rows.length : Number.POSITIVE_INFINITY)
  return (
    <div className="stack">
      <TransactionList list={list} further={further} />
      <div>
        <GoTo place={paths.transactions({ q: tid, as: 'TID' })}>{t('terminal.toExplorer')}</GoTo>
      </div>
    </div>
  )
}
