import { MINUTE } from '@budeng/kernel'
import { afterAll, vi } from 'vitest'
import { byPlatform, type Doors, openDoors } from '../doors.fixture.ts'
import type { HandClock } from '../fleet.fixture.ts'
import { alertTurn, PLATFORM_ACTOR, PLATFORM_SCOPE, Sequencer, silentLog, type Storage, type Unit } from '../index.ts'

/** A worker that watches terminals come and go, on a clock that is moved by hand. */
export class Watching {
  readonly #clock: HandClock
  readonly owner: Storage
  readonly worker: Storage
  readonly write: ReturnType<typeof byPlatform>

  private constructor(clock: HandClock, { owner, worker }: Doors<'owner' | 'worker'>) {
    this.#clock = clock
    this.owner = owner
    this.worker = worker
    this.write = byPlatform(owner)
  }

  /** For the head of a file of tests; over after the last one. */
  static async start(clock: HandClock): Promise<Watching> {
    const doors = await openDoors(clock, 'owner', 'worker')
    const sequencer = new Sequencer({ url: doors.database.url, role: 'worker' }, silentLog)
    afterAll(() => sequencer.close())
    return new Watching(clock, doors)
  }

  rows<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql, params))
  }

  /** A heartbeat of everybody who is online. */
  async beat(unit: Unit): Promise<void> {
    await unit.execute(
      `insert into heartbeat select t.id, 'dev', 1, 1, $1, 'SIGNED_ON', null, 1, 1, false, false, false, '{"printer":"OK"}'
       from terminal t where t.presence = 'ONLINE' on conflict (terminal_id) do update set at = excluded.at`,
      [new Date(this.#clock.now())],
    )
  }

  /** Terminals come or go; parameters of `where` begin with `$2`. */
  async become(presence: 'ONLINE' | 'OFFLINE', where: string, params: readonly unknown[] = []): Promise<void> {
    await this.write(async (unit) => {
      const at = this.#clock.now()
      const changed = await unit.query<{
        id: string
        path: string
        acquirerId: string
        agentId: string | null
        merchantId: string
        storeId: string
      }>(
        `update terminal set presence = '${presence}', presence_since = $1 where ${where}
         returning id, path, acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId", store_id as "storeId"`,
        [new Date(at), ...params],
      )
      unit.append(
        changed.map(({ id, ...place }) => ({
          ...{ type: 'TerminalPresenceChanged', subject: id, path: place.path, at, data: {} },
          terminal: { terminalId: id, ...place },
        })),
      )
      await this.beat(unit)
    })
  }

  /** The worker's turns until there is nothing left to do now; how many milliseconds the longest took. */
  async turns(): Promise<number> {
    await vi.waitFor(
      async () => {
        const pending = await this.rows('select 1 from event_pending limit 1')
        if (pending.length > 0) throw new Error('events still wait for their place in the feed')
      },
      { timeout: 60_000 },
    )
    let longestMs = 0
    for (;;) {
      const startedAt = performance.now()
      const done = await this.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => alertTurn(unit, 500))
      longestMs = Math.max(longestMs, performance.now() - startedAt)
      if (done === 0) return Math.round(longestMs)
    }
  }

  async pass(ms: number, stepMs: number = MINUTE): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.#clock.advance(stepMs)
      await this.turns()
    }
  }
}
