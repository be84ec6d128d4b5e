import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgreementOfTerminalFragment } from '../../api/generated/graphql.ts'
import { FactList } from '../../ui/FactList.tsx'
import { Since, Time } from '../../ui/Time.tsx'
import { AgreementMark } from '../marks.tsx'
import { Hash } from '../Roots.tsx'

/** How far the journal of a terminal is received, and through where both sides are equal. */
export function TerminalAgreementFacts({ agreement }: { agreement: AgreementOfTerminalFragment }) {
  const { t } = useTranslation()
  const { state, epoch, throughSeq, ahead, gapSince, root, equalSeq, equalAt, comparedAt, unproven } = agreement
  const moment = (at: string | null) => (at === null ? t('agreement.never') : <Time at={at} show="moment" />)
  const facts: (readonly [string, ReactNode])[] = [
    [t('column.state'), <AgreementMark key="state" state={state} strong={state === 'DIFFERENT'} />],
    [t('agreement.received'), t('agreement.receivedThrough', { epoch, seq: throughSeq })],
    [t('agreement.equalThrough'), equalSeq === '0' ? t('agreement.never') : equalSeq],
    [t('agreement.equalAt'), moment(equalAt)],
    [t('money.comparedAt'), moment(comparedAt)],
    [t('agreement.root'), <Hash key="root" of={root} />],
  ]
  if (gapSince !== null)
    facts.push([
      t('agreement.gap'),
      <strong key="gap" className="tone-warn">
        <Since at={gapSince} />
      </strong>,
    ])
  if (ahead.length > 0) facts.push([t('agreement.ahead'), ahead.join(', ')])
  if (unproven > 0) facts.push([t('transaction.isUnproven'), unproven])
  return <FactList facts={facts} />
}
