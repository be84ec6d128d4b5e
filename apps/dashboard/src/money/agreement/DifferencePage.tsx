import { useQuery } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DifferencePageDocument, type DifferencePageQuery } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { paths } from '../../paths.ts'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { formatNumber } from '../../ui/format.ts'
import { GoTo } from '../../ui/GoTo.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Since, Time } from '../../ui/Time.tsx'
import { Amount } from '../Amount.tsx'
import { DifferenceMark } from '../marks.tsx'
import { Roots } from '../Roots.tsx'
import { Records } from '../transaction/Records.tsx'
import { SideBySide } from './SideBySide.tsx'
import { TerminalAgreementFacts } from './TerminalAgreementFacts.tsx'

type Difference = NonNullable<DifferencePageQuery['difference']>

/** One difference: our record beside the terminal's, and how far both sides agree otherwise. */
export function DifferencePage() {
  const { t } = useTranslation()
  const { differenceId } = useParams({ strict: false }) as { differenceId: string }
  const { data, error, loading, refetch } = useQuery(DifferencePageDocument, {
    variables: { id: differenceId },
    ...FIGURES_POLLING,
  })
  const fault = { error, what: t('agreement.one'), retry: () => void refetch() }
  const difference = data?.difference ?? null
  if (difference === null) return <InsteadOfPage {...fault} loading={loading} />
  const { terminal, record } = difference
  // of a range only the first record is here: beside nothing it would look as if it differed
  const isOfOne = difference.fromSeq === difference.toSeq
  return (
    <div className="page">
      <Head difference={difference} />
      <FaultPanel {...fault} />
      <Panel title={t('agreement.facts')}>
        <DifferenceFacts difference={difference} />
      </Panel>
      {isOfOne ? (
        <Panel title={t('agreement.sideBySide')} flush>
          <SideBySide ours={record?.content ?? null} theirs={difference.contentTerminal} />
        </Panel>
      ) : (
        terminal !== null && (
          <Panel title={t('agreement.next')}>
            <div className="line">
              <span className="quiet">{t('agreement.ofMany')}</span>
              <GoTo place={paths.batches({ q: terminal.tid })} className="link">
                {t('agreement.toBatches', { tid: terminal.tid })}
              </GoTo>
            </div>
          </Panel>
        )
      )}
      {record !== null && isOfOne && (
        <Panel title={t('agreement.ours')} flush>
          <Records label={t('agreement.ours')} records={[record]} terminalZone={terminal?.store.timeZone} />
        </Panel>
      )}
      {terminal?.agreement != null && (
        <Panel title={t('agreement.ofTerminal')}>
          <TerminalAgreementFacts agreement={terminal.agreement} />
        </Panel>
      )}
    </div>
  )
}

function Head({ difference: { id, kind, amount, movesNoMoney, terminal, closedAt } }: { difference: Difference }) {
  const { t } = useTranslation()
  return (
    <PageHead
      tab={`${t(`differenceKind.${kind}`)} ${terminal?.tid ?? ''}`}
      title={
        <>
          <DifferenceMark kind={kind} strong={closedAt === null} /> {amount !== null && <Amount of={amount} strong />}
          {movesNoMoney && <span className="quiet">{t('agreement.noMoney')}</span>}
        </>
      }
      below={
        <div className="line">
          {terminal !== null && <TerminalLink terminal={terminal} tab="agreement" />}
          <CopyText text={id} />
        </div>
      }
      actions={
        terminal !== null && (
          <GoTo place={paths.terminal(terminal.id, { tab: 'corrections' })} className="link">
            {t('agreement.toCases')}
          </GoTo>
        )
      }
    />
  )
}

function DifferenceFacts({ difference }: { difference: Difference }) {
  const { t, i18n } = useTranslation()
  const { fromSeq, toSeq, epoch, openedAt, closedAt, leafHost, leafTerminal, terminal, kind } = difference
  const { roundTrips, wireBytes } = difference
  const zone = terminal?.store.timeZone
  const facts: (readonly [string, ReactNode])[] = [
    [t('agreement.means'), t(`differenceMeans.${kind}`)],
    [
      t('agreement.records'),
      <span key="records" className="number">
        {fromSeq === toSeq ? fromSeq : `${fromSeq}–${toSeq}`}
        {epoch > 1 && ` · ${t('money.epoch')} ${epoch}`}
      </span>,
    ],
    [t('agreement.openSince'), <Time key="opened" at={openedAt} show="moment" terminalZone={zone} />],
    closedAt === null
      ? [t('agreement.age'), <Since key="age" at={openedAt} />]
      : [t('agreement.closedAt'), <Time key="closed" at={closedAt} show="moment" terminalZone={zone} />],
  ]
  if (roundTrips !== null && wireBytes !== null)
    facts.push([
      t('agreement.locatedIn'),
      t('agreement.cost', { count: roundTrips, bytes: formatNumber(wireBytes, i18n.language) }),
    ])
  if (leafHost !== null && leafTerminal !== null)
    facts.push([
      t('agreement.leaves'),
      <Roots key="leaves" ours={leafHost} theirs={leafTerminal} equal={leafHost === leafTerminal} />,
    ])
  return <FactList facts={facts} />
}
