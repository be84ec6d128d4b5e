import { Link } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '../paths.ts'
import { useViewer } from '../session/viewer.ts'
import { NothingHere } from '../shell/NothingHere.tsx'
import { useUrl } from '../ui/url.ts'
import { WaitingPage } from '../ui/Waiting.tsx'
import { sectionOf, sectionsFor } from './sections.ts'
import './settings.css'

/** The sections on the left, the chosen one beside them. */
export function SettingsPage() {
  const { t } = useTranslation()
  const { path } = useUrl()
  const permissions = useViewer()?.permissions ?? []
  const here = sectionOf(path, permissions)
  return (
    <div className="settings">
      <nav className="settings-nav" aria-label={t('settings.nav')}>
        <ul>
          {sectionsFor(permissions).map(({ key }) => (
            <li key={key}>
              <Link
                to={paths.settings(key).to}
                className={key === here?.key ? 'rail-stop rail-here' : 'rail-stop'}
                aria-current={key === here?.key ? 'page' : undefined}
              >
                {t(`settings.${key}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="settings-body page">
        <Suspense fallback={<WaitingPage />}>{here === null ? <NothingHere /> : <here.Page />}</Suspense>
      </div>
    </div>
  )
}
