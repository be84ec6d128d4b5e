import type { ConnectionEvents, ConnectionOptions, Transport } from '@budeng/terminal'

/** The platform's side of an in-memory transport: what a simulation plugs its gateway logic into. */
export interface Switchboard {
  /** Return false to refuse the connection. */
  connect(connection: ConnectionOptions): boolean
  publish(clientId: string, topic: string, payload: Uint8Array): void
  /** The connection ended; `will` when it did so without a goodbye. */
  disconnect(clientId: string, will: ConnectionOptions['will'] | null): void
}

export interface MemoryTransport extends Transport {
  /** Delivers to whoever subscribed the topic; lost when nobody did, as at QoS 0. */
  deliver(topic: string, payload: Uint8Array): void
  /** Ends a connection from the platform's side. */
  drop(clientId: string): void
}

interface Open {
  readonly options: ConnectionOptions
  readonly events: ConnectionEvents
}

/** Terminals and platform in one thread, no sockets: every step happens when the simulation takes it. */
export function createMemoryTransport(switchboard: Switchboard, later: (run: () => void) => void): MemoryTransport {
  const byClient = new Map<string, Open>()
  const end = (open: Open, will: boolean) => {
    if (byClient.get(open.options.clientId) !== open) return false
    byClient.delete(open.options.clientId)
    switchboard.disconnect(open.options.clientId, will ? open.options.will : null)
    return true
  }
  return {
    open(options, events) {
      const open: Open = { options, events }
      later(() => {
        if (!switchboard.connect(options)) return events.closed()
        const before = byClient.get(options.clientId)
        if (before !== undefined && end(before, true)) before.events.closed()
        byClient.set(options.clientId, open)
        events.connected()
      })
      return {
        publish: (topic, payload) => {
          if (byClient.get(options.clientId) === open)
            later(() => switchboard.publish(options.clientId, topic, payload))
        },
        close: (graceful) => void end(open, !graceful),
      }
    },
    deliver(topic, payload) {
      for (const open of byClient.values())
        if (open.options.subscribe === topic) later(() => open.events.message(payload))
    },
    drop(clientId) {
      const open = byClient.get(clientId)
      if (open !== undefined && end(open, true)) open.events.closed()
    },
  }
}
