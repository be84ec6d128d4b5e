import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { BatchesOfTerminalDocument, TerminalAgreementDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { ListFrame } from '../../ui/ListFrame.tsx'
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
        <FaultPanel error={error} what={t('agreement.ofTerminal')} retry={() => void refetch()} />
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
  const asked = useQuery(BatchesOfTerminalDocument, {
    variables: { id: terminalId, first: SHORT_LIST_SIZE },
  })
  const list = useList(asked, asked.data?.terminal?.batches)
  return (
    <ListFrame
      list={list}
      what={t('moneyTab.batches')}
      waiting={3}
      blank={<p className="panel-body quiet">{t('batch.none')}</p>}
    >
      {(rows) => <BatchTable rows={rows} ofTerminal />}
    </ListFrame>
  )
}
