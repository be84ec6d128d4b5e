import type { House, Room } from '../../house.ts'
import { until } from '../../until.ts'

const IN_TURN: readonly Room[] = ['worker', 'gateway', 'api', 'postgres']
const AWAY_TIMEOUT_MS = 180_000

/** Kills the rooms of a house in turn while people work; each is started again by the house itself. */
export class Blows {
  readonly #house: House
  readonly #every: number
  readonly struck: { readonly room: Room; readonly after: number }[] = []
  #agreed = 0
  #striking: Promise<void> = Promise.resolve()

  /** One after so many corrections that were agreed to. */
  constructor(house: House, every: number) {
    this.#house = house
    this.#every = every
  }

  /** One more correction is agreed to. */
  async count(): Promise<void> {
    this.#agreed++
    if (this.#agreed % this.#every !== 0) return
    await this.strike()
  }

  /** One at a time: what was killed is up again before the next falls. */
  async strike(): Promise<void> {
    const after = this.#agreed
    this.#striking = this.#striking.then(async () => {
      const room = IN_TURN[this.struck.length % IN_TURN.length] ?? 'worker'
      const house = this.#house
      await until(() => house.pid(room) !== null, { what: () => `${room} runs`, timeoutMs: AWAY_TIMEOUT_MS })
      const killed = house.pid(room) ?? 0
      this.struck.push({ room, after })
      process.kill(killed, 'SIGKILL')
      await until(() => ![null, killed].includes(house.pid(room)), {
        what: () => `${room} is started again`,
        timeoutMs: AWAY_TIMEOUT_MS,
      })
    })
    await this.#striking
  }
}
