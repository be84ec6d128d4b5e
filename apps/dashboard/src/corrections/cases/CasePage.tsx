import { useQuery } from '@apollo/client/react'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type CaseFullFragment, CasePageDocument } from '../../api/generated/graphql.ts'
import { FIGURES_POLLING } from '../../api/polling.ts'
import { EventRow } from '../../events/EventRow.tsx'
import { TerminalLink } from '../../fleet/TerminalLink.tsx'
import { InsteadOfPage } from '../../shell/InsteadOfPage.tsx'
import { CopyText } from '../../ui/CopyText.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FaultPanel } from '../../ui/FaultPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Since, Time } from '../../ui/Time.tsx'
import { Amounts } from '../Amounts.tsx'
import { CorrectionTable } from '../list/CorrectionTable.tsx'
import { CaseMark, SeverityMark, useKindName } from '../marks.tsx'
import { CaseActs } from './CaseActs.tsx'
import { CaseHits } from './CaseHits.tsx'
import { CaseSides } from './CaseSides.tsx'

/** One cause: what the rules found, what each witness says, what is done about it. */
export function CasePage() {
  const { t } = useTranslation()
  const { caseId } = useParams({ strict: false }) as { caseId: string }
  const { data, error, loading, refetch } = useQuery(CasePageDocument, {
    variables: { id: caseId },
    ...FIGURES_POLLING,
  })
  const fault = { error, what: t('case.one'), retry: () => void refetch() }
  const found = data?.case ?? null
  if (found === null) return <InsteadOfPage {...fault} loading={loading} />
  const zone = found.terminal?.store.timeZone
  return (
    <div className="page">
      <Head found={found} />
      <FaultPanel {...fault} />
      <div className="columns columns-work">
        <div className="stack">
          <Panel title={t('case.sides')} flush>
            <CaseSides found={found} />
          </Panel>
          <Panel title={t('case.why')} flush>
            <CaseHits hits={found.hits} />
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('case.do')}>
            <CaseActs found={found} />
          </Panel>
          <Panel title={t('transaction.facts')}>
            <CaseFacts found={found} />
          </Panel>
          {found.corrections.length > 0 && (
            <Panel title={t('correctionTab.corrections')} flush>
              <CorrectionTable rows={found.corrections} ofTerminal short />
            </Panel>
          )}
          <Panel title={t('terminal.timeline')} flush>
            <ol className="panel-body">
              {found.timeline.map((event) => (
                <EventRow key={event.id} event={event} terminalZone={zone} />
              ))}
            </ol>
          </Panel>
        </div>
      </div>
    </div>
  )
}

function Head({ found }: { found: CaseFullFragment }) {
  const { id, rule, explanation, severity, state, amounts, terminal } = found
  return (
    <PageHead
      tab={`${rule.rule} ${terminal?.tid ?? ''}`}
      title={
        <>
          {explanation.text} {amounts.length > 0 && <Amounts of={amounts} strong />}
        </>
      }
      below={
        <div className="line">
          <CaseMark state={state} strong />
          <SeverityMark severity={severity} />
          {terminal !== null && <TerminalLink terminal={terminal} tab="corrections" />}
          <CopyText text={id} />
        </div>
      }
    />
  )
}

function CaseFacts({ found }: { found: CaseFullFragment }) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const { rule, kinds, openedAt, closedAt, claimedBy, merchant, suppression, verdict } = found
  const zone = found.terminal?.store.timeZone
  const facts: (readonly [string, ReactNode])[] = [
    [t('rule.one'), `${rule.rule} v${rule.version}`],
    [t('case.proposes'), kinds.length === 0 ? t('case.proposesNothing') : kinds.map(kindName).join(' · ')],
    [t('agreement.openSince'), <Time key="opened" at={openedAt} show="moment" terminalZone={zone} />],
    closedAt === null
      ? [t('approvals.age'), <Since key="age" at={openedAt} />]
      : [t('agreement.closedAt'), <Time key="closed" at={closedAt} show="moment" terminalZone={zone} />],
  ]
  if (claimedBy !== null) facts.push([t('case.claimedBy'), claimedBy.name])
  if (merchant !== null) facts.push([t('money.merchant'), merchant.name])
  if (suppression !== null)
    facts.push([
      t('caseState.SUPPRESSED'),
      <span key="suppression">
        {found.suppressedBy?.name} · <Time at={suppression.until} show="moment" terminalZone={zone} />
        <div className="quiet">{suppression.reason}</div>
      </span>,
    ])
  if (verdict !== null)
    facts.push([
      t('case.verdict'),
      `${t(verdict === 'RIGHT' ? 'case.ruleRight' : 'case.ruleWrong')} · ${found.judgedBy?.name ?? t('approvals.unseen')}`,
    ])
  return <FactList facts={facts} />
}
