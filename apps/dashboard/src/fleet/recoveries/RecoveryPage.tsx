import { useQuery } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { RecoveryDocument, type RecoveryOnPageFragment } from '../../api/generated/graphql.ts'
import { useMovingPolling } from '../../api/polling.ts'
import { paths } from '../../paths.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { useLabel } from '../../ui/label.ts'
import { Mark } from '../../ui/Mark.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { placeName } from '../place-name.ts'
import { GiveUp } from './GiveUp.tsx'
import { CommandGuidance, NextThing } from './Guidance.tsx'
import { HumanStep } from './HumanStep.tsx'
import { WORK_ORDER_LOOKS } from './looks.ts'
import { RecoveryMark } from './RecoveryMark.tsx'
import { RecoverySteps } from './RecoverySteps.tsx'
import { WorkCare } from './WorkCare.tsx'
import { WorkOrderPhotos } from './WorkOrderPhotos.tsx'

/** One recovery: what happens now, what to say and do, what went before, and how it ended. */
export function RecoveryPage() {
  const { t } = useTranslation()
  const { recoveryId } = useParams({ strict: false }) as { recoveryId: string }
  const polling = useMovingPolling()
  const { data, error, loading, refetch } = useQuery(RecoveryDocument, {
    variables: { id: recoveryId },
    ...polling.options,
  })
  const recovery = data?.recovery ?? null
  polling.tell(recovery !== null && recovery.end !== null)
  const fault = { error, what: t('recovery.one'), retry: () => void refetch() }
  if (recovery === null) return <InsteadOfPage {...fault} loading={loading} />
  return (
    <>
      <FaultPanel {...fault} />
      <Body recovery={recovery} />
    </>
  )
}

function Body({ recovery }: { recovery: RecoveryOnPageFragment }) {
  const { t } = useTranslation()
  const { terminal, playbook, end, reason, automatic, causeText, startedBy, startedAt } = recovery
  const tid = terminal?.tid ?? ''
  return (
    <div className="page">
      <PageHead
        tab={t('recovery.of', { tid })}
        title={
          <>
            {terminal === null ? t('recovery.movedAway') : <GoTo place={paths.terminal(terminal.id)}>{tid}</GoTo>}
            {terminal !== null && <span>{placeName(terminal)}</span>}
            <span className="quiet">{t(`playbook.${playbook}`)}</span>
          </>
        }
        below={
          <div className="line">
            <RecoveryMark recovery={recovery} strong />
            <span className="quiet">
              {startedBy?.name ?? t('recovery.byItself')} · {automatic ? causeText : reason} ·{' '}
              <Time at={startedAt} show="moment" />
            </span>
            <GoTo place={paths.recoveries({ tab: tabOf(recovery) })}>{t('recovery.all')}</GoTo>
          </div>
        }
      />
      <div className="columns">
        <Panel title={t(end === null ? 'recovery.now' : 'recovery.ending')}>
          {end === null ? <Now recovery={recovery} /> : <Ending recovery={recovery} />}
        </Panel>
        <div className="stack">
          <Panel title={t('recovery.steps')}>
            <RecoverySteps recovery={recovery} />
          </Panel>
          <Panel title={t('alerts.answers')}>
            <WorkCare work={{ ...recovery, isOver: end !== null }} />
          </Panel>
        </div>
      </div>
    </div>
  )
}

/** The list in which it stands. */
function tabOf({ end, waiting }: Pick<RecoveryOnPageFragment, 'end' | 'waiting'>): string | undefined {
  return end !== null ? 'over' : waiting ? 'waiting' : undefined
}

function Now({ recovery }: { recovery: RecoveryOnPageFragment }) {
  const { t } = useTranslation()
  const label = useLabel()
  const now = recovery.steps.find(({ step, outcome }) => step === recovery.step && outcome === null)
  if (now === undefined) return null
  return (
    <div className="stack">
      <p className="recovery-now">{label('recoveryStep', now.step)}</p>
      {now.kind === 'HUMAN' ? (
        <HumanStep recovery={recovery} step={now} />
      ) : (
        <p className="quiet">
          {now.kind === 'COMMAND' ? t('recovery.terminalActs') : label('checkWaits', now.subject)}
        </p>
      )}
      {now.kind === 'COMMAND' && <CommandGuidance type={now.subject} />}
      {recovery.command !== null && (
        <GoTo place={paths.command(recovery.command.id)}>
          {t(`commandType.${recovery.command.type}`)} · {recovery.command.why.text}
        </GoTo>
      )}
      <GiveUp recoveryId={recovery.id} />
    </div>
  )
}

function Ending({ recovery }: { recovery: RecoveryOnPageFragment }) {
  const { t } = useTranslation()
  const { end, endReason, warnings, rootBefore, rootAfter, workOrder, endedAt, terminal } = recovery
  const roots = [rootBefore, rootAfter].map((root) => (root === null ? '–' : `${root.slice(0, 8)}…`)).join(' → ')
  const facts: [string, ReactNode][] = [
    [t('recovery.ended'), endedAt !== null && <Time key="at" at={endedAt} show="moment" />],
  ]
  if (rootBefore !== null || rootAfter !== null)
    facts.push([
      t('recovery.roots'),
      <span key="roots" className="mono">
        {roots}
      </span>,
    ])
  return (
    <div className="stack">
      <RecoveryMark recovery={recovery} strong />
      {endReason !== null && <p>{t(`recoveryReason.${endReason}`)}</p>}
      {end !== null && <NextThing end={end} reason={endReason} />}
      {endReason === 'TAMPERED' && <p className="tone-bad">{t('recovery.tampered')}</p>}
      {warnings.map((warning) => (
        <Mark key={warning} look={{ tone: 'warn', icon: 'warning' }}>
          {t(`recoveryWarning.${warning}`)}
        </Mark>
      ))}
      <FactList facts={facts} />
      {warnings.includes('JOURNAL_DIFFERS') && terminal !== null && (
        <GoTo place={paths.terminal(terminal.id, { tab: 'agreement' })}>{t('recovery.toDifferences')}</GoTo>
      )}
      {workOrder !== null && (
        <>
          <p>
            <Mark look={WORK_ORDER_LOOKS[workOrder.state]}>{t(`workOrderState.${workOrder.state}`)}</Mark>{' '}
            <GoTo place={paths.recoveries({ tab: 'orders', order: workOrder.id })}>{t('workOrder.one')}</GoTo>
            {workOrder.technician !== '' && <CopyText text={workOrder.technician} />}
          </p>
          <WorkOrderPhotos order={workOrder} />
        </>
      )}
    </div>
  )
}
