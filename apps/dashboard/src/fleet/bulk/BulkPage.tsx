import { useQuery, useSubscription } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { BulkActionDocument, type BulkFullFragment, BulkProgressDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { WaitingCard } from '../../approvals/WaitingCard.tsx'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { announce } from '../../ui/announce.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { paths } from '../../paths.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Time } from '../../ui/Time.tsx'
import { useOrderedFacts } from '../command/ordered-facts.tsx'
import { BulkMark } from '../marks.tsx'
import { BulkCommands } from './BulkCommands.tsx'
import { PreviewLines } from './PreviewLines.tsx'
import { ProgressBar } from './ProgressBar.tsx'

/** An action on many terminals: how far it is, what became of each, what was left out and why. */
export function BulkPage() {
  const { t, i18n } = useTranslation()
  const { bulkId } = useParams({ strict: false }) as { bulkId: string }
  const { data, error, loading, refetch } = useQuery(BulkActionDocument, {
    variables: { id: bulkId },
    ...FIGURES_POLLING,
  })
  const bulk = data?.bulkAction ?? null
  useSubscription(BulkProgressDocument, {
    variables: { bulkId },
    skip: bulk === null || bulk.state === 'DENIED' || bulk.state === 'LAPSED',
  })
  const number = (value: number) => formatNumber(value, i18n.language)
  const summary =
    bulk === null
      ? ''
      : t('progress.summary', { finished: number(bulk.finishedCount), total: number(bulk.commandCount) })
  useEffect(() => announce(summary), [summary])

  const fault = { error, what: t('bulk.one'), retry: () => void refetch() }
  if (bulk === null) return <InsteadOfPage {...fault} loading={loading} />
  const title = t(`act.${bulk.type}`, { count: bulk.terminalCount, number: number(bulk.terminalCount) })
  return (
    <div className="page">
      <PageHead
        tab={title}
        title={title}
        below={
          <div className="line">
            <BulkMark bulk={bulk} />
            {bulk.rollout !== null && <GoTo place={paths.rollout(bulk.rollout.id)}>{t('rollout.open')}</GoTo>}
            <CopyText text={bulk.id} />
          </div>
        }
      />
      <FaultPanel {...fault} />
      {bulk.state === 'PENDING_APPROVAL' && <WaitingCard id={bulk.id} />}
      {bulk.commandCount > 0 && (
        <Panel title={t('command.progress')}>
          <ProgressBar bulk={bulk} withLegend />
        </Panel>
      )}
      <div className="columns">
        <Panel title={t('command.request')}>
          <BulkFacts bulk={bulk} />
        </Panel>
        <Panel title={t('bulk.breakdown')}>
          <PreviewLines lines={bulk.breakdown} total={bulk.terminalCount} />
        </Panel>
      </div>
      <BulkCommands bulk={bulk} />
    </div>
  )
}

function BulkFacts({ bulk }: { bulk: BulkFullFragment }) {
  const { t } = useTranslation()
  const orderedFacts = useOrderedFacts()
  return (
    <FactList
      facts={[
        ...orderedFacts(bulk.type, bulk.params),
        [t('column.by'), bulk.requestedBy?.name ?? '–'],
        [t('request.reason'), bulk.reason],
        [t('column.requested'), <Time key="at" at={bulk.requestedAt} show="moment" />],
        [t('command.validUntil'), <Time key="until" at={bulk.notAfter} show="moment" />],
        [t('command.tier'), `${bulk.tier} · ${t(`tier.${bulk.tier}`)}`],
        ...(bulk.decidedBy === null ? [] : [[t('bulk.decidedBy'), bulk.decidedBy.name] as const]),
        ...(bulk.decidedAt === null
          ? []
          : [[t('bulk.decidedAt'), <Time key="decided" at={bulk.decidedAt} show="moment" />] as const]),
        ...(bulk.note === null || bulk.note === '' ? [] : [[t('bulk.note'), bulk.note] as const]),
      ]}
    />
  )
}
