import { useTranslation } from 'react-i18next'
import type { PrecisionShownFragment } from '../../api/generated/graphql.ts'
import { percentOf } from './percent.ts'

/** How often it was right, and of how many verdicts that is. */
export function PrecisionCell({ of: { judged, right, bps } }: { of: PrecisionShownFragment }) {
  const { t } = useTranslation()
  if (judged === 0) return <span className="quiet no-break">{t('rule.notJudged')}</span>
  return (
    <>
      {percentOf(bps)}
      <div className="quiet hint">{t('rule.judged', { right: String(right), judged: String(judged) })}</div>
    </>
  )
}
