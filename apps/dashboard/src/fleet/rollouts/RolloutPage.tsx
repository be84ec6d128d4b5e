import { useQuery, useSubscription } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { RolloutDocument, type RolloutFullFragment, RolloutProgressDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { WaitingCard } from '../../approvals/WaitingCard.tsx'
import { paths } from '../../paths.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { announce } from '../../ui/announce.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber, formatPercent } from '../../ui/format.ts'
import { FullScreen } from '../../ui/FullScreen.tsx'
import { GoTo } from '../../ui/GoTo.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { useOrderedFacts } from '../command/ordered-facts.tsx'
import { ChangeShown } from '../parameters/ChangeShown.tsx'
import { DriftFigures } from './DriftFigures.tsx'
import { GroupColumn, type GroupMark } from './GroupColumn.tsx'
import { RolloutMark } from './marks.tsx'
import { usePlanFacts } from './plan-facts.tsx'
import { RolloutControls } from './RolloutControls.tsx'
import { RolloutMembers } from './RolloutMembers.tsx'
import { standsByItself, StoodStill } from './StoodStill.tsx'
import { StopLine } from './StopLine.tsx'

/** A rollout: its groups filling up, where it stops by itself, what can be said to it, and every terminal. */
export function RolloutPage() {
  const { t, i18n } = useTranslation()
  const { rolloutId } = useParams({ strict: false }) as { rolloutId: string }
  const { data, error, loading, refetch } = useQuery(RolloutDocument, {
    variables: { id: rolloutId },
    ...FIGURES_POLLING,
  })
  const rollout = data?.rollout ?? null
  useSubscription(RolloutProgressDocument, { variables: { rolloutId }, skip: rollout === null || isStill(rollout) })
  const summary = rollout === null ? '' : `${t(`rolloutState.${rollout.state}`)}. ${rollout.why}`
  useEffect(() => announce(summary), [summary])
  const fault = { error, what: t('rollout.one'), retry: () => void refetch() }
  if (rollout === null) return <InsteadOfPage {...fault} loading={loading} />
  const { action, cohort, groups } = rollout
  const title = t(`act.${action.type}`, { count: cohort, number: formatNumber(cohort, i18n.language) })
  const now = groups.findLastIndex(({ open }) => open)
  return (
    <div className="page wall">
      <PageHead
        tab={title}
        title={title}
        actions={<FullScreen />}
        below={
          <div className="line">
            <RolloutMark state={rollout.state} /> {!standsByItself(rollout) && <span>{rollout.why}</span>}
            <CopyText text={rollout.id} />
            <GoTo place={paths.rollouts()}>{t('rollout.all')}</GoTo>
          </div>
        }
      />
      <FaultPanel {...fault} />
      {rollout.state === 'WAITING' && <WaitingCard id={action.id} />}
      <StoodStill rollout={rollout} />
      <RolloutControls rollout={rollout} />
      <Panel title={t('rollout.groups')} extra={<Estimate rollout={rollout} />}>
        <ol className="group-columns">
          {groups.map((group) => (
            <GroupColumn
              key={group.index}
              rolloutId={rollout.id}
              group={group}
              isLast={group.index === groups.length - 1}
              mark={group.index === now ? markOf(rollout) : null}
            />
          ))}
        </ol>
        {rollout.stopLine !== null && (
          <StopLine line={rollout.stopLine} atLeast={rollout.plan.stopAtLeast} cohort={cohort} />
        )}
        {rollout.parameters !== null && <DriftFigures rollout={rollout} />}
      </Panel>
      <Panel title={t('command.request')}>
        <div className="stack">
          <RolloutFacts rollout={rollout} />
          {rollout.parameters !== null && <ChangeShown change={rollout.parameters} />}
        </div>
      </Panel>
      <RolloutMembers rollout={rollout} />
    </div>
  )
}

/** How the newest group is marked: it fills up, or a rule holds it. */
function markOf(rollout: RolloutFullFragment): GroupMark {
  if (rollout.state === 'RUNNING') return 'now'
  return standsByItself(rollout) ? 'held' : null
}

/** Nothing of it changes any more, unless a person has it try again. */
function isStill({ state, groups }: RolloutFullFragment): boolean {
  const open = ['OFFLINE', 'UNDER_WAY', 'LOST', 'UNKNOWN']
  const hasOpen = groups.some(({ figures }) => figures.some(({ standing }) => open.includes(standing)))
  return ['FINISHED', 'CANCELLED', 'REFUSED'].includes(state) && !hasOpen
}

function Estimate({ rollout: { state, plan, estimatedEnd, endedAt } }: { rollout: RolloutFullFragment }) {
  const { t } = useTranslation()
  if (endedAt !== null)
    return (
      <span className="quiet">
        {t('rollout.ended')} <Time at={endedAt} show="moment" />
      </span>
    )
  if (state === 'RUNNING' && plan.window !== null)
    return <span className="quiet">{t('rollout.hoursOnly', { from: plan.window.from, to: plan.window.to })}</span>
  if (estimatedEnd === null) return null
  return (
    <span className="quiet">
      {t('rollout.estimate')} <Time at={estimatedEnd} show="moment" />
    </span>
  )
}

function RolloutFacts({ rollout }: { rollout: RolloutFullFragment }) {
  const { t, i18n } = useTranslation()
  const { plan, action, approvals } = rollout
  const orderedFacts = useOrderedFacts()
  const planFacts = usePlanFacts()
  const share = (part: number, whole: number) => formatPercent(whole === 0 ? 0 : part / whole, i18n.language)
  return (
    <FactList
      facts={[
        ...orderedFacts(action.type, action.params),
        [t('column.by'), action.requestedBy?.name ?? '–'],
        [t('request.reason'), action.reason],
        [t('column.requested'), <Time key="at" at={rollout.requestedAt} show="moment" />],
        [t('command.tier'), `${action.tier} · ${t(`tier.${action.tier}`)}`],
        ...(action.decidedBy === null ? [] : [[t('bulk.decidedBy'), action.decidedBy.name] as const]),
        ...planFacts(plan),
        [
          t('rollout.approvals'),
          approvals.enough
            ? t('rollout.approvalsWhat', {
                changed: share(approvals.changedApproved, approvals.changed),
                control: share(approvals.controlApproved, approvals.control),
              })
            : t('rollout.approvalsFew'),
        ],
        [
          t('bulk.one'),
          <GoTo key="bulk" place={paths.bulkAction(action.id)}>
            {t('bulk.open')}
          </GoTo>,
        ],
      ]}
    />
  )
}
