import { percentile } from '../figures.ts'
import type { LoadConnection } from './connection.ts'

/** Does one exchange on a connection: the `message`th of this load, counted from 1. */
export type Exchange = (connection: LoadConnection, index: number, message: number) => Promise<void>

export interface LoadFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly messages: number
  /** Processor time of the server's own process for one message, in microseconds; null where it is not told. */
  readonly cpuUsPerMessage?: number | null
}

/** How long a load lasts: so long, or so many messages on each connection, whichever comes first. */
export interface LoadLength {
  readonly seconds: number
  readonly messagesMax?: number
  /** The load is over when this resolves, called after the last exchange: for a server that is behind then. */
  readonly caughtUp?: (messages: number) => Promise<void>
}

/** One exchange in flight on each connection: exchanges a second, and how long each took. */
export async function closedLoad(
  connections: readonly LoadConnection[],
  length: LoadLength,
  exchange: Exchange,
): Promise<LoadFigures> {
  const { seconds, messagesMax = Number.POSITIVE_INFINITY, caughtUp } = length
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1_000
  await Promise.all(
    connections.map(async (connection, index) => {
      for (let message = 1; message <= messagesMax && performance.now() < end; message++) {
        const sent = performance.now()
        await exchange(connection, index, message)
        latencies.push(performance.now() - sent)
      }
    }),
  )
  await caughtUp?.(latencies.length)
  return {
    perSecond: latencies.length / ((performance.now() - start) / 1_000),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    messages: latencies.length,
  }
}
