import { useSyncExternalStore } from 'react'

/** One ticking clock for the whole page: every relative time moves in the same instant, and a hidden page does not tick. */
const TICK_MS = 1_000
const listeners = new Set<() => void>()
/** The platform's clock as it last told it: an answer's time, when it came, and how fast the platform's time runs. */
let told = { platform: 0, here: 0, factor: 1 }
let now = platformNow()
let timer: ReturnType<typeof setInterval> | undefined

function platformNow(): number {
  return told.platform + (Date.now() - told.here) * told.factor
}

/** Sets the clock by an answer's `x-budeng-time`; what is no time leaves it as it is. */
export function setClock(header: string | null): void {
  const [, at, factor] = /^(\d{1,15});factor=(\d+(?:\.\d+)?)$/.exec(header ?? '') ?? []
  if (at === undefined || factor === undefined) return
  const isFirst = told.platform === 0
  told = { platform: Number(at), here: Date.now(), factor: Number(factor) }
  // ages that were written by the browser's own clock are written anew at once
  if (isFirst && timer !== undefined) tick()
}

function watch(listener: () => void): () => void {
  listeners.add(listener)
  now = platformNow()
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
  now = platformNow()
  for (const listener of listeners) listener()
}

/** Now, in epoch milliseconds, moving on in steps of `everyMs` (a relative time in a list needs no second hand). */
export function useNow(everyMs: number = TICK_MS): number {
  const rounded = () => Math.floor(now / everyMs) * everyMs
  return Math.max(useSyncExternalStore(watch, rounded, rounded), 0)
}
