import { useSyncExternalStore } from 'react'
import { ANNOUNCE_EVERY_MS } from '../limits.ts'

let spoken = ''
let waiting: string | undefined
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function speak(text: string): void {
  spoken = text
  for (const listener of listeners) listener()
}

/** Says a sentence through the page's one polite live region; when sentences come faster than allowed, only the newest is said. */
export function announce(text: string): void {
  if (timer !== undefined) {
    waiting = text
    return
  }
  speak(text)
  timer = setTimeout(() => {
    timer = undefined
    const next = waiting
    waiting = undefined
    if (next !== undefined) announce(next)
  }, ANNOUNCE_EVERY_MS)
}

function watch(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function LiveRegion() {
  const text = useSyncExternalStore(watch, () => spoken)
  return (
    <div role="status" aria-live="polite" className="visually-hidden">
      {text}
    </div>
  )
}
