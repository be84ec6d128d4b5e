import {
  approveCorrection,
  createCorrection,
  loadCorrections,
  orderDueCorrections,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  placeOfTerminal,
  postDueCorrections,
  type Storage,
  submitCorrection,
  targetOfTransaction,
  type Unit,
} from '@budeng/storage'
import type { House } from './house.ts'

const MAKER = { personId: 'usr_li', humanId: 'hum_li', organisationId: 'org_agent' }
const CHECKER = {
  personId: 'usr_chen',
  humanId: 'hum_chen',
  organisationId: 'org_acquirer',
  permits: new Set(['correction:approve']),
  standsFor: [],
  roleSince: 0,
  factorSince: 0,
}

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
    const [found] = await this.#house.rows<{ id: string; terminalId: string; path: string }>(
      'select id, terminal_id as "terminalId", path::text from transaction where stan = $1',
      [stan],
    )
    if (found === undefined) throw new Error(`no transaction ${stan}`)
    const asApp = <T>(work: (unit: Unit) => Promise<T>) => this.#app.write({ path: found.path }, PLATFORM_ACTOR, work)
    const drafted = await asApp(async (unit) => {
      const place = await placeOfTerminal(unit, found.terminalId)
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
    const approved = await asApp((unit) => approveCorrection(unit, id, CHECKER, submitted.row.diffHash))
    if (approved?.ok !== true) throw new Error(approved?.refusal.code)
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
