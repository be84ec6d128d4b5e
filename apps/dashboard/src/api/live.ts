import { createClient, type Client } from 'graphql-ws'

/** What the page knows of its live connection. IDLE: nothing is subscribed. */
export type LiveState = 'IDLE' | 'LIVE' | 'LOST'

/** The live connection as a store that a screen can watch. */
export interface LiveLink {
  readonly client: Client
  state(): LiveState
  watch(listener: () => void): () => void
  /** Drops the socket; open subscriptions come back on a new one (other language, other session). */
  renew(): void
}

/** Close codes with which the server says "not signed in". */
const SIGNED_OUT_CODES = new Set([4401, 4403])
/** Pings, so that a dead path is noticed. */
const KEEP_ALIVE_MS = 15_000

/** Connects when the first subscription opens; reconnects for ever, with the back-off of graphql-ws. */
export function createLiveLink(options: { url: string; language: () => string; onSignedOut: () => void }): LiveLink {
  let state: LiveState = 'IDLE'
  const listeners = new Set<() => void>()
  const become = (next: LiveState) => {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  const client = createClient({
    url: options.url,
    lazy: true,
    lazyCloseTimeout: 3_000,
    keepAlive: KEEP_ALIVE_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (fault) => !isSignedOut(fault),
    connectionParams: () => ({ acceptLanguage: options.language() }),
    on: {
      connected: () => become('LIVE'),
      closed: (event) => {
        if (isSignedOut(event)) options.onSignedOut()
        become(isOrderly(event) ? 'IDLE' : 'LOST')
      },
    },
  })
  return {
    client,
    state: () => state,
    watch: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    renew: () => client.terminate(),
  }
}

function codeOf(event: unknown): number | undefined {
  return typeof event === 'object' && event !== null && 'code' in event && typeof event.code === 'number'
    ? event.code
    : undefined
}

function isSignedOut(event: unknown): boolean {
  return SIGNED_OUT_CODES.has(codeOf(event) ?? 0)
}

function isOrderly(event: unknown): boolean {
  return codeOf(event) === 1000
}
