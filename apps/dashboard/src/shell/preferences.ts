import { useSyncExternalStore } from 'react'

/** What a person chose on this device. None of it changes what data is shown; that stands in the URL. */
export interface Preferences {
  readonly language: string | null
  readonly scheme: 'light' | 'dark' | 'system'
  readonly railCollapsed: boolean
  /** The terminal list's last columns and density, put into the URL of the rail's link. */
  readonly columns: string | null
  readonly density: string | null
}

const KEY = 'budeng.preferences'
const DEFAULTS: Preferences = { language: null, scheme: 'system', railCollapsed: false, columns: null, density: null }
const listeners = new Set<() => void>()
let current = read()

function read(): Preferences {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') }
  } catch {
    // storage switched off or written by something else: the defaults do
    return DEFAULTS
  }
}

export function preferences(): Preferences {
  return current
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // storage switched off: the choice holds until the page is closed
  }
  for (const listener of listeners) listener()
}

function watch(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watch, preferences)
}
