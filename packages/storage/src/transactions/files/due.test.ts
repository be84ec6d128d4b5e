import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import {
  declareFileSchedule,
  endFileSchedule,
  fileDays,
  fileSchedulesOf,
  holdFileKind,
  missingFiles,
  noteMissingFiles,
  notePromisedFiles,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
} from '../../index.ts'
import { sale } from '../journal/journal.fixture.ts'
import { aheadOf, House } from './trading-house.fixture.ts'

const DAY = '2027-01-15'
const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, gateway, worker, app } = await openDoors(clock, 'owner', 'gateway', 'worker', 'app')
const doors = { owner, gateway, worker, app, clock }
const work = byPlatform(worker)
const later = aheadOf(clock)

test('a day with trade whose file is due and not there is told, and ends when it comes', async () => {
  const house = await House.make(doors)
  const look = () => work((unit) => noteMissingFiles(unit, 10))
  const told = () => app.read({ path: house.scope.acquirerId }, (db) => missingFiles(db, house.scope.acquirerId, 10))
  await house.bring(sale(1))
  await later(48, look)
  // nobody knows yet that this acquirer sends files
  expect(await told()).toEqual([])
  await house.file('2027-01-14', house.line(sale(7)))
  await later(24, look)
  expect(await told()).toEqual([])
  await later(48, look)
  await later(48, look)
  expect(await told()).toMatchObject([{ businessDate: DAY, endedAt: null }])
  await later(50, () => house.file(DAY, house.line(sale(1))))
  await later(51, look)
  expect(await told()).toEqual([])
})

test('a promised file that is not there by its time is told once, and ends when it was read or is promised no more', async () => {
  const house = await House.make(doors)
  const { acquirerId } = house.scope
  const everyDay = { weekdays: [1, 2, 3, 4, 5, 6, 7], closedDays: [], openDays: [], onClosed: 'NONE' as const }
  const terms = { ...everyDay, dueDays: 1, dueMin: 630, firstDay: DAY }
  const declare = (change: object) =>
    app.write({ path: acquirerId }, PLATFORM_ACTOR, async (unit) => {
      const kind = { acquirerId, format: 'FLOW' as const, mappingId: null }
      return await declareFileSchedule(unit, await holdFileKind(unit, kind), kind, {
        terms: { ...terms, ...change },
        by: 'usr_x',
      })
    })
  const look = () => work((unit) => notePromisedFiles(unit, 10))
  const told = async () =>
    (await app.read({ path: acquirerId }, (db) => missingFiles(db, acquirerId, 10))).map(
      ({ businessDate }) => businessDate,
    )
  const days = async () => {
    const [schedule] = await app.read({ path: acquirerId }, (db) => fileSchedulesOf(db, acquirerId))
    if (schedule === undefined) return []
    const span = { zone: 'Asia/Shanghai', days: 3, now: clock.now() }
    const rows = await app.read({ path: acquirerId }, (db) => fileDays(db, schedule, span))
    return rows.map(({ businessDate, standing }) => `${businessDate} ${standing}`)
  }
  // it is 17:00 of the 15th there: the file of the day is due at 10:30 of the 16th
  await declare({})
  await later(17, async () => {
    expect([await look(), await told()]).toEqual([0, []])
    expect(await days()).toEqual(['2027-01-16 EXPECTED', `${DAY} EXPECTED`])
  })
  await later(17.6, async () => {
    expect([await look(), await look(), await told()]).toEqual([1, 0, [DAY]])
    expect(await days()).toEqual(['2027-01-16 EXPECTED', `${DAY} MISSING`])
    // of another kind
    await house.file(DAY, house.line(sale(7)))
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update file_import set format = 'CSV' where acquirer_id = $1`, [acquirerId]),
    )
    expect(await look()).toBe(0)
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update file_import set format = 'FLOW' where acquirer_id = $1`, [acquirerId]),
    )
    expect([await look(), await told()]).toEqual([1, []])
    expect(await days()).toEqual(['2027-01-16 EXPECTED', `${DAY} LATE`])
  })
  // the 16th turns out to be a holiday, and then nothing is promised at all
  await later(42, async () => {
    expect([await look(), await told()]).toEqual([1, ['2027-01-16']])
    await declare({ closedDays: ['2027-01-16'] })
    expect([await look(), await told()]).toEqual([1, []])
    // the file of the day before was due the day after it, then
    expect(await days()).toEqual(['2027-01-17 EXPECTED', '2027-01-16 NONE', `${DAY} ARRIVED`])
    await declare({})
    expect([await look(), await told()]).toEqual([1, ['2027-01-16']])
    await app.write({ path: acquirerId }, PLATFORM_ACTOR, async (unit) => {
      const [schedule] = await fileSchedulesOf(unit, acquirerId)
      if (schedule !== undefined) await endFileSchedule(unit, schedule, 'sends no more')
    })
    expect([await look(), await told()]).toEqual([1, []])
  })
})
