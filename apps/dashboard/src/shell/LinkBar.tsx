import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from '../ui/announce.tsx'
import { useLinkLost } from './live-link.ts'

/** Says quietly that what is shown stands still. It lies over the page, so that nothing moves; the data stays. */
export function LinkBar() {
  const { t } = useTranslation()
  const lost = useLinkLost()
  useEffect(() => {
    if (lost) announce(t('link.lost'))
  }, [lost, t])
  return <div className="link-bar">{lost && <span className="link-bar-text">{t('link.lost')}</span>}</div>
}
