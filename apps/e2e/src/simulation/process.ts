import type { Clock, NewId } from '@budeng/kernel'
import { Gone, type Toucher } from './model/storage.ts'
import type { World } from './world.ts'

/** The life of one process: it may be killed between any two of its deeds, and begins anew with nothing. */
export class Life implements Toucher {
  readonly name: string
  readonly clock: Clock
  readonly newId: NewId
  readonly #world: World
  readonly #onDeath: () => void
  isAlive = true
  /** Deeds until it is killed; null: nobody does. */
  fuse: number | null = null

  constructor(world: World, name: string, skewMs: number, onDeath: () => void) {
    this.#world = world
    this.name = name
    this.clock = { now: () => world.now() + skewMs }
    this.newId = world.newId
    this.#onDeath = onDeath
  }

  /** One deed. @throws Gone when the process is dead, or dies just now */
  touch(): void {
    if (this.isAlive && (this.fuse === null || --this.fuse > 0)) return
    if (this.isAlive) this.die()
    throw new Gone(`${this.name} is dead`)
  }

  answered(): void {
    this.touch()
    if (!this.#world.dice.chance(this.#world.weather.lostAnswers)) return
    this.#world.note(() => `${this.name}: committed, and the answer got lost`)
    throw new Gone('Connection terminated')
  }

  isUndone(): boolean {
    return this.#world.dice.chance(this.#world.weather.undone)
  }

  die(): void {
    this.isAlive = false
    this.#world.note(() => `${this.name} was killed`)
    this.#onDeath()
  }
}
