import { useTranslation } from 'react-i18next'
import type { BudgetFiguresFragment } from '../api/generated/graphql.ts'
import { formatNumber } from '../ui/format.ts'
import { Time } from '../ui/Time.tsx'
import './grants.css'

/** From here on a budget is nearly used up. */
const NEARLY_SPENT = 0.8

/** "43 of 50 today": the number in words, the bar beside it. */
export function BudgetBar({ period, budget }: { period: 'hour' | 'day'; budget: BudgetFiguresFragment }) {
  const { t, i18n } = useTranslation()
  const { spent, limit, left, resetsAt } = budget
  const share = limit === 0 ? 1 : Math.min(1, spent / limit)
  const tone = left === 0 ? 'spent' : share >= NEARLY_SPENT ? 'nearly' : 'free'
  const figures = { spent: formatNumber(spent, i18n.language), limit: formatNumber(limit, i18n.language) }
  return (
    <div className="budget">
      <span className="number">{t(`grants.${period}`, figures)}</span>
      <span className={`budget-bar budget-${tone}`} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
      {left === 0 && (
        <span className="quiet">
          {t('grants.again')} <Time at={resetsAt} show="clock" />
        </span>
      )}
    </div>
  )
}
