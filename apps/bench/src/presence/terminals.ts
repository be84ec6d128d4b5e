import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'pg'
import { PreparedFrames } from '../fleet/frames.ts'
import type { Device } from '../fleet/seed.ts'
import { introduce, Speaker } from '../fleet/speaker.ts'
import {
  AGES_LOOK_MS,
  AGES_SETTLING_LOOK_MS,
  CONNECTS_AT_ONCE,
  LOOPBACK_ADDRESSES,
  WAVE_SLICE,
  WAVE_TIMEOUT_MS,
} from '../limits.ts'
import { LoadConnection } from '../mqtt/connection.ts'
import { Ages } from './ages.ts'
import type { Wave } from './waves.ts'

/** Where terminals of a lane connect to. */
export interface Server {
  readonly port: number
  /** Where it stores; null: it stores nothing, and welcomes nobody. */
  readonly databaseUrl: string | null
}

/** A lane of terminals on open connections, which speak together until their process ends. */
export class Terminals {
  readonly #speakers: readonly Speaker[]
  readonly #connections: readonly LoadConnection[]
  readonly #frames: PreparedFrames<ReturnType<Speaker['heartbeat']>>
  readonly #pool: Pool | null

  private constructor(
    speakers: readonly Speaker[],
    connections: readonly LoadConnection[],
    databaseUrl: string | null,
  ) {
    this.#speakers = speakers
    this.#connections = connections
    this.#frames = new PreparedFrames(speakers, (speaker) => speaker.heartbeat())
    this.#pool = databaseUrl === null ? null : new Pool({ connectionString: databaseUrl, max: 1 })
  }

  /** Connects all, some at a time, each until it is welcomed. */
  static async open(devices: readonly Device[], { port, databaseUrl }: Server): Promise<Terminals> {
    const speakers = devices.map((device) => new Speaker(device))
    const connections: LoadConnection[] = []
    const connect = async (place: number, speaker: Speaker) => {
      const connection = await LoadConnection.open(port, speaker.login, `127.0.0.${2 + (place % LOOPBACK_ADDRESSES)}`)
      connections[place] = connection
      await introduce(connection, speaker, databaseUrl !== null)
    }
    await Promise.all(
      Array.from({ length: CONNECTS_AT_ONCE }, async (_, first) => {
        for (let place = first; place < speakers.length; place += CONNECTS_AT_ONCE) {
          const speaker = speakers[place]
          if (speaker !== undefined) await connect(place, speaker)
        }
      }),
    )
    return new Terminals(speakers, connections, databaseUrl)
  }

  /** Each beats once, evenly over this time (0: all at once); the wave is over when all is taken, and stored. */
  async wave(overMs: number): Promise<Wave> {
    this.#frames.topUp(1)
    const ages = new Ages(this.#speakers.length)
    const watch = this.#pool === null ? null : new AgesWatch(this.#pool, this.#speakers, ages)
    const startedAt = performance.now()
    const watching = watch?.watch()
    await this.#beat(overMs, ages)
    const takenMs = performance.now() - startedAt
    if (watch === null) return { takenMs, stored: null }
    const figures = await watch.end()
    await watching
    return { takenMs, stored: { ...figures, freshMs: performance.now() - startedAt } }
  }

  async #beat(overMs: number, ages: Ages): Promise<void> {
    const startedAt = performance.now()
    const taken: Promise<void>[] = []
    for (const [place, connection] of this.#connections.entries()) {
      const dueAt = startedAt + (overMs * place) / this.#connections.length
      if (dueAt > performance.now()) await wait(Math.max(0, dueAt - performance.now()))
      else if (place % WAVE_SLICE === 0) await turn()
      const { bytes, n } = this.#frames.take(place)
      ages.said(place, n, performance.now())
      const sent = connection.send(bytes)
      // whoever waits for all of them is told, be it that one fails before the last is sent
      sent.catch(() => {})
      taken.push(sent)
    }
    await Promise.all(taken)
  }
}

/** Looks at the rows of the lane again and again: how old is the worst, and do all hold what was said last. */
class AgesWatch {
  readonly #pool: Pool
  readonly #ids: readonly string[]
  readonly #places: ReadonlyMap<string, number>
  readonly #ages: Ages
  #looks = 0
  #worstAgeMs = 0
  #isOver = false

  constructor(pool: Pool, speakers: readonly Speaker[], ages: Ages) {
    this.#pool = pool
    this.#ids = speakers.map(({ device }) => device.id)
    this.#places = new Map(this.#ids.map((id, place) => [id, place]))
    this.#ages = ages
  }

  /** While heartbeats come. */
  async watch(): Promise<void> {
    while (!this.#isOver) {
      await this.#look()
      await wait(AGES_LOOK_MS)
    }
  }

  /** After the last one: until every row is the newest, or the time is up. */
  async end(): Promise<Omit<NonNullable<Wave['stored']>, 'freshMs'>> {
    this.#isOver = true
    const endsAt = performance.now() + WAVE_TIMEOUT_MS
    let missing = await this.#look()
    while (missing > 0 && performance.now() < endsAt) {
      await wait(AGES_SETTLING_LOOK_MS)
      missing = await this.#look()
    }
    return { worstAgeMs: this.#worstAgeMs, looks: this.#looks, missing }
  }

  /** Answers how many rows are not the newest. */
  async #look(): Promise<number> {
    const now = performance.now()
    const { rows } = await this.#pool.query<{ id: string; n: string }>(
      'select device_id as id, n from heartbeat where device_id = any($1)',
      [this.#ids],
    )
    const stored = new Float64Array(this.#ids.length)
    for (const { id, n } of rows) stored[this.#places.get(id) ?? 0] = Number(n)
    this.#looks++
    let missing = 0
    for (const [place, n] of stored.entries()) {
      this.#worstAgeMs = Math.max(this.#worstAgeMs, this.#ages.ageOf(place, n, now))
      if (!this.#ages.isNewest(place, n)) missing++
    }
    return missing
  }
}
