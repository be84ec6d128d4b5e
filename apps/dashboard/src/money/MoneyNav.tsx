import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { paths, type Place } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'

interface Tab {
  readonly key: 'explorer' | 'batches' | 'ledger' | 'statements' | 'files' | 'matches' | 'exports'
  readonly place: Place
  readonly permission: string
}

const TABS: readonly Tab[] = [
  { key: 'explorer', place: paths.transactions(), permission: 'transaction:read' },
  { key: 'batches', place: paths.batches(), permission: 'transaction:read' },
  { key: 'ledger', place: paths.ledger(), permission: 'ledger:read' },
  { key: 'statements', place: paths.statements(), permission: 'ledger:read' },
  { key: 'files', place: paths.files(), permission: 'file:read' },
  { key: 'matches', place: paths.matches(), permission: 'transaction:read' },
  { key: 'exports', place: paths.exports(), permission: 'transaction:read' },
]

/** The parts of the money half that belong together, as far as this person may read them. */
export function MoneyNav() {
  const { t } = useTranslation()
  const permissions = useViewer()?.permissions ?? []
  return (
    <nav className="money-nav" aria-label={t('rail.transactions')}>
      <ul>
        {TABS.filter(({ permission }) => permissions.includes(permission)).map(({ key, place }) => (
          <li key={key}>
            <Link
              to={place.to}
              className="money-tab"
              activeOptions={{ includeSearch: false }}
              activeProps={{ className: 'money-tab money-tab-here', 'aria-current': 'page' }}
            >
              {t(`moneyTab.${key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
