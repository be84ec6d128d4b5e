import { silentLog } from '@budeng/storage'
import { Dispatcher, HostQuestions, Rate } from '@budeng/worker/logic'
import { Gone, modelStorage } from './model/storage.ts'
import { Life } from './process.ts'
import type { World } from './world.ts'

const SIGNATURES_PER_SECOND = 200
const TURN_GAP_MS = 2
const RETRY_MS = 50

type Run = ReturnType<Worker['begin']>

/** The worker: timers, signatures and questions to the host, by the real logic. */
export class Worker {
  readonly #world: World
  #run: Run | null = null
  #callOff: (() => void) | null = null
  #turnAt = Number.POSITIVE_INFINITY

  constructor(world: World) {
    this.#world = world
    world.database.onCommit.push(() => this.look())
  }

  async start(): Promise<void> {
    if (this.#run?.life.isAlive) return
    this.#run = this.begin()
    this.#turnAt = Number.POSITIVE_INFINITY
    this.look()
  }

  begin() {
    const { schedule, database, keys, dice, host, machines } = this.#world
    const life = new Life(this.#world, 'worker', dice.between(-500, 500), () => this.#died())
    const storage = modelStorage(database, life)
    const rate = new Rate(SIGNATURES_PER_SECOND, () => schedule.now)
    const witness = (address: { readonly tid: string }) =>
      new Promise<ReturnType<typeof host.witness>>((resolve, reject) => {
        const machine = machines.find(({ identity }) => identity.tid === address.tid)
        schedule.after(dice.between(1, this.#world.weather.hostMsMax), 'host is asked', () => {
          if (machine === undefined || dice.chance(this.#world.weather.loss)) reject(new Error('the host is away'))
          else resolve(host.witness(machine.identity))
        })
      })
    const questions = new HostQuestions(storage, { witness }, silentLog, () =>
      schedule.after(TURN_GAP_MS, 'worker keeps what the host said', () => this.#turn(life, () => questions.turn())),
    )
    const dispatcher = new Dispatcher({
      storage,
      keys,
      rate,
      log: { ...silentLog, error: (facts: object) => this.#world.histories.broken.push(JSON.stringify(facts)) },
      clockFactor: 1,
      askHost: (addresses) => questions.ask(addresses),
    })
    return { life, dispatcher, questions }
  }

  /** Plans its next turn by when the next command is to be looked at. */
  look(): void {
    const run = this.#run
    if (run === null || !run.life.isAlive) return
    const { database, schedule } = this.#world
    const looks = database.commands.all().flatMap(({ lookAt }) => lookAt ?? [])
    if (looks.length === 0) return
    const delayMs = Math.max(TURN_GAP_MS, Math.min(...looks) - run.life.clock.now())
    if (schedule.now + delayMs >= this.#turnAt) return
    this.#callOff?.()
    this.#turnAt = schedule.now + delayMs
    this.#callOff = schedule.after(delayMs, 'worker turns', async () => {
      this.#turnAt = Number.POSITIVE_INFINITY
      await this.#turn(run.life, () => run.dispatcher.turn())
      this.look()
    })
  }

  /** Killed after so many more deeds; null: nobody does. */
  killAfter(deeds: number | null): void {
    if (!this.#run?.life.isAlive) return
    if (deeds === 0) this.#run.life.die()
    else this.#run.life.fuse = deeds
  }

  /** The clock was set: what was planned by the old one is planned anew. */
  replan(): void {
    this.#callOff?.()
    this.#turnAt = Number.POSITIVE_INFINITY
    this.look()
  }

  #died(): void {
    this.#callOff?.()
    const { schedule, dice } = this.#world
    schedule.after(dice.between(500, 60_000), 'worker starts', () => this.start())
  }

  async #turn(life: Life, work: () => Promise<unknown>): Promise<void> {
    if (!life.isAlive) return
    try {
      await work()
    } catch (fault) {
      if (!(fault instanceof Gone)) throw fault
      if (life.isAlive) this.#world.schedule.after(RETRY_MS, 'worker tries again', () => this.#turn(life, work))
    }
  }
}
