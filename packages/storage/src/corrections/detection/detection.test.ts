import type { CaseHand } from '@budeng/corrections'
import { DAY, MINUTE } from '@budeng/kernel'
import { bookingDay, type JournalRecord, type Patch } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import {
  dismissCase,
  matchStrangersAgain,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postDueCorrections,
  ruleStandings,
  suppressRule,
} from '../../index.ts'
import { lineOf, readFile } from '../../transactions/files/files.fixture.ts'
import { arrived, chipSale, stan } from '../../transactions/journal/journal.fixture.ts'
import { Bench, checker } from '../corrections.fixture.ts'
import { Watched } from './detection.fixture.ts'

const START = Date.parse('2027-01-15T08:00:30Z')
const clock = handClock(START)
const { owner, gateway, worker, app } = await openDoors(clock, 'owner', 'gateway', 'worker', 'app')

const CHECKER: CaseHand = { personId: 'usr_chen', permits: new Set(['correction:approve']) }
const chip = (number: number, change: Partial<JournalRecord> = {}) => chipSale(clock.now(), number, change)

/** Both sides have told of later things, and their words are past. */
async function later(one: Watched, seq: number): Promise<void> {
  clock.advance(10 * MINUTE)
  const last = chip(seq)
  await one.hand.bring([last], seq)
  await one.host(last)
  clock.advance(3 * MINUTE)
}

describe('as records arrive', () => {
  test('clean data: nothing, however often it is brought and looked at', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    const records = [1, 2, 3, 4, 5].map((number) => chip(number))
    await one.hand.bring(records)
    await one.host(...records)
    await one.look()
    await later(one, 6)
    const [looked] = await one.look()
    expect(looked).toMatchObject({ terminals: 1, hits: 0 })
    await one.hand.bring(records)
    await one.look()
    expect(await one.cases()).toEqual({})
  })

  test('each fault is one case, and a second look changes nothing', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    const tap = { atc: 700, cryptogramHash: 'ab'.repeat(32) }
    const records = [
      chip(1),
      chip(2, tap),
      chip(3, tap),
      chip(4, { outcome: 'UNKNOWN' }),
      chip(5, { panMasked: '622200******9999' }),
    ]
    const [first, second, , fourth, fifth] = records
    if (!first || !second || !fourth || !fifth) throw new Error('records')
    await one.hand.bring(records)
    await one.host({ ...first, minor: 1010n }, second, fourth, { ...fifth, panMasked: '622200******1234' }, chip(40))
    await one.look()
    await later(one, 6)
    await one.look()
    const found = {
      'transaction:01:FIN': 'OPEN R07 WRONG_CURRENCY_EXPONENT',
      'transaction:03:FIN': 'OPEN R04 DUPLICATE_RECORD',
      'transaction:04:FIN': 'OPEN R10 UNREVERSED',
      'transaction:05:FIN': 'OPEN R24 WRONG_CARD_REF',
      'transaction:40:FIN': 'OPEN R14 MISSING_IN_TERMINAL',
    }
    expect(await one.cases()).toEqual(found)
    await one.look()
    clock.advance(15 * MINUTE)
    await one.look()
    expect(await one.cases()).toEqual(found)
  })

  test('what is missing below a gap is expected first; when it comes the case is closed by itself', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    await one.hand.bring([chip(1)])
    await one.hand.bring([chip(3)], 3)
    await one.look()
    expect(await one.cases()).toEqual({})
    clock.advance(6 * MINUTE)
    await one.look()
    expect(await one.cases()).toEqual({ 'gap:1:2': 'OPEN R01 MISSING_IN_BACKOFFICE' })
    await one.hand.bring([chip(2)], 2)
    await one.look()
    expect(await one.cases()).toEqual({ 'gap:1:2': 'CLOSED R01 MISSING_IN_BACKOFFICE' })
  })

  test('a clock that is wrong is told, whichever way, and waiting in a queue is not', async () => {
    for (const [awayMs, found] of [
      [-90_000, { clock: 'OPEN R12 -' }],
      [400_000, { clock: 'OPEN R12 -' }],
      [20_000, {}],
    ] as const) {
      const one = await Watched.make({ clock, owner, gateway, worker })
      const records = [1, 2, 3, 4, 5].map((number) =>
        chip(number, { at: new Date(clock.now() + awayMs + (number === 3 ? -600_000 : 0)).toISOString() }),
      )
      await one.hand.bring(records)
      await one.host(...records)
      await one.look()
      const cases = await one.cases()
      const own = Object.entries(cases).filter(([cause]) => cause.startsWith('clock'))
      expect(Object.fromEntries(own.map(([, words]) => ['clock', words]))).toEqual(found)
    }
  })

  test('a terminal that sends no journal shows its holes by the numbers that its host has', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    await one.host(chip(1), { ...chip(2), fate: 'DECLINED' }, chip(3), chip(5))
    await one.look()
    expect(await one.cases()).toEqual({})
    clock.advance(31 * MINUTE)
    await one.look()
    expect(await one.cases()).toEqual({ 'gap:0:03': 'OPEN R02 MISSING_IN_BACKOFFICE' })
    await one.host(chip(4))
    await one.look()
    expect(await one.cases()).toEqual({ 'gap:0:03': 'CLOSED R02 MISSING_IN_BACKOFFICE' })
  })

  test('two payloads under one key are told with what differs', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    await one.hand.bring([chip(1)])
    await one.hand.bringThese([arrived(chip(1, { amount: '999' }), 1)])
    await one.look()
    expect(await one.cases()).toEqual({ 'transaction:01:FIN': 'OPEN R03 -' })
  })
})

describe('what people say', () => {
  test('a verdict holds: what was dismissed does not come up again, and measures its rule', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    const record = chip(1)
    await one.hand.bring([record])
    await one.host({ ...record, minor: 105n })
    await later(one, 2)
    await one.look()
    expect(await one.cases()).toEqual({ 'transaction:01:FIN': 'OPEN R07 WRONG_AMOUNT' })
    const id = await one.caseId('000001:FIN')
    const said = await owner.write(PLATFORM_SCOPE, { kind: 'PERSON', id: 'usr_chen' }, (unit) =>
      dismissCase(unit, id, CHECKER, 'the slip shows what the host has'),
    )
    expect(said).toMatchObject({ ok: true, row: { state: 'DISMISSED', verdict: 'WRONG' } })
    clock.advance(15 * MINUTE)
    await one.look()
    expect(await one.cases()).toEqual({ 'transaction:01:FIN': 'DISMISSED R07 WRONG_AMOUNT' })
    const standings = await worker.read(PLATFORM_SCOPE, (db) => ruleStandings(db, one.scope.acquirerId))
    expect(standings.find(({ rule }) => rule.id === 'R07')?.precision).toMatchObject({ judged: 1, right: 0 })
  })

  const dismiss = async (one: Watched, cause: string) => {
    const id = await one.caseId(cause)
    const said = await owner.write(PLATFORM_SCOPE, { kind: 'PERSON', id: 'usr_chen' }, (unit) =>
      dismissCase(unit, id, CHECKER, 'seen, and it is none'),
    )
    expect(said).toMatchObject({ ok: true, row: { state: 'DISMISSED' } })
    clock.advance(MINUTE)
  }

  test('a clock that was judged is a case again only when it went right and wrong once more', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    let next = 1
    const trade = async (count: number, awayMs: number) => {
      const at = new Date(clock.now() + awayMs).toISOString()
      const records = Array.from({ length: count }, (_, place) => chip(next + place, { at }))
      await one.hand.bring(records, next)
      await one.host(...records)
      next += count
      await one.look()
      clock.advance(MINUTE)
    }
    await trade(5, -90_000)
    expect(await one.states('clock')).toEqual(['OPEN'])
    await dismiss(one, 'clock')
    await trade(5, -90_000)
    expect(await one.states('clock')).toEqual(['DISMISSED'])
    await trade(5, 0)
    await trade(10, -90_000)
    // what was right stands among the last twenty
    expect(await one.states('clock')).toEqual(['DISMISSED'])
    await trade(10, -90_000)
    expect(await one.states('clock')).toEqual(['DISMISSED', 'OPEN'])
    // and the second verdict holds as the first one did
    await dismiss(one, 'clock')
    await trade(5, -90_000)
    expect(await one.states('clock')).toEqual(['DISMISSED', 'DISMISSED'])
  })

  test('two devices that take turns again after a verdict are a case again', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    let next = 1
    const write = async (deviceId?: string) => {
      clock.advance(MINUTE)
      await one.hand.bringThese([arrived(chip(next), next)], deviceId === undefined ? {} : { deviceId })
      next++
    }
    await write()
    await write('dev_other')
    await write()
    await one.look()
    expect(await one.states('journal')).toEqual(['OPEN'])
    await dismiss(one, 'journal')
    await write()
    await one.look()
    expect(await one.states('journal')).toEqual(['DISMISSED'])
    await write('dev_other')
    await one.look()
    expect(await one.states('journal')).toEqual(['DISMISSED', 'OPEN'])
    // whoever is told of clones is told of each case, once
    const told = await owner.read(PLATFORM_SCOPE, (db) =>
      db.query(
        `select type, data -> 'newRules' as rules from event where type like 'Case%' and path = $1::ltree order by ordinal`,
        [one.scope.path],
      ),
    )
    const opened = { type: 'CaseOpened', rules: ['R19'] }
    expect(told).toEqual([opened, { type: 'CaseDismissed', rules: null }, opened])
  })

  test('a rule that is suppressed somewhere opens no case there', async () => {
    const one = await Watched.make({ clock, owner, gateway, worker })
    const { acquirerId, path } = one.scope
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      suppressRule(unit, {
        ...{ acquirerId, path, rule: 'R07', cause: null, ownerId: 'usr_chen', reason: 'the pumps round up' },
        until: clock.now() + 60 * MINUTE,
      }),
    )
    const record = chip(1)
    await one.hand.bring([record])
    await one.host({ ...record, minor: 105n })
    await later(one, 2)
    await one.look()
    expect(await one.cases()).toEqual({})
  })
})

test('a line of what is being corrected is no case of its own, and is matched once that is in the books, days later', async () => {
  const one = await Watched.make({ clock, owner, gateway, worker })
  const { acquirerId } = one.scope
  const [first, lost] = [chip(1), chip(40)]
  await one.hand.bring([first])
  await one.host(first, lost)
  await later(one, 2)
  await one.look()
  const found = { 'transaction:40:FIN': 'OPEN R14 MISSING_IN_TERMINAL' }
  expect(await one.cases()).toEqual(found)

  const day = bookingDay(clock.now(), 'Asia/Shanghai')
  const file = await readFile(worker, app, acquirerId, day, [lineOf(one.hand, lost)])
  const lineStates = async () => {
    const from = bookingDay(clock.now() - 10 * DAY, 'Asia/Shanghai')
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => matchStrangersAgain(unit, from, 0, 100))
    return await bench.rows('select state from file_line where import_id = $1', [file.id])
  }
  const bench = new Bench({ owner, app, gateway }, one.hand)
  clock.advance(8 * DAY)
  expect(await lineStates()).toEqual([{ state: 'MISSING_HERE' }])
  // something else is looked at, nothing that the host has of the line is due
  await later(one, 3)
  await one.look()
  expect(await one.cases()).toEqual(found)

  const caseId = await one.caseId('000040')
  const [hit] = await bench.rows<{ patch: Patch }>(`select facts->'patch' as patch from case_hit where case_id = $1`, [
    caseId,
  ])
  const { at, ...patch } = hit?.patch ?? {}
  expect(at).toBe(lost.at)
  // somebody who does not know when it was; and the line has been missing for longer than such lines are looked at
  clock.advance(4 * DAY)
  const row = await bench.submitted('MISSING_IN_TERMINAL', stan(40), patch, { caseId })
  expect(await bench.approve(row, checker())).toBe('APPROVED')
  await postDueCorrections(worker, 10)
  expect(await bench.now(row)).toMatchObject({ state: 'POSTED' })
  expect(await lineStates()).toEqual([{ state: 'MATCHED' }])
  await later(one, 4)
  await one.look()
  expect(await one.cases()).toEqual({ 'transaction:40:FIN': 'PROPOSED R14 MISSING_IN_TERMINAL' })
})
