import { Client } from 'pg'
import { clientOptions, type ConnectionOptions } from './connection.ts'
import { CONNECT_TIMEOUT_MS, FEED_POLL_MS, RECONNECT_DELAYS_MS } from './limits.ts'
import type { Log } from './log.ts'

/** The sequencer rings here, once a tick, after its commit. */
export const BELL_CHANNEL = 'budeng_feed'

/** Tells readers that there may be something new. It may ring for nothing, and never stays silent over a second. */
export interface Bell {
  listen(listener: () => void): () => void
  close(): Promise<void>
}

/** Opens its connection with the first listener. */
export function openBell(options: ConnectionOptions, log: Log): Bell {
  const listeners = new Set<() => void>()
  let client: Client | null = null
  let connecting: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let closed = false

  const ring = () => {
    for (const listener of listeners) listener()
  }
  const lost = (one: Client, error?: Error) => {
    if (client !== one || closed) return
    client = null
    log.warn({ reason: error?.message ?? 'ended' }, 'the connection that listens for events was lost')
    reconnectLater()
  }
  const reconnectLater = () => {
    const delayMs = RECONNECT_DELAYS_MS[Math.min(failures++, RECONNECT_DELAYS_MS.length - 1)]
    setTimeout(() => {
      if (!closed) connecting = connect()
    }, delayMs)
  }
  const connect = async () => {
    const fresh = new Client({
      connectionString: options.url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      ...clientOptions(options),
    })
    fresh.on('error', (error) => lost(fresh, error))
    fresh.on('end', () => lost(fresh))
    fresh.on('notification', ring)
    try {
      await fresh.connect()
      await fresh.query(`listen ${BELL_CHANNEL}`)
      client = fresh
      failures = 0
      ring() // what was placed while nobody listened
    } catch {
      await fresh.end().catch(() => undefined)
      reconnectLater()
    }
  }

  return {
    listen: (listener) => {
      listeners.add(listener)
      timer ??= setInterval(ring, FEED_POLL_MS)
      connecting ??= connect()
      return () => void listeners.delete(listener)
    },
    close: async () => {
      closed = true
      clearInterval(timer)
      listeners.clear()
      await connecting
      await client?.end().catch(() => undefined)
    },
  }
}
