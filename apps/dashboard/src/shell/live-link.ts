import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react'
import type { LiveLink, LiveState } from '../api/live.ts'
import { LINK_LOST_AFTER_MS } from '../limits.ts'

const LiveLinkContext = createContext<LiveLink | null>(null)
export const LiveLinkProvider = LiveLinkContext.Provider

export function useLiveLink(): LiveLink {
  const live = useContext(LiveLinkContext)
  if (live === null) throw new Error('The page has no live link: wrap it in LiveLinkProvider.')
  return live
}

export function useLiveState(): LiveState {
  const live = useLiveLink()
  return useSyncExternalStore(live.watch, live.state)
}

/** True once the link has been lost for a while: a short blip stays quiet. */
export function useLinkLost(): boolean {
  const lost = useLiveState() === 'LOST'
  const [shown, show] = useState(false)
  useEffect(() => {
    if (!lost) return show(false)
    const timer = setTimeout(() => show(true), LINK_LOST_AFTER_MS)
    return () => clearTimeout(timer)
  }, [lost])
  return shown
}
