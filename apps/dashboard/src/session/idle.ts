import { useSyncExternalStore } from 'react'
import { IDLE_LOCK_MS, INPUT_RECENT_MS } from '../limits.ts'

/** When the person last touched keyboard, mouse or screen. */
let lastInput = Date.now()
let locked = false
const listeners = new Set<() => void>()

/** Watches for input, from the start of the page on. */
export function watchInput(): void {
  for (const type of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
    window.addEventListener(type, () => void (lastInput = Date.now()), { passive: true, capture: true })
}

/** Whether anybody is there: what the page asks by itself must not keep a session open. */
export function isSomebodyThere(): boolean {
  return Date.now() - lastInput < INPUT_RECENT_MS
}

/** Whether nobody was there for so long that the platform locks the session. */
export function wasAwayTooLong(): boolean {
  return Date.now() - lastInput >= IDLE_LOCK_MS
}

export function setLocked(next: boolean): void {
  if (locked === next) return
  locked = next
  if (!next) lastInput = Date.now()
  for (const listener of listeners) listener()
}

/** Whether the session is locked until a second factor opens it. */
export function useLocked(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    () => locked,
  )
}
