import { useCallback, useEffect, useRef, useState } from 'react'
import { LOOK_ROUNDS_MAX } from '../limits.ts'
import type { More } from './more.ts'

/** A list whose pages may end early: how far it was looked, and whether it goes on by itself. */
export interface Further {
  /** Everything newer than this was looked at; null: the page is full, or everything was. */
  readonly searchedThrough: string | null
  readonly looking: boolean
  /** Another few rounds, by a person's wish. */
  readonly goOn: () => void
}

/** Goes on by itself for a few rounds when a page ended early; then it is for the person to say. */
export function useFurther(searchedThrough: string | null, next: More, criteria: string): Further {
  const left = useRef(LOOK_ROUNDS_MAX)
  const [wish, setWish] = useState(0)
  const { load, loading, error } = next
  const known = useRef(criteria)
  if (known.current !== criteria) {
    known.current = criteria
    left.current = LOOK_ROUNDS_MAX
  }
  useEffect(() => {
    if (searchedThrough === null || loading || error !== undefined || left.current <= 0) return
    left.current -= 1
    load()
  }, [searchedThrough, loading, error, load, wish])
  const goOn = useCallback(() => {
    left.current = LOOK_ROUNDS_MAX
    setWish((count) => count + 1)
  }, [])
  return { searchedThrough, looking: searchedThrough !== null && loading, goOn }
}
