import { useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { Place, SearchText } from '../paths.ts'

/** The URL as state: what a screen shows is read from here and changed here, nowhere else. */
export interface Url {
  readonly path: string
  readonly search: SearchText
  /** Changes some names and keeps the others, and the page where it is; a filter replaces the entry in the history, a step pushes one. */
  change(patch: SearchText, how?: 'replace' | 'push'): void
  go(place: Place, how?: 'replace' | 'push'): void
}

export function useUrl(): Url {
  const location = useLocation()
  const navigate = useNavigate()
  const search = location.search as SearchText
  const path = location.pathname
  const go = useCallback(
    (place: Place, how: 'replace' | 'push' = 'push') =>
      void navigate({ to: place.to, search: place.search, replace: how === 'replace' }),
    [navigate],
  )
  const change = useCallback(
    (patch: SearchText, how: 'replace' | 'push' = 'replace') =>
      void navigate({
        to: path,
        search: (before: object) => ({ ...before, ...patch }),
        replace: how === 'replace',
        resetScroll: false,
      }),
    [navigate, path],
  )
  return useMemo(() => ({ path, search, change, go }), [path, search, change, go])
}
