import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BulkActionsDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { PAGE_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { Blank } from '../../ui/Blank.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { BulkTable } from './BulkTable.tsx'

/** Actions on many terminals, newest first. */
export function BulkListPage() {
  const { t } = useTranslation()
  const polling = useListPolling()
  const asked = useQuery(BulkActionsDocument, {
    variables: { first: PAGE_SIZE },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.bulkActions)
  polling.tell(list.rows.length)
  return (
    <div className="page">
      <PageHead tab={t('rail.bulk')} title={t('rail.bulk')} />
      <ListFrame
        list={list}
        what={t('rail.bulk')}
        counted
        blank={
          <Blank title={t('bulk.none')}>
            <p>{t('bulk.noneHow')}</p>
            <GoTo place={paths.terminals()}>{t('rail.terminals')}</GoTo>
          </Blank>
        }
      >
        {(rows) => <BulkTable rows={rows} />}
      </ListFrame>
    </div>
  )
}
