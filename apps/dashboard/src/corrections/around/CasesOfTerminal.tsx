import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { CasesOfTerminalDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { CaseTable } from '../cases/CaseTable.tsx'

/** What the rules found at a terminal and nobody has ended, the oldest first. */
export function CasesOfTerminal({ terminalId }: { terminalId: string }) {
  const { t } = useTranslation()
  const { data, error, loading, refetch, fetchMore } = useQuery(CasesOfTerminalDocument, {
    variables: { id: terminalId, first: SHORT_LIST_SIZE },
    ...FIGURES_POLLING,
  })
  const page = data?.terminal?.cases
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const fault = error ?? next.error
  const title = t('correctionTab.cases')
  return (
    <Panel title={title} flush>
      {fault !== undefined && <FaultPanel error={fault} what={title} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows rows={2} />}
      {rows.length === 0 && !loading && fault === undefined && <p className="panel-body quiet">{t('case.noneHere')}</p>}
      {rows.length > 0 && <CaseTable rows={rows} ofTerminal />}
      {page?.pageInfo.hasNextPage === true && (
        <LoadMore shown={rows.length} more loading={next.loading} onMore={next.load} />
      )}
    </Panel>
  )
}
