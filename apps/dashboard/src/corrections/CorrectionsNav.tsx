import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { paths, type Place } from '../paths.ts'

const TABS: readonly (readonly [key: 'cases' | 'corrections' | 'rules' | 'reports', place: Place])[] = [
  ['cases', paths.cases()],
  ['corrections', paths.corrections()],
  ['rules', paths.correctionRules()],
  ['reports', paths.correctionReports()],
]

/** The parts of cases and corrections. */
export function CorrectionsNav() {
  const { t } = useTranslation()
  return (
    <nav className="money-nav" aria-label={t('rail.corrections')}>
      <ul>
        {TABS.map(([key, place]) => (
          <li key={key}>
            <Link
              to={place.to}
              className="money-tab"
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ className: 'money-tab money-tab-here', 'aria-current': 'page' }}
            >
              {t(`correctionTab.${key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
