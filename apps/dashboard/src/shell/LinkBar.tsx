import { useApolloClient } from '@apollo/client/react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { announce } from '../ui/announce.tsx'
import { useLinkLost } from './live-link.ts'

/** Says quietly that what is shown stands still. It lies over the page, so that nothing moves; the data stays. */
export function LinkBar() {
  const { t } = useTranslation()
  const lost = useLinkLost()
  const client = useApolloClient()
  const wasLost = useRef(false)
  useEffect(() => {
    if (lost) announce(t('link.lost'))
    // what failed or stood still meanwhile is asked again
    else if (wasLost.current) client.refetchQueries({ include: 'active' }).catch(() => undefined)
    wasLost.current = lost
  }, [lost, t, client])
  return <div className="link-bar">{lost && <span className="link-bar-text">{t('link.lost')}</span>}</div>
}
