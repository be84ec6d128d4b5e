import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { DifferencesDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useListPolling } from '../../api/polling.ts'
import { BOARD_SIZE } from '../../limits.ts'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { DifferenceTable } from './DifferenceTable.tsx'

/** What is open under an organisation, or of one terminal. */
export function DifferenceList(place: { organisationId?: string; terminalId?: string }) {
  const { t } = useTranslation()
  const polling = useListPolling(BOARD_SIZE)
  const asked = useQuery(DifferencesDocument, {
    variables: { first: BOARD_SIZE, ...place },
    ...polling.options,
  })
  const list = useList(asked, asked.data?.differences)
  polling.tell(list.rows.length)
  return (
    <Panel title={t('agreement.differences')} flush>
      <ListFrame
        list={list}
        what={t('agreement.differences')}
        waiting={3}
        blank={<p className="panel-body quiet">{t('agreement.noneOpen')}</p>}
      >
        {(rows) => <DifferenceTable rows={rows} />}
      </ListFrame>
    </Panel>
  )
}
