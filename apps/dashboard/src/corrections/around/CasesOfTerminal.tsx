import { useQuery } from '@apollo/client/react'
import { useTranslation } from 'react-i18next'
import { CasesOfTerminalDocument } from '../../api/generated/graphql.ts'
import { useList } from '../../api/list.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { SHORT_LIST_SIZE } from '../../limits.ts'
import { ListFrame } from '../../ui/ListFrame.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { CaseTable } from '../cases/CaseTable.tsx'

/** What the rules found at a terminal and nobody has ended, the oldest first. */
export function CasesOfTerminal({ terminalId }: { terminalId: string }) {
  const { t } = useTranslation()
  const asked = useQuery(CasesOfTerminalDocument, {
    variables: { id: terminalId, first: SHORT_LIST_SIZE },
    ...FIGURES_POLLING,
  })
  const list = useList(asked, asked.data?.terminal?.cases)
  const title = t('correctionTab.cases')
  return (
    <Panel title={title} flush>
      <ListFrame list={list} what={title} waiting={2} blank={<p className="panel-body quiet">{t('case.noneHere')}</p>}>
        {(rows) => <CaseTable rows={rows} ofTerminal />}
      </ListFrame>
    </Panel>
  )
}
