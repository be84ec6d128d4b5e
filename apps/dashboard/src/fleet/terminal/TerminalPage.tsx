import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { CorrectionsOfTerminal } from '../../corrections/around/CorrectionsOfTerminal.tsx'
import { AgreementOfTerminal } from '../../money/terminal/AgreementOfTerminal.tsx'
import { TransactionsOfTerminal } from '../../money/terminal/TransactionsOfTerminal.tsx'
import { useViewer } from '../../session/viewer.ts'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { TabRow } from '../../ui/TabRow.tsx'
import { useUrl } from '../../ui/url.ts'
import { RequestPanel } from '../command/RequestPanel.tsx'
import { ParametersOfTerminal } from '../parameters/ParametersOfTerminal.tsx'
import { RecoverPanel } from '../recoveries/RecoverPanel.tsx'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { VisitsOfTerminal } from '../care/VisitsOfTerminal.tsx'
import { CommandsOfTerminal } from './CommandsOfTerminal.tsx'
import { DeviceFacts } from './DeviceFacts.tsx'
import { Diagnosis } from './Diagnosis.tsx'
import { EnrolDevice } from './EnrolDevice.tsx'
import { HeldDevice } from './HeldDevice.tsx'
import { RevokeDevice } from './RevokeDevice.tsx'
import { HealthCharts } from './HealthCharts.tsx'
import { HealthFacts } from './HealthFacts.tsx'
import { RunningNow } from './RunningNow.tsx'
import { type TerminalOnPage, useTerminal } from './terminal-page.ts'
import { TerminalHead } from './TerminalHead.tsx'
import { TerminalLife } from './TerminalLife.tsx'
import { Timeline } from './Timeline.tsx'

const TABS = ['commands', 'transactions', 'corrections', 'agreement', 'health', 'device', 'visits', 'place'] as const
/** Tabs that not everybody may open. */
const PERMISSION_OF_TAB: Readonly<Partial<Record<(typeof TABS)[number], string>>> = {
  transactions: 'transaction:read',
  corrections: 'correction:read',
  agreement: 'transaction:read',
}

/** One terminal: what it is, what is wrong, what was done, what can be done. */
export function TerminalPage() {
  const { t } = useTranslation()
  const { terminalId } = useParams({ strict: false }) as { terminalId: string }
  const { terminal, loading, error, retry } = useTerminal(terminalId)
  const fault = { error, what: t('terminal.one'), retry }
  if (terminal === null) return <InsteadOfPage {...fault} loading={loading} />
  return (
    <>
      <FaultPanel {...fault} />
      <TerminalBody terminal={terminal} />
    </>
  )
}

function TerminalBody({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const { search, change } = useUrl()
  const permissions = useViewer()?.permissions ?? []
  const tabs = TABS.filter((one) => {
    const needed = PERMISSION_OF_TAB[one]
    return needed === undefined || permissions.includes(needed)
  })
  const tab = tabs.find((one) => one === search['tab']) ?? 'commands'
  const contents = {
    commands: <CommandsOfTerminal terminal={terminal} />,
    transactions: <TransactionsOfTerminal terminal={terminal} />,
    corrections: <CorrectionsOfTerminal terminalId={terminal.id} />,
    agreement: <AgreementOfTerminal terminalId={terminal.id} />,
    health: (
      <Boxed>
        <HealthFacts health={terminal.heartbeat?.health} />
        <HealthCharts terminalId={terminal.id} />
      </Boxed>
    ),
    device: (
      <Boxed>
        <div className="stack">
          <DeviceFacts terminal={terminal} />
          <EnrolDevice key={terminal.id} terminal={terminal} />
          {terminal.device !== null && <HeldDevice key={`held ${terminal.device.id}`} device={terminal.device} />}
          {terminal.device !== null && <RevokeDevice key={terminal.device.id} device={terminal.device} />}
          <ParametersOfTerminal terminalId={terminal.id} terminalZone={terminal.store.timeZone} />
        </div>
      </Boxed>
    ),
    visits: <VisitsOfTerminal terminal={terminal} />,
    place: (
      <Boxed>
        <div className="stack">
          <DeviceFacts terminal={terminal} place />
          <TerminalLife key={terminal.id} terminal={terminal} />
        </div>
      </Boxed>
    ),
  } as const
  return (
    <div className={search['do'] === undefined ? 'page' : 'page page-beside'}>
      <TerminalHead terminal={terminal} />
      <RunningNow terminal={terminal} />
      <div className="columns">
        <Panel title={t('terminal.diagnosis')}>
          <Diagnosis terminal={terminal} />
        </Panel>
        <Panel title={t('terminal.timeline')} flush>
          <Timeline terminalId={terminal.id} terminalZone={terminal.store.timeZone} />
        </Panel>
      </div>
      <TabRow
        label={terminal.tid}
        tabs={tabs.map((key) => ({ key, word: t(`terminalTab.${key}`) }))}
        tab={tab}
        onChange={(key) => change({ tab: key === 'commands' ? undefined : key })}
      >
        {contents[tab]}
      </TabRow>
      <RequestPanel terminal={terminal} />
      <RecoverPanel terminal={terminal} />
    </div>
  )
}

function Boxed({ children }: { children: ReactNode }) {
  return <div className="panel panel-body">{children}</div>
}
