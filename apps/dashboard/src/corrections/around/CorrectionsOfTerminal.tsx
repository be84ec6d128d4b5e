import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { CorrectionsOfTerminalDocument } from '../../api/generated/graphql.ts'
import { useMore } from '../../api/more.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { useFurther } from '../../money/look-further.ts'
import { SearchedThrough } from '../../money/SearchedThrough.tsx'
import { paths } from '../../paths.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import { CorrectionTable } from '../list/CorrectionTable.tsx'
import { CasesOfTerminal } from './CasesOfTerminal.tsx'
import { CorrectButton } from './CorrectButton.tsx'

/** What differs at a terminal, what was corrected of it, and the way to correct what its journal lacks. */
export function CorrectionsOfTerminal({ terminalId }: { terminalId: string }) {
  return (
    <div className="stack">
      <CasesOfTerminal terminalId={terminalId} />
      <Corrections terminalId={terminalId} />
    </div>
  )
}

function Corrections({ terminalId }: { terminalId: string }) {
  const { t } = useTranslation()
  const { data, error, loading, refetch, fetchMore } = useQuery(CorrectionsOfTerminalDocument, {
    variables: { id: terminalId, first: SHORT_LIST_SIZE },
    ...FIGURES_POLLING,
  })
  const page = data?.terminal?.corrections
  const rows = page?.nodes ?? []
  const next = useMore(fetchMore, page?.pageInfo.endCursor)
  const further = useFurther(page?.searchedThrough ?? null, next, terminalId)
  const fault = error ?? next.error
  const title = t('correctionTab.corrections')
  return (
    <Panel title={title} extra={<CorrectButton place={paths.correctionNew({ terminal: terminalId })} />} flush>
      {fault !== undefined && <FaultPanel error={fault} what={title} retry={() => void refetch()} />}
      {rows.length === 0 && loading && <WaitingRows rows={3} />}
      {rows.length === 0 && !loading && fault === undefined && (
        <p className="panel-body quiet">{t('correction.noneHere')}</p>
      )}
      {rows.length > 0 && <CorrectionTable rows={rows} ofTerminal />}
      {page?.pageInfo.hasNextPage === true && further.searchedThrough === null && (
        <LoadMore shown={rows.length} more loading={next.loading} onMore={next.load} />
      )}
      <SearchedThrough further={further} />
    </Panel>
  )
}
