import { randomBytes } from 'node:crypto'
import { type Clock, idMaker } from '@budeng/kernel'
import {
  approveCorrection,
  createCorrection,
  loadCorrections,
  openStorage,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  placeOfTerminal,
  type Storage,
  submitCorrection,
  targetOfTransaction,
  type Unit,
} from '@budeng/storage'
import { demoPostgresUrl } from './demo.ts'
import type { House } from './house.ts'

const MAKER = { personId: 'usr_maker', humanId: 'hum_maker', organisationId: 'org_agent' }
const CHECKER = {
  personId: 'usr_checker',
  humanId: 'hum_checker',
  organisationId: 'org_acquirer',
  permits: new Set(['correction:approve']),
  standsFor: [],
  roleSince: 0,
  factorSince: 0,
}
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
  async amount(terminalId: string, stan: string, amount: string): Promise<{ id: string; agree(): Promise<void> }> {
    const [found] = await this.rows<{ id: string; path: string }>(
      'select id, acquirer_id as path from transaction where terminal_id = $1 and stan = $2 and type is not null',
      [terminalId, stan],
    )
    if (found === undefined) throw new Error(`there is no transaction ${stan} yet`)
    const asApp = <T>(work: (unit: Unit) => Promise<T>) => this.#app.write({ path: found.path }, PLATFORM_ACTOR, work)
    const drafted = await asApp(async (unit) => {
      const place = await placeOfTerminal(unit, terminalId)
      const target = await targetOfTransaction(unit, found.id)
      if (place === null || target === null) throw new Error('out of scope')
      return await createCorrection(unit, {
        ...{ place, kind: 'WRONG_AMOUNT' as const, target: target.target, transactionId: found.id },
        ...{ baseVersion: target.postedVersion, patch: { amount }, moveTo: null, tariff: null },
        reason: 'the slip says otherwise',
        evidence: (['HOST', 'FILE'] as const).map((source) => ({ id: source, source, agrees: true, recordKey: null })),
        ...{ caseId: null, correctsId: null, differenceId: null, maker: MAKER, automatic: null },
      })
    })
    if (!drafted.ok) throw new Error(drafted.refusal.code)
    const { id } = drafted.row
    const submitted = await asApp((unit) => submitCorrection(unit, id, MAKER))
    if (submitted?.ok !== true) throw new Error(submitted?.refusal.code)
    const agree = async () => {
      const answer = await asApp((unit) => approveCorrection(unit, id, CHECKER, submitted.row.diffHash))
      if (answer?.ok !== true) throw new Error(answer?.refusal.code)
    }
    return { id, agree }
  }

  async state(id: string): Promise<string> {
    const [row] = await this.#owner.read(PLATFORM_SCOPE, (db) => loadCorrections(db, [id]))
    return row?.state ?? 'gone'
  }
}
