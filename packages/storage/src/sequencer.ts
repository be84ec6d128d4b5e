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
 * commits of the server wait for one another. What waits is taken by its place in the table: looked for by number it was
 * found by reading all that had waited since the last vacuum.
 */
export const PLACE_STATEMENT = `
  with taken as (
    delete from event_pending where ctid = any(array(select ctid from event_pending order by ordinal limit $1))
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

/**
 * Gives positions while it leads, and stands by while another one does. Runs on a connection of its own: leadership ends
 * with the very session that places events, so there are never two.
 */
export class Sequencer {
  readonly #options: ConnectionOptions
  readonly #log: Log
  readonly #counts = { leading: false, ticks: 0, placed: 0, slowestMs: 0 }
  readonly #running: Promise<void>
  #closed = false
  #wake: (() => void) | null = null

  constructor(options: ConnectionOptions, log: Log) {
    this.#options = options
    this.#log = log
    this.#running = this.#run()
  }

  /** Since the start; `slowestMs` since the last look. */
  stats(): SequencerStats {
    const stats = { ...this.#counts }
    this.#counts.slowestMs = 0
    return stats
  }

  /** Returns when the tick under way is committed. */
  async close(): Promise<void> {
    this.#closed = true
    this.#wake?.()
    await this.#running
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#closed; failures++) {
      const client = new Client({
        connectionString: this.#options.url,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        ...clientOptions(this.#options),
      })
      client.on('error', () => undefined) // the statement under way fails, and says it
      try {
        await client.connect()
        await this.#becomeLeader(client)
        failures = 0
        await this.#lead(client)
      } catch (error) {
        if (!this.#closed) this.#log.warn({ reason: reasonOf(error) }, 'the sequencer lost its connection')
      } finally {
        this.#counts.leading = false
        await client.end().catch(() => undefined)
      }
      await this.#pause(RECONNECT_DELAYS_MS[Math.min(failures, RECONNECT_DELAYS_MS.length - 1)] ?? 0)
    }
  }

  async #becomeLeader(client: Client): Promise<void> {
    while (!this.#closed) {
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
        SEQUENCER_LOCK,
      ])
      if (rows[0]?.mine === true) return
      await this.#pause(LEADER_POLL_MS)
    }
  }

  async #lead(client: Client): Promise<void> {
    const counts = this.#counts
    counts.leading = true
    let busyAt = performance.now()
    while (!this.#closed) {
      const startedAt = performance.now()
      const place = { name: 'place', text: PLACE_STATEMENT, values: [SEQUENCE_BATCH_MAX] }
      const { rows } = await client.query<{ count: number }>(place)
      const count = rows[0]?.count ?? 0
      const endedAt = performance.now()
      counts.ticks++
      counts.placed += count
      if (count > 0) {
        busyAt = endedAt
        counts.slowestMs = Math.max(counts.slowestMs, Math.round(endedAt - startedAt))
      }
      if (count === SEQUENCE_BATCH_MAX) continue
      const isResting = endedAt - busyAt > SEQUENCER_REST_AFTER_MS
      await this.#pause((isResting ? SEQUENCER_REST_TICK_MS : SEQUENCER_TICK_MS) - (endedAt - startedAt))
    }
  }

  async #pause(ms: number): Promise<void> {
    if (this.#closed) return
    await new Promise<void>((resume) => {
      const timer = setTimeout(resume, Math.max(ms, 0))
      this.#wake = () => {
        clearTimeout(timer)
        resume()
      }
    })
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
