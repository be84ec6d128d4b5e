import type { ConnectionEvents, ConnectionOptions } from '@budeng/terminal'
import { HALF_OPEN_MS_MAX } from './limits.ts'
import type { Machine } from './machine.ts'
import type { World } from './world.ts'

/** After a good-bye. */
const SOON_MS = 100

/** The far end of a wire: a gateway's process. */
export interface Station {
  readonly name: string
  /** False when nobody is there or the terminal is turned away. */
  accept(wire: Wire): Promise<boolean>
  receive(wire: Wire, topic: string, payload: Buffer, qos: 0 | 1): Promise<void>
  /** The socket closed; `will` unless a good-bye was said. */
  gone(wire: Wire, will: ConnectionOptions['will'] | null): Promise<void>
}

/**
 * One connection of one terminal. Messages on it may be lost, come twice, late or out of turn: more than TCP would do,
 * because the protocol promises to stand it. Both ends learn of its end, each in its time.
 */
export class Wire {
  readonly machine: Machine
  readonly options: ConnectionOptions
  readonly #world: World
  readonly #events: ConnectionEvents
  #station: Station | null = null
  /** The terminal's end, and the gateway's. */
  #isOpenBelow = true
  #isOpenAbove = false
  #lastUp = 0
  #lastDown = 0

  constructor(world: World, machine: Machine, options: ConnectionOptions, events: ConnectionEvents) {
    this.#world = world
    this.machine = machine
    this.options = options
    this.#events = events
  }

  get isOpen(): boolean {
    return this.#isOpenAbove
  }

  get station(): Station | null {
    return this.#station
  }

  /** Calls at a station. */
  call(choose: () => Station | null): void {
    const { schedule, dice, weather } = this.#world
    schedule.after(dice.between(1, weather.delayMsMax), `${this.machine.name} connects`, async () => {
      if (!this.#isOpenBelow) return
      const station = choose()
      this.#station = station
      this.#isOpenAbove = station !== null
      const isIn = station !== null && (await station.accept(this))
      if (!isIn || !this.#isOpenAbove) {
        this.#isOpenAbove = false
        return this.#tellBelow()
      }
      if (this.#isOpenBelow) this.#events.connected()
    })
  }

  up(topic: string, payload: Uint8Array, qos: 0 | 1): void {
    const bytes = Buffer.from(payload)
    this.#lastUp = this.#travel(`${this.machine.name} → ${topic.split('/').at(-1)}`, this.#lastUp, () =>
      this.#station?.receive(this, topic, bytes, qos),
    )
  }

  down(payload: Buffer): void {
    this.#world.onDown(this.machine.identity.device, payload)
    this.#lastDown = this.#travel(`→ ${this.machine.name}`, this.#lastDown, () => {
      if (this.#isOpenBelow) this.#events.message(payload)
    })
  }

  /** The terminal's end closes; the gateway learns of it, at the latest by keep-alive. */
  closeBelow(isGraceful: boolean): void {
    if (!this.#isOpenBelow) return
    this.#isOpenBelow = false
    const { schedule, dice } = this.#world
    schedule.after(dice.between(1, isGraceful ? SOON_MS : HALF_OPEN_MS_MAX), `${this.machine.name} is gone`, () =>
      this.#endAbove(!isGraceful),
    )
  }

  /** The gateway's end closes, by itself or because its process died. */
  async closeAbove(): Promise<void> {
    await this.#endAbove(true)
    this.#tellBelow()
  }

  /** The line breaks: each end learns of it in its own time. */
  break(): void {
    const { schedule, dice, weather } = this.#world
    const soon = () => dice.between(1, 2 * weather.delayMsMax)
    schedule.after(soon(), `${this.machine.name} line breaks above`, () => this.#endAbove(true))
    schedule.after(soon(), `${this.machine.name} line breaks`, () => this.#tellBelow())
  }

  async #endAbove(isWithWill: boolean): Promise<void> {
    if (!this.#isOpenAbove) return
    this.#isOpenAbove = false
    await this.#station?.gone(this, isWithWill ? this.options.will : null)
  }

  #tellBelow(): void {
    if (!this.#isOpenBelow) return
    const { schedule, dice, weather } = this.#world
    schedule.after(dice.between(1, weather.delayMsMax), `${this.machine.name} notices`, () => {
      if (!this.#isOpenBelow) return
      this.#isOpenBelow = false
      this.#events.closed()
    })
  }

  /** Lets one message travel; answers when the last one arrives, for those that keep their order. */
  #travel(what: string, last: number, arrive: () => unknown): number {
    const { schedule, dice, weather } = this.#world
    if (dice.chance(weather.loss)) {
      this.#world.note(() => `lost: ${what}`)
      return last
    }
    let at = last
    for (let copies = dice.chance(weather.duplication) ? 2 : 1; copies > 0; copies--) {
      const arrival = schedule.now + dice.between(1, weather.delayMsMax)
      const when = weather.keepsOrder ? Math.max(arrival, last) : arrival
      at = Math.max(at, when)
      schedule.after(when - schedule.now, what, arrive)
    }
    return at
  }
}
