import { percentile } from '../figures.ts'
import type { LoadConnection } from './connection.ts'

/** What a connection publishes, by its number and the message's number; prepared by the caller to the byte. */
export interface Messages {
  topic(connection: number): string
  payload(connection: number, message: number): Buffer
}

export interface LoadFigures {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly messages: number
}

/** QoS 1, one in flight on each connection, for a time: PUBACKs a second and how long each took. */
export async function acknowledgedLoad(connections: readonly LoadConnection[], messages: Messages, seconds: number): Promise<LoadFigures> {
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1_000
  await Promise.all(
    connections.map(async (connection, index) => {
      for (let message = 1; performance.now() < end; message++) {
        const sent = performance.now()
        await connection.publish(messages.topic(index), messages.payload(index, message))
        latencies.push(performance.now() - sent)
      }
    }),
  )
  return {
    perSecond: latencies.length / ((performance.now() - start) / 1_000),
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    messages: latencies.length,
  }
}

/**
 * QoS 0 as fast as the server reads: `count` messages on each connection, then one QoS 1 message behind them. MQTT keeps
 * the order of a connection, so its PUBACK says that all before it were handled.
 */
export async function streamedLoad(
  connections: readonly LoadConnection[],
  messages: Messages,
  count: number,
  last: Messages,
): Promise<LoadFigures> {
  const start = performance.now()
  await Promise.all(
    connections.map(async (connection, index) => {
      for (let message = 1; message <= count; message++) await connection.send(messages.topic(index), messages.payload(index, message))
      await connection.publish(last.topic(index), last.payload(index, 1))
    }),
  )
  const elapsedMs = performance.now() - start
  const total = connections.length * count
  return { perSecond: total / (elapsedMs / 1_000), p50Ms: Number.NaN, p99Ms: Number.NaN, messages: total }
}
