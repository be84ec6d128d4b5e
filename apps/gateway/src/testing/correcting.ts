import { loadCorrections, orderDueCorrections, PLATFORM_SCOPE, postDueCorrections, type Storage } from '@budeng/storage'
import { handInAmount } from '@budeng/storage/corrections-fixture'
import type { House } from './house.ts'

/** Corrects an amount as two people and the worker do, up to the command that waits to be signed. */
export class Correcting {
  readonly #house: House
  readonly #app: Storage
  readonly #worker: Storage

  private constructor(house: House, app: Storage, worker: Storage) {
    this.#house = house
    this.#app = app
    this.#worker = worker
  }

  static async open(house: House): Promise<Correcting> {
    return new Correcting(house, await house.open('app'), await house.open('worker'))
  }

  /** Answers its id. */
  async amount(stan: string, amount: string): Promise<string> {
    const [found] = await this.#house.rows<{ id: string; terminalId: string; acquirerId: string }>(
      'select id, terminal_id as "terminalId", acquirer_id as "acquirerId" from transaction where stan = $1',
      [stan],
    )
    if (found === undefined) throw new Error(`no transaction ${stan}`)
    const { id, agree } = await handInAmount(this.#app, found, amount)
    await agree()
    await postDueCorrections(this.#worker, 10)
    await this.order()
    return id
  }

  /** What is posted is told. */
  async order(): Promise<void> {
    await orderDueCorrections(this.#worker, 10)
  }

  async state(id: string): Promise<{ readonly state: string; readonly facts: Readonly<Record<string, unknown>> }> {
    const [row] = await this.#house.owner.read(PLATFORM_SCOPE, (db) => loadCorrections(db, [id]))
    if (row === undefined) throw new Error('it is gone')
    return { state: row.state, facts: row.facts as Readonly<Record<string, unknown>> }
  }
}
