import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Device } from '../fleet/seed.ts'
import { atTheEnd } from '../servers/ending.ts'
import type { Answer, Wish } from './lane.ts'
import type { Server } from './terminals.ts'
import { inLanes, together, type Wave } from './waves.ts'

/** Terminals of a fleet, in as many generators as there are servers, each of which has the terminals of its lane. */
export class Lanes {
  /** Until the last terminal was connected and welcomed. */
  readonly connectedMs: number
  readonly #lanes: readonly Lane[]

  private constructor(lanes: readonly Lane[], connectedMs: number) {
    this.#lanes = lanes
    this.connectedMs = connectedMs
  }

  static async open(devices: readonly Device[], servers: readonly Server[]): Promise<Lanes> {
    const parts = inLanes(devices, servers.length)
    const lanes = servers.map(() => new Lane())
    const took = await Promise.all(
      lanes.map((lane, place) => {
        const server = servers[place]
        if (server === undefined) throw new RangeError('more lanes than servers')
        return lane.ask<number>({ kind: 'open', server, devices: parts[place] ?? [] })
      }),
    )
    return new Lanes(lanes, Math.max(...took))
  }

  /** Each terminal beats once, evenly over this time; 0: all at once. */
  async wave(overMs: number): Promise<Wave> {
    return together(await Promise.all(this.#lanes.map((lane) => lane.ask<Wave>({ kind: 'wave', overMs }))))
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()))
  }
}

/** A generator in a process of its own. */
class Lane {
  readonly #child = fork(join(import.meta.dirname, 'presence-lane.js'), [], {
    // devices carry keys
    serialization: 'advanced',
    execArgv: ['--enable-source-maps'],
  })
  // not 'close': that never comes once the channel was closed from here
  readonly #ended = once(this.#child, 'exit')
  readonly stop = atTheEnd(async () => {
    if (this.#child.connected) this.#child.disconnect()
    await this.#ended
  })

  /** One wish at a time. @throws Error with what the lane says, or when it has ended */
  async ask<Value>(wish: Wish): Promise<Value> {
    const answered = once(this.#child, 'message') as Promise<[Answer]>
    this.#child.send(wish)
    const [answer] = await Promise.race([
      answered,
      this.#ended.then(() => Promise.reject(new Error('a generator of the bench has ended'))),
    ])
    if (!answer.ok) throw new Error(answer.reason)
    return answer.value as Value
  }
}
