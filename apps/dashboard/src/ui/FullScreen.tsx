import { Button } from 'antd'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'

/**
 * For a wall, and back: of a page whose outermost element is of the class `wall`. The whole document fills the screen and the
 * frame around the page goes: what stands above every page (a stop, a link that is lost), dialogs and the lock still show.
 */
export function FullScreen() {
  const { t } = useTranslation()
  const isFull = useSyncExternalStore(
    (changed) => {
      document.addEventListener('fullscreenchange', changed)
      return () => document.removeEventListener('fullscreenchange', changed)
    },
    () => document.fullscreenElement !== null,
  )
  if (!document.fullscreenEnabled) return null
  const turn = () => (isFull ? document.exitFullscreen() : document.documentElement.requestFullscreen())
  return <Button onClick={() => void turn()}>{t(isFull ? 'watch.leaveFullScreen' : 'watch.fullScreen')}</Button>
}
