import { randomBytes } from 'node:crypto'
import { type Clock, idMaker } from '@budeng/kernel'
import { loadCorrections, openStorage, PLATFORM_SCOPE, type Storage } from '@budeng/storage'
import { handInAmount } from '@budeng/storage/corrections-fixture'
import { demoPostgresUrl } from './demo.ts'
import type { House } from './house.ts'

const REAL: Clock = { now: () => Date.now() }

/** Two people at the desk of a running house: what they do goes in as the API would put it; the rest is the house's own. */
export class CorrectionDesk {
  readonly #app: Storage
  readonly #owner: Storage

  private constructor(app: Storage, owner: Storage) {
    this.#app = app
    this.#owner = owner
  }

  static async open(house: House): Promise<CorrectionDesk> {
    const newId = idMaker(() => REAL.now(), randomBytes)
    const of = (role: 'app' | 'owner') =>
      openStorage({ url: demoPostgresUrl(house), role, clock: REAL, newId, poolMax: 2 })
    return new CorrectionDesk(await of('app'), await of('owner'))
  }

  async close(): Promise<void> {
    await this.#app.close()
    await this.#owner.close()
  }

  /** As the owner of the database sees it. */
  async rows<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return await this.#owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql, params))
  }

  /** Drafted and handed in; answers how it is agreed to. */
  async amount(terminalId: string, stan: string, amount: string): ReturnType<typeof handInAmount> {
    const [found] = await this.rows<{ id: string; acquirerId: string }>(
      'select id, acquirer_id as "acquirerId" from transaction where terminal_id = $1 and stan = $2 and type is not null',
      [terminalId, stan],
    )
    if (found === undefined) throw new Error(`there is no transaction ${stan} yet`)
    return await handInAmount(this.#app, { ...found, terminalId }, amount)
  }

  async state(id: string): Promise<string> {
    const [row] = await this.#owner.read(PLATFORM_SCOPE, (db) => loadCorrections(db, [id]))
    return row?.state ?? 'gone'
  }
}
