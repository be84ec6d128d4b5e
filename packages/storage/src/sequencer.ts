import { Client } from 'pg'
import { BELL_CHANNEL } from './bell.ts'
import { clientOptions, type ConnectionOptions } from './connection.ts'
import {
  CONNECT_TIMEOUT_MS,
  LEADER_POLL_MS,
  RECONNECT_DELAYS_MS,
  SEQUENCE_BATCH_MAX,
  SEQUENCER_REST_AFTER_MS,
  SEQUENCER_REST_TICK_MS,
  SEQUENCER_TICK_MS,
} from './limits.ts'
import type { Log } from './log.ts'

/** Any number, the same in every process: one sequencer a database. */
const SEQUENCER_LOCK = 5_270_002

/**
 * One tick: the next positions for the events that have none, in the order of writing, and the bell, in one statement and
 * one commit. The order of writing agrees with the order of commits wherever two transactions met: what one has seen of
 * another was written before. The bell rings here and nowhere else; a NOTIFY in a business transaction would make all
 * commits of the server wait for one another.
 */
export const PLACE_STATEMENT = `
  with taken as (
    delete from event_pending where ordinal in (select ordinal from event_pending order by ordinal limit $1)
    returning ordinal, event_id
  ), placed as (
    insert into event_order (position, event_id)
    select (select coalesce(max(position), 0) from event_order) + row_number() over (order by ordinal), event_id from taken
    returning position
  ), tick as (select count(*) as count, max(position) as position from placed)
  select count, position, case when count > 0 then pg_notify('${BELL_CHANNEL}', position::text) end from tick`

export interface SequencerStats {
  readonly leading: boolean
  readonly ticks: number
  readonly placed: number
  /** The slowest tick that placed something since the last look, in ms. */
  readonly slowestMs: number
}

/** Gives positions while it leads, and stands by while another one does. */
export interface Sequencer {
  stats(): SequencerStats
  close(): Promise<void>
}

/** Runs on a connection of its own: leadership ends with the very session that places events, so there are never two. */
export function openSequencer(options: ConnectionOptions, log: Log): Sequencer {
  const counts = { leading: false, ticks: 0, placed: 0, slowestMs: 0 }
  let closed = false
  let wake: (() => void) | null = null
  const running = run()

  async function run(): Promise<void> {
    for (let failures = 0; !closed; failures++) {
      const client = new Client({ connectionString: options.url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...clientOptions(options) })
      client.on('error', () => undefined) // the statement under way fails, and says it
      try {
        await client.connect()
        await becomeLeader(client)
        failures = 0
        await lead(client)
      } catch (error) {
        if (!closed) log.warn({ reason: reasonOf(error) }, 'the sequencer lost its connection')
      } finally {
        counts.leading = false
        await client.end().catch(() => undefined)
      }
      await pause(RECONNECT_DELAYS_MS[Math.min(failures, RECONNECT_DELAYS_MS.length - 1)] ?? 0)
    }
  }

  async function becomeLeader(client: Client): Promise<void> {
    while (!closed) {
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [SEQUENCER_LOCK])
      if (rows[0]?.mine === true) return
      await pause(LEADER_POLL_MS)
    }
  }

  async function lead(client: Client): Promise<void> {
    counts.leading = true
    let busyAt = performance.now()
    while (!closed) {
      const startedAt = performance.now()
      const { rows } = await client.query<{ count: number }>({ name: 'place', text: PLACE_STATEMENT, values: [SEQUENCE_BATCH_MAX] })
      const count = rows[0]?.count ?? 0
      const endedAt = performance.now()
      counts.ticks++
      counts.placed += count
      if (count > 0) {
        busyAt = endedAt
        counts.slowestMs = Math.max(counts.slowestMs, endedAt - startedAt)
      }
      if (count === SEQUENCE_BATCH_MAX) continue
      await pause((endedAt - busyAt > SEQUENCER_REST_AFTER_MS ? SEQUENCER_REST_TICK_MS : SEQUENCER_TICK_MS) - (endedAt - startedAt))
    }
  }

  async function pause(ms: number): Promise<void> {
    if (closed) return
    await new Promise<void>((resume) => {
      const timer = setTimeout(resume, Math.max(ms, 0))
      wake = () => {
        clearTimeout(timer)
        resume()
      }
    })
    wake = null
  }

  return {
    stats: () => {
      const { slowestMs } = counts
      counts.slowestMs = 0
      return { ...counts, slowestMs }
    },
    close: async () => {
      closed = true
      wake?.()
      await running
    },
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
