import { useCallback, useRef } from 'react'
import { FIGURES_EVERY_MS, MOVING_EVERY_MS, PAGE_SIZE } from '../limits.ts'

/**
 * Keeps a list fresh while only its first page is loaded. A person who went further down is reading: a first page
 * fetched anew would take the rows away.
 */
export function useListPolling(pageSize: number = PAGE_SIZE, everyMs: number = FIGURES_EVERY_MS) {
  const loaded = useRef(0)
  const skipPollAttempt = useCallback(() => document.hidden || loaded.current > pageSize, [pageSize])
  return {
    options: { pollInterval: everyMs, skipPollAttempt },
    tell: (rows: number) => {
      loaded.current = rows
    },
  }
}

/** For figures that are replaced whole. */
export const FIGURES_POLLING = { pollInterval: FIGURES_EVERY_MS, skipPollAttempt: () => document.hidden } as const

/** Keeps what moves fresh, until it is told that it moves no more. */
export function useMovingPolling() {
  const isStill = useRef(false)
  const skipPollAttempt = useCallback(() => document.hidden || isStill.current, [])
  return {
    options: { pollInterval: MOVING_EVERY_MS, skipPollAttempt },
    tell: (still: boolean) => {
      isStill.current = still
    },
  }
}
