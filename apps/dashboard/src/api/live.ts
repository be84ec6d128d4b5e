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
/** A ping this often; one that is not answered in time means that the path is dead, whatever the socket says. */
const PING_EVERY_MS = 10_000
const PONG_WITHIN_MS = 5_000

/** Waits between attempts to reconnect: doubled from the first to the most, each cut by chance, so that pages do not come back in step. */
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 8_000

/** Connects when the first subscription opens; reconnects for ever. */
export function createLiveLink(options: { url: string; language: () => string; onSignedOut: () => void }): LiveLink {
  let state: LiveState = 'IDLE'
  const listeners = new Set<() => void>()
  const become = (next: LiveState) => {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  let pongDue: ReturnType<typeof setTimeout> | undefined
  const client = createClient({
    url: options.url,
    lazy: true,
    lazyCloseTimeout: 3_000,
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => wait(Math.min(RETRY_FIRST_MS * 2 ** retries, RETRY_MOST_MS) * (0.5 + Math.random() / 2)),
    shouldRetry: (fault) => !isSignedOut(fault),
    connectionParams: () => ({ acceptLanguage: options.language() }),
    on: {
      connected: () => become('LIVE'),
      ping: (received) => {
        if (!received) pongDue = setTimeout(() => client.terminate(), PONG_WITHIN_MS)
      },
      pong: (received) => {
        if (received) clearTimeout(pongDue)
      },
      closed: (event) => {
        clearTimeout(pongDue)
        if (isSignedOut(event)) options.onSignedOut()
        become(isOrderly(event) ? 'IDLE' : 'LOST')
      },
    },
  })
  // the system knows first when there is no network at all
  window.addEventListener('offline', () => become('LOST'))
  window.addEventListener('online', () => {
    let dropped = false
    const unheard = client.on('closed', () => (dropped = true))
    client.terminate()
    unheard()
    // a page that subscribes to nothing has no socket that could come back
    if (!dropped) become('IDLE')
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

function wait(lengthMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, lengthMs))
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
