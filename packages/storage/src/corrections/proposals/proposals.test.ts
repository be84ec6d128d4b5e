import { hostFactOf } from '../../transactions/files/files.fixture.ts'
import { type CaseHand, type CorrectionState, PRECISION_WINDOW } from '@budeng/corrections'
import { MINUTE } from '@budeng/kernel'
import type { JournalRecord } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import {
  dismissCase,
  type HostFactRow,
  insertHostRecords,
  lookAtTerminals,
  makeDue,
  noticeHostFacts,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postDueCorrections,
  proposeDueCases,
  releaseRule,
  ruleStandings,
  setRuleMode,
  stopRule,
  submitCorrection,
  waiveCorrection,
} from '../../index.ts'
import { chipSale, stan } from '../../transactions/journal/journal.fixture.ts'
import { Bench, checker, LI } from '../corrections.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T04:00:30Z'))
const { owner, app, gateway, worker } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
let made = 0

const CHECKER: CaseHand = { personId: 'usr_chen', permits: new Set(['correction:approve']) }
const CHANGE = { by: 'usr_chen', reason: 'as agreed on Monday' }
const chip = (number: number, change: Partial<JournalRecord> = {}) => chipSale(clock.now(), number, change)
const work = byPlatform(worker)

/** A terminal in whose journal taps are written twice. */
class Desk {
  readonly house: Bench
  #position = 0
  #seq = 0
  constructor(house: Bench) {
    this.house = house
  }

  static async make(): Promise<Desk> {
    return new Desk(await Bench.make({ owner, app, gateway }, `p${String.fromCharCode(97 + made++)}`))
  }

  get acquirerId() {
    return this.house.scope.acquirerId
  }

  /** Brings records; the host approved those that are marked. */
  async trade(...records: (JournalRecord & { readonly host?: false })[]): Promise<void> {
    const bare = records.map((each): JournalRecord => {
      const { host, ...record } = each
      return host === undefined ? each : record
    })
    await this.house.bring(this.#seq + 1, ...bare)
    this.#seq += records.length
    const facts = records.filter(({ host }) => host !== false).map((record) => this.fact(record))
    await work((unit) => insertHostRecords(unit, this.acquirerId, facts))
  }

  fact(record: JournalRecord): HostFactRow {
    return hostFactOf(this.house.hand, record, { position: ++this.#position, at: clock.now() })
  }

  /** So many taps, each written twice. */
  async twice(count: number): Promise<void> {
    const records = Array.from({ length: count }, () => {
      const number = this.#seq + 1 + 2 * made++
      const other = String(made).padStart(64, 'a')
      const tap = { atc: 300 + made, cryptogramHash: other, panToken: other }
      const of = (place: number) => chip(place, { amount: '1500', ...tap })
      return [of(number), { ...of(number + 1), host: false as const }]
    }).flat()
    let place = this.#seq
    await this.trade(...records.map((record) => ({ ...record, stan: stan(++place) })))
    clock.advance(10 * MINUTE)
    await this.trade(chip(this.#seq + 1))
    clock.advance(3 * MINUTE)
  }

  /** Looks, and drafts what follows. */
  async run(): Promise<{ readonly drafted: number; readonly automatic: number }> {
    await work((unit) => makeDue(unit, [this.house.hand.terminalId], clock.now()))
    while ((await work((unit) => noticeHostFacts(unit, this.acquirerId, 100))) > 0);
    while ((await work((unit) => lookAtTerminals(unit))).terminals > 0);
    const { drafted, automatic } = await proposeDueCases(worker, 100)
    return { drafted, automatic }
  }

  async states(): Promise<Record<string, number>> {
    const rows = await this.house.rows<{ state: CorrectionState; count: number }>(
      'select state, count(*)::int as count from correction where terminal_id = $1 group by state order by state',
      [this.house.hand.terminalId],
    )
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  }

  async cases(): Promise<string[]> {
    const rows = await this.house.rows<{ state: string; verdict: string | null }>(
      'select state, verdict from correction_case where terminal_id = $1 order by opened_at, id',
      [this.house.hand.terminalId],
    )
    return rows.map(({ state, verdict }) => `${state} ${verdict ?? '-'}`)
  }

  /** What people found about a version before today. */
  async judged(rule: string, right: number, wrong = 0): Promise<void> {
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      await unit.execute(
        `insert into correction_case (id, acquirer_id, path, cause, rule, rule_version, state, severity, opened_at, changed_at, closed_at, facts)
         select 'cas_' || $1 || n, $1, $1::ltree, 'old ' || n, $2, 1, 'CLOSED', 'HIGH', $3, $3, $3, '{"hits":[],"correctionIds":[]}' from generate_series(1, $4::int) n`,
        [this.acquirerId, rule, new Date(clock.now()), right + wrong],
      )
      await unit.execute(
        `insert into rule_verdict select 'cas_' || $1 || n, $2, 1, $1, $1::ltree, 'old ' || n, n > $5, 'usr_chen', $3::timestamptz - n * interval '1 minute'
         from generate_series(1, $4::int) n`,
        [this.acquirerId, rule, new Date(clock.now()), right + wrong, wrong],
      )
    })
  }

  async auto(rule: 'R04' | 'R07' = 'R04'): Promise<void> {
    await this.judged(rule, PRECISION_WINDOW)
    const change = { ...CHANGE, acquirerId: this.acquirerId }
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => setRuleMode(unit, change, rule, 1, 'AUTO'))
  }

  async obstacles(): Promise<string[]> {
    const rows = await this.house.rows<{ said: string }>(
      `select distinct type || ' ' || (data ->> 'obstacles') as said from event where terminal_id = $1 and type like 'Automatic%' order by 1`,
      [this.house.hand.terminalId],
    )
    return rows.map(({ said }) => said)
  }
}

describe('what a rule proposes', () => {
  test('is drafted; a person hands it in, another one approves it, and the rule was right', async () => {
    const desk = await Desk.make()
    await desk.twice(1)
    expect(await desk.run()).toEqual({ drafted: 1, automatic: 0 })
    expect(await desk.cases()).toEqual(['PROPOSED -'])
    const [row] = await desk.house.rows<{ id: string; kind: string; rule: string }>(
      `select id, kind, rule from correction where terminal_id = $1`,
      [desk.house.hand.terminalId],
    )
    expect(row).toMatchObject({ kind: 'DUPLICATE_RECORD', rule: 'R04' })
    const id = row?.id ?? ''
    await desk.house.asApp((unit) => submitCorrection(unit, id, LI))
    expect(await desk.house.approve(await desk.house.now({ id }), checker())).toBe('APPROVED')
    await postDueCorrections(worker, 10)
    expect(await desk.states()).toEqual({ POSTED: 1 })
    expect(await desk.run()).toEqual({ drafted: 0, automatic: 0 })
    expect(await desk.cases()).toEqual(['PROPOSED -'])
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update terminal set state = 'RETIRED' where id = $1`, [desk.house.hand.terminalId]),
    )
    await desk.house.asApp((unit) => waiveCorrection(unit, id, checker(), 'TERMINAL_RETIRED', 'it was scrapped'))
    expect(await desk.cases()).toEqual(['CLOSED RIGHT'])
  })

  test('is taken back when its ground is gone: the late record came', async () => {
    const desk = await Desk.make()
    const missing = chip(2)
    await desk.trade(chip(1))
    await work((unit) => insertHostRecords(unit, desk.acquirerId, [desk.fact(missing)]))
    clock.advance(10 * MINUTE)
    await desk.trade(chip(3))
    clock.advance(3 * MINUTE)
    expect(await desk.run()).toEqual({ drafted: 1, automatic: 0 })
    expect(await desk.states()).toEqual({ DRAFT: 1 })
    await desk.trade({ ...missing, host: false })
    clock.advance(3 * MINUTE)
    expect(await desk.run()).toEqual({ drafted: 0, automatic: 0 })
    expect(await desk.states()).toEqual({ WITHDRAWN: 1 })
    expect(await desk.cases()).toEqual(['CLOSED -'])
  })

  test('may be dismissed as it is: the draft is withdrawn', async () => {
    const desk = await Desk.make()
    await desk.twice(1)
    await desk.run()
    const [row] = await desk.house.rows<{ id: string }>('select id from correction_case where terminal_id = $1', [
      desk.house.hand.terminalId,
    ])
    await desk.house.asApp((unit) => dismissCase(unit, row?.id ?? '', CHECKER, 'two coffees, two slips'))
    expect(await desk.states()).toEqual({ WITHDRAWN: 1 })
    expect(await desk.cases()).toEqual(['DISMISSED WRONG'])
  })
})

describe('an automatic rule gone wild', () => {
  test('is held by its caps: three of a terminal in a day, the others wait for people', async () => {
    const desk = await Desk.make()
    await desk.auto()
    await desk.twice(8)
    expect(await desk.run()).toEqual({ drafted: 8, automatic: 3 })
    await postDueCorrections(worker, 20)
    expect(await desk.states()).toEqual({ DRAFT: 5, POSTED: 3 })
    expect(await desk.obstacles()).toEqual(['AutomaticAllowed []', 'AutomaticHeldBack ["DAILY_CAP_TERMINAL"]'])
    expect(await desk.house.off()).toBe(0n)
  })

  test('is stopped by one person at once: what was let go already does not post, and goes on when two release it', async () => {
    const desk = await Desk.make()
    await desk.auto()
    await desk.twice(2)
    expect(await desk.run()).toMatchObject({ automatic: 2 })
    const change = { ...CHANGE, acquirerId: desk.acquirerId }
    await app.write({ path: desk.acquirerId }, PLATFORM_ACTOR, (unit) => stopRule(unit, change, '*'))
    await postDueCorrections(worker, 20)
    await desk.twice(1)
    expect(await desk.run()).toEqual({ drafted: 1, automatic: 0 })
    expect(await desk.states()).toEqual({ APPROVED: 2, DRAFT: 1 })
    await app.write({ path: desk.acquirerId }, PLATFORM_ACTOR, (unit) => releaseRule(unit, change, '*'))
    await postDueCorrections(worker, 20)
    expect(await desk.states()).toEqual({ DRAFT: 1, POSTED: 2 })
  })

  test('falls back to proposing when people find it wrong too often', async () => {
    const desk = await Desk.make()
    await desk.auto()
    const standing = async () => {
      const all = await worker.read(PLATFORM_SCOPE, (db) => ruleStandings(db, desk.acquirerId))
      return all.find(({ rule }) => rule.id === 'R04')
    }
    expect(await standing()).toMatchObject({ mode: 'AUTO', effective: 'AUTO', precision: { bps: 10_000 } })
    await desk.twice(5)
    await desk.run()
    for (const { id } of await desk.house.rows<{ id: string }>(
      `select c.id from correction_case c where terminal_id = $1 and exists (select from correction o where o.case_id = c.id and o.state = 'DRAFT')`,
      [desk.house.hand.terminalId],
    ))
      await desk.house.asApp((unit) => dismissCase(unit, id, CHECKER, 'a test of the printer'))
    expect(await standing()).toMatchObject({ mode: 'AUTO', effective: 'PROPOSE', precision: { right: 198 } })
    const told = await desk.house.rows(
      `select data ->> 'rule' as rule from event where type = 'RuleFellBack' and subject = $1`,
      [desk.acquirerId],
    )
    expect(told).toEqual([{ rule: 'R04' }])
    await desk.twice(1)
    expect(await desk.run()).toEqual({ drafted: 1, automatic: 0 })
  })
})
