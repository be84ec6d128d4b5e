import { useQuery } from '@apollo/client/react'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TerminalVisitsDocument, type VisitRowFragment } from '../../api/generated/graphql.ts'
import { useViewer } from '../../session/viewer.ts'
import { Blank } from '../../ui/Blank.tsx'
import { paths } from '../../paths.ts'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { type RowColumn, RowTable } from '../../ui/RowTable.tsx'
import { Time } from '../../ui/Time.tsx'
import { WaitingRows } from '../../ui/Waiting.tsx'
import type { TerminalOnPage } from '../terminal/terminal-page.ts'
import { dueLook, OUTCOME_LOOKS } from './looks.ts'
import { VisitForm } from './VisitForm.tsx'

/** When somebody has to come here next, who was here, what they saw; and the form for whoever is here now. */
export function VisitsOfTerminal({ terminal }: { terminal: TerminalOnPage }) {
  const { t } = useTranslation()
  const [recording, setRecording] = useState(false)
  const may = useViewer()?.permissions.includes('care:record') === true
  const { data, error, loading, refetch } = useQuery(TerminalVisitsDocument, {
    variables: { id: terminal.id },
    fetchPolicy: 'cache-and-network',
  })
  const care = data?.terminal?.care ?? []
  const visits = data?.terminal?.careVisits ?? []
  const columns = useColumns(terminal.id, terminal.store.timeZone)
  return (
    <div className="panel panel-body stack">
      <FaultPanel error={error} what={t('visits.history')} retry={() => void refetch()} />
      {data === undefined && loading && <WaitingRows rows={3} />}
      <FactList
        facts={care.map(({ kind, dueAt, overdue }) => [
          t('visits.next', { kind: t(`careKind.${kind}`) }),
          dueAt === null ? (
            t('visits.notDue')
          ) : (
            <Mark key={kind} look={dueLook(overdue)}>
              {overdue ? `${t('visits.overdue')} ` : ''}
              <Time at={dueAt} show="moment" terminalZone={terminal.store.timeZone} />
            </Mark>
          ),
        ])}
      />
      {recording ? (
        <VisitForm terminal={terminal} onClose={() => setRecording(false)} />
      ) : (
        <div className="line">
          <Button disabled={!may} title={may ? undefined : t('visits.mayNotRecord')} onClick={() => setRecording(true)}>
            {t('visits.record')} …
          </Button>
        </div>
      )}
      {data !== undefined && visits.length === 0 && <Blank title={t('visits.none')}>{t('visits.noneHow')}</Blank>}
      {visits.length > 0 && (
        <RowTable label={t('visits.history')} columns={columns} rows={visits} keyOf={({ id }) => id} />
      )}
    </div>
  )
}

function useColumns(terminalId: string, zone: string): RowColumn<VisitRowFragment>[] {
  const { t } = useTranslation()
  return [
    {
      key: 'at',
      title: t('column.at'),
      render: ({ doneAt }) => <Time at={doneAt} show="moment" terminalZone={zone} />,
    },
    { key: 'kind', title: t('visits.kind'), render: ({ kind }) => t(`careKind.${kind}`) },
    {
      key: 'outcome',
      title: t('visits.outcome'),
      render: ({ outcome, workOrder }) => (
        <>
          <Mark look={OUTCOME_LOOKS[outcome]}>{t(`careOutcome.${outcome}`)}</Mark>
          {workOrder !== null && (
            <div>
              <GoTo place={paths.recoveries({ tab: 'orders', order: workOrder.id })}>{t('workOrder.one')}</GoTo>{' '}
              <span className="quiet">· {t(`workOrderState.${workOrder.state}`)}</span>
            </div>
          )}
        </>
      ),
    },
    {
      key: 'findings',
      title: t('visits.findings'),
      render: ({ answers, findings }) => (
        <>
          {answers
            .filter(({ answer }) => answer === 'FINDING')
            .map(({ item }) => (
              <div key={item}>{t(`checkItem.${item}`)}</div>
            ))}
          {findings}
        </>
      ),
    },
    { key: 'serial', title: t('device.serial'), render: ({ serial }) => <span className="mono">{serial}</span> },
    {
      key: 'photos',
      title: t('visits.photos'),
      render: ({ photos }) =>
        photos.map((hash, place) => (
          <a key={hash} className="link" href={`/evidence/${terminalId}/${hash}`} download>
            {place + 1}{' '}
          </a>
        )),
    },
    { key: 'by', title: t('visits.by'), render: ({ recordedBy }) => recordedBy?.name },
  ]
}
