import { useEffect, useRef } from 'react'
import { useUrl } from '../../ui/url.ts'
import { type Draft, readDraft, searchOf } from './draft.ts'

/**
 * Keeps what is typed in the URL, so that the link can be sent on and a reload loses nothing but the reason; and takes what
 * the URL says when it changes by itself: a link to another kind, or the way back.
 */
export function useKeptInUrl(draft: Draft, isKept: boolean, onUrl: (said: Draft) => void): void {
  const { search, change } = useUrl()
  const said = readDraft(search)
  const [inUrl, inForm] = [shownOf(said), shownOf(draft)]
  const newest = useRef({ said, draft, search, change, onUrl, inUrl, inForm })
  newest.current = { said, draft, search, change, onUrl, inUrl, inForm }
  useEffect(() => {
    const now = newest.current
    if (isKept && inUrl !== now.inForm) now.onUrl(now.said)
  }, [isKept, inUrl])
  useEffect(() => {
    const now = newest.current
    if (isKept && inForm !== now.inUrl) now.change(searchOf(now.draft, now.search))
  }, [isKept, inForm])
}

/** What of a draft stands in the URL. */
function shownOf({ kind, values, linkToId, moveToId }: Draft): string {
  const typed = Object.entries(values).filter(([, value]) => value !== '')
  return JSON.stringify([kind, typed.toSorted(([a], [b]) => (a < b ? -1 : 1)), linkToId, moveToId])
}
