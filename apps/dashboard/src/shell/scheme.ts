import { useEffect, useSyncExternalStore } from 'react'
import { paint, type Scheme } from '../ui/theme.ts'
import { usePreferences } from './preferences.ts'

const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)')

function watchSystem(listener: () => void): () => void {
  const query = darkQuery()
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** Light or dark as chosen; "system" follows the system while the page is open. */
export function useScheme(): Scheme {
  const { scheme } = usePreferences()
  const systemDark = useSyncExternalStore(watchSystem, () => darkQuery().matches)
  const shown: Scheme = scheme === 'system' ? (systemDark ? 'dark' : 'light') : scheme
  useEffect(() => paint(document.documentElement, shown), [shown])
  return shown
}
