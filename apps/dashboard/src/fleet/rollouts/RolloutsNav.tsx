import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { paths, type Place } from '../../paths.ts'
import { useViewer } from '../../session/viewer.ts'

const TABS: readonly (readonly [key: 'rollouts' | 'software', place: Place, permission: string | null])[] = [
  ['rollouts', paths.rollouts(), null],
  ['software', paths.software(), 'command:SOFTWARE_UPDATE'],
]

/** What is given to many, and what there is to give. */
export function RolloutsNav() {
  const { t } = useTranslation()
  const permissions = useViewer()?.permissions ?? []
  const tabs = TABS.filter(([, , permission]) => permission === null || permissions.includes(permission))
  if (tabs.length === 1) return null
  return (
    <nav className="money-nav" aria-label={t('rail.rollouts')}>
      <ul>
        {tabs.map(([key, place]) => (
          <li key={key}>
            <Link
              to={place.to}
              className="money-tab"
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ className: 'money-tab money-tab-here', 'aria-current': 'page' }}
            >
              {t(`rolloutTab.${key}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
