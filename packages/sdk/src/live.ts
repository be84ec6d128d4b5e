import { type Client as WsClient, createClient as createWsClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** Values of one subscription. `stop` ends it at once, also while a value is waited for. */
export interface Values<Data> {
  /** The next value, or null when the server ended the subscription; throws when it refused or the connection broke. */
  next(): Promise<Data | null>
  stop(): void
}

/** One live connection for all subscriptions; opened with the first, closed after the last. */
export interface Live {
  subscribe<Data>(document: string, variables: object): Values<Data>
  close(): Promise<void>
}

/** @param identity headers that say who asks, read anew for each connection */
export function createLive(url: string, identity: () => Record<string, string>): Live {
  class Socket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers: identity() })
    }
  }
  const client: WsClient = createWsClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: Socket,
    connectionParams: () => identity(),
    // Whoever subscribes resumes by position, which a silent repeat of the first request would not
    retryAttempts: 0,
  })
  return {
    subscribe<Data>(document: string, variables: object): Values<Data> {
      const results = client.iterate<Data>({ query: document, variables: { ...variables } })
      return {
        async next() {
          const { done, value } = await results.next().catch(rethrowReadable)
          if (done === true) return null
          const { data, errors } = value
          if (errors !== undefined || !data)
            throw new Error(errors?.map(({ message }) => message).join('; ') ?? 'a message without data')
          return data
        },
        stop: () => void results.return?.(),
      }
    },
    close: async () => {
      await client.dispose()
    },
  }
}

/** graphql-ws throws the close event of the socket itself. */
function rethrowReadable(cause: unknown): never {
  if (cause instanceof Error) throw cause
  const { code, reason } = cause as { code?: number; reason?: string }
  throw new Error(`the live connection closed (${code ?? 'lost'}${reason ? ` ${reason}` : ''})`)
}
