import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BatchesOfTerminalDocument, TerminalAgreementDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { DifferenceList } from '../agreement/DifferenceList.tsx'
import { TerminalAgreementFacts } from '../agreement/TerminalAgreementFacts.tsx'
import { BatchTable } from '../batch/BatchTable.tsx'

/** How a terminal's journal agrees, what is open of it, and its batches. */
export function AgreementOfTerminal({ terminalId }: { terminalId: string }) {
  const { t } = useTranslation()
  const { data, error, loading, refetch } = useQuery(TerminalAgreementDocument, {
    variables: { id: terminalId },
    ...FIGURES_POLLING,
  })
  const agreement = data?.terminal?.agreement ?? null
  return (
    <div className="stack">
      <Panel title={t('agreement.ofTerminal')}>
        {error !== undefined && (
          <FaultPanel error={error} what={t('agreement.ofTerminal')} retry={() => void refetch()} />
        )}
        {agreement === null && loading && <WaitingRows rows={2} />}
        {agreement === null && !loading && error === undefined && <p className="quiet">{t('agreement.noJournal')}</p>}
        {agreement !== null && <TerminalAgreementFacts agreement={agreement} />}
      </Panel>
      <DifferenceList terminalId={terminalId} />
      <Panel title={t('moneyTab.batches')} flush>
        <Batches terminalId={terminalId} />
      </Panel>
    </div>
  )
}

function Batches({ terminalId }: { terminalId: string }) {
  const { t } = useTranslation()
  const { data, error, loading, refetch, fetchMore } = useQuery(BatchesOfTerminalDocument, {
    variables: { id: terminalId, first: SHORT_LIST_SIZE },
  })
  const page = data?.terminal?.batches
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const fault = error ?? next.error
  return (
    <>
      {fault !== undefined && <FaultPanel error={fault} what={t('moneyTab.batches')} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows rows={3} />}
      {rows.length === 0 && !loading && fault === undefined && <p className="panel-body quiet">{t('batch.none')}</p>}
      {rows.length > 0 && <BatchTable rows={rows} ofTerminal />}
      {page?.pageInfo.hasNextPage === true && (
        <LoadMore shown={rows.length} more loading={next.loading} onMore={next.load} />
      )}
    </>
  )
}
