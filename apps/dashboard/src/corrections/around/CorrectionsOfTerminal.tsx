import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { CorrectionsOfTerminalDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { useFurther } from '../../api/look-further.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { paths } from '../../paths.ts'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Panel } from '../../ui/Panel.tsx'
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
  const asked = useQuery(CorrectionsOfTerminalDocument, {
    variables: { id: terminalId, first: SHORT_LIST_SIZE },
    ...FIGURES_POLLING,
  })
  const page = asked.data?.terminal?.corrections
  const list = useList(asked, page)
  const further = useFurther(page?.searchedThrough ?? null, list.next, terminalId)
  const title = t('correctionTab.corrections')
  return (
    <Panel title={title} extra={<CorrectButton place={paths.correctionNew({ terminal: terminalId })} />} flush>
      <ListFrame
        list={list}
        what={title}
        waiting={3}
        further={further}
        blank={<p className="panel-body quiet">{t('correction.noneHere')}</p>}
      >
        {(rows) => <CorrectionTable rows={rows} ofTerminal />}
      </ListFrame>
    </Panel>
  )
}
