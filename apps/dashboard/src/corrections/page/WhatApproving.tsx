import { useTranslation } from 'react-i18next'
import type { CorrectionFullFragment } from '../../api/generated/graphql.ts'

/** What a yes does, step by step, before it is said. */
export function WhatApproving({ correction }: { correction: CorrectionFullFragment }) {
  const { t } = useTranslation()
  const { impact, proofKind, checkersNeeded, decisions, otherOrganisation } = correction
  const missing = checkersNeeded - decisions.filter(({ verdict }) => verdict === 'APPROVED').length
  const steps = [
    missing > 1 ? t('correction.doesWaits') : null,
    t('correction.doesPosts', { day: impact.effectiveDate }),
    correction.moveTo === null ? null : t('correction.doesMoves', { tid: correction.moveTo.tid }),
    impact.adjusts ? t('correction.adjusts') : null,
    impact.order === null
      ? t('correction.terminalNothing')
      : t('correction.terminalTold', { what: t(`amendment.${impact.order.operation}`) }),
    t(`correctionProof.${proofKind}`),
  ].filter((step) => step !== null)
  return (
    <div>
      <h3>{t('correction.does')}</h3>
      <ol className="does">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {otherOrganisation && <p className="quiet hint">{t('correction.otherOrganisation')}</p>}
    </div>
  )
}
