import { useSyncExternalStore } from 'react'

/** One ticking clock for the whole page: every relative time moves in the same instant, and a hidden page does not tick. */
const TICK_MS = 1_000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function watch(listener: () => void): () => void {
  listeners.add(listener)
  now = Date.now()
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  if (document.hidden) return
  now = Date.now()
  for (const listener of listeners) listener()
}

/** Now, in epoch milliseconds, moving on in steps of `everyMs` (a relative time in a list needs no second hand). */
export function useNow(everyMs: number = TICK_MS): number {
  const rounded = () => Math.floor(now / everyMs) * everyMs
  return Math.max(useSyncExternalStore(watch, rounded, rounded), 0)
}
