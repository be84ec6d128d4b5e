import type { Checker, CorrectionKind, Evidence, Maker, Proposal } from '@budeng/corrections'
import type { JournalRecord } from '@budeng/transactions'
import {
  approveCorrection,
  type CorrectionAnswer,
  type CorrectionRow,
  type CorrectionWish,
  createCorrection,
  loadCorrections,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  placeOfTerminal,
  type Storage,
  submitCorrection,
  targetOfKey,
  targetOfTransaction,
  type Unit,
} from '../index.ts'
import { agreeTariff } from '../fleet.fixture.ts'
import type { Doors } from '../doors.fixture.ts'
import { arrived, booksOf, type JournalHand, makeJournal } from '../transactions/journal/journal.fixture.ts'

export const LI: Maker = { personId: 'usr_li', humanId: 'hum_li', organisationId: 'org_agent' }

/** Somebody of the acquirer who may approve since long ago. */
export function checker(name = 'chen', change: Partial<Checker> = {}): Checker {
  return {
    personId: `usr_${name}`,
    humanId: `hum_${name}`,
    organisationId: 'org_acquirer',
    permits: new Set(['correction:approve']),
    standsFor: [],
    roleSince: 0,
    factorSince: 0,
    ...change,
  }
}

export const evidence = (...sources: Evidence['source'][]): Evidence[] =>
  sources.map((source) => ({ id: `ev_${source}`, source, agrees: true, recordKey: null }))

/** An amount corrected as people do it over the API: one hands it in, another agrees to it when that is called. */
export async function handInAmount(
  app: Storage,
  transaction: { readonly id: string; readonly terminalId: string; readonly acquirerId: string },
  amount: string,
  maker = LI,
): Promise<{ readonly id: string; agree(): Promise<void> }> {
  const { id: transactionId, terminalId, acquirerId } = transaction
  const asApp = <T>(work: (unit: Unit) => Promise<T>) => app.write({ path: acquirerId }, PLATFORM_ACTOR, work)
  const drafted = await asApp(async (unit) => {
    const place = await placeOfTerminal(unit, terminalId)
    const found = await targetOfTransaction(unit, transactionId)
    if (place === null || found === null) throw new Error('out of scope')
    return await createCorrection(unit, {
      ...{ place, kind: 'WRONG_AMOUNT', target: found.target, transactionId, baseVersion: found.postedVersion },
      ...{ patch: { amount }, moveTo: null, tariff: null, reason: 'the slip says otherwise' },
      evidence: evidence('HOST', 'FILE'),
      ...{ caseId: null, correctsId: null, differenceId: null, maker, automatic: null },
    })
  })
  if (!drafted.ok) throw new Error(drafted.refusal.code)
  const { id } = drafted.row
  const submitted = await asApp((unit) => submitCorrection(unit, id, maker))
  if (submitted?.ok !== true) throw new Error(submitted?.refusal.code)
  const agree = async () => {
    const answer = await asApp((unit) => approveCorrection(unit, id, checker(), submitted.row.diffHash))
    if (answer?.ok !== true) throw new Error(answer?.refusal.code)
  }
  return { id, agree }
}

type House = Doors<'owner' | 'app' | 'gateway'>

/** One terminal whose merchant pays 0.6 %, 30 % of it the agent's, and the people who correct it. */
export class Bench {
  readonly house: House
  readonly hand: JournalHand
  /** Below what people act: the acquirer, unless a test says otherwise. */
  under: string | null = null

  constructor(house: House, hand: JournalHand) {
    this.house = house
    this.hand = hand
  }

  static async make(house: House, code: string): Promise<Bench> {
    return await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const hand = await makeJournal(unit, house.gateway, code)
      await agreeTariff(unit, hand.scope, { validFrom: '2020-01-01', percentBps: 60 })
      await agreeTariff(unit, hand.scope, { validFrom: '2030-01-01', percentBps: 100 })
      return new Bench(house, hand)
    })
  }

  get scope() {
    return this.hand.scope
  }

  async bring(first: number, ...records: JournalRecord[]): Promise<void> {
    await this.hand.book(records.map((record, index) => arrived(record, first + index)))
  }

  async transactionId(stan: string): Promise<string> {
    const [row] = await this.rows<{ id: string }>('select id from transaction where terminal_id = $1 and stan = $2', [
      this.hand.terminalId,
      stan,
    ])
    return row?.id ?? ''
  }

  async rows<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return await this.house.owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql, params))
  }

  /** The platform acting for people, under the terminal's path. */
  async asApp<T>(work: Parameters<Storage['write']>[2]): Promise<T> {
    return (await this.house.app.write({ path: this.under ?? this.scope.acquirerId }, PLATFORM_ACTOR, work)) as T
  }

  async draft(
    kind: CorrectionKind,
    stan: string,
    patch: Proposal['patch'],
    change: Partial<CorrectionWish> = {},
  ): Promise<CorrectionRow> {
    return await this.asApp(async (unit) => {
      const place = await placeOfTerminal(unit, this.hand.terminalId)
      const transactionId = await this.transactionId(stan)
      const found = transactionId === '' ? null : await targetOfTransaction(unit, transactionId)
      if (place === null) throw new Error('no such terminal')
      const answer = await createCorrection(unit, {
        place,
        kind,
        target:
          found?.target ??
          targetOfKey(this.hand.terminalId, 1, { batch: patch.batch ?? '000001', stan, type: 'PURCHASE' }),
        transactionId: found?.row.id ?? null,
        baseVersion: found?.postedVersion ?? 0,
        patch,
        moveTo: null,
        tariff: null,
        reason: 'the slip says otherwise',
        evidence: evidence('TERMINAL', 'HOST', 'FILE', 'EMV', 'DOCUMENT'),
        caseId: null,
        correctsId: null,
        differenceId: null,
        maker: LI,
        automatic: null,
        ...change,
      })
      if (!answer.ok) throw new Error(answer.refusal.code)
      return answer.row
    })
  }

  /** Drafted and handed in. */
  async submitted(...asked: Parameters<Bench['draft']>): Promise<CorrectionRow> {
    const { id } = await this.draft(...asked)
    const answer = await this.asApp<Awaited<ReturnType<typeof submitCorrection>>>((unit) =>
      submitCorrection(unit, id, LI),
    )
    if (answer?.ok !== true) throw new Error(answer?.refusal.code ?? 'not there')
    return answer.row
  }

  async standing(): Promise<Record<string, bigint>> {
    return await booksOf(this.house.owner, this.scope.acquirerId)
  }

  /** What becomes of it, or why not. */
  async approve(row: CorrectionRow, who = checker(), hash = row.diffHash): Promise<string> {
    const answer = await this.asApp<CorrectionAnswer>((unit) => approveCorrection(unit, row.id, who, hash))
    return answer.ok ? answer.row.state : answer.refusal.code
  }

  async now({ id }: Pick<CorrectionRow, 'id'>): Promise<CorrectionRow> {
    const [row] = await this.house.owner.read(PLATFORM_SCOPE, (db) => loadCorrections(db, [id]))
    if (row === undefined) throw new Error('it is gone')
    return row
  }

  /** By how much all postings of its acquirer together are not zero. */
  async off(): Promise<bigint> {
    return Object.values(await this.standing()).reduce((sum, each) => sum + each, 0n)
  }
}
