import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from '../ui/announce.tsx'
import { useLinkLost } from './live-link.ts'

/** Says quietly that what is shown stands still. The data stays. */
export function LinkBar() {
  const { t } = useTranslation()
  const lost = useLinkLost()
  useEffect(() => {
    if (lost) announce(t('link.lost'))
  }, [lost, t])
  return lost ? <div className="link-bar">{t('link.lost')}</div> : null
}
