import { expect, test } from 'vitest'
import { openDoors } from '../doors.fixture.ts'
import { handClock } from '../fleet.fixture.ts'
import { agreedLimits, moneyRulesOf, PLATFORM_SCOPE, saveLimit, submitCorrection } from '../index.ts'
import { sale, stan } from '../transactions/journal/journal.fixture.ts'
import { Bench, checker, LI } from './corrections.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, app, gateway, worker } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
const bench = await Bench.make({ owner, app, gateway }, 'limits')
const other = await Bench.make({ owner, app, gateway }, 'other')
const { acquirerId, agentId } = bench.scope

/** Two at the acquirer agreed. */
const agree = (tierOne: bigint, tierTwo: bigint, dayStake = 2_000_000n, dayCount = 50) =>
  bench.asApp((unit) =>
    saveLimit(
      unit,
      acquirerId,
      { currency: 'CNY', tierOne, tierTwo, dayStake, dayCount, automatic: 0n },
      { changeId: 'chg_x', by: 'usr_boss' },
    ),
  )
let records = 0
/** A correction of one yuan. */
async function small(): Promise<Awaited<ReturnType<Bench['draft']>>> {
  const number = ++records
  await bench.bring(number, sale(number, { amount: '10000' }))
  return await bench.draft('WRONG_AMOUNT', stan(number), { amount: '9900' })
}

test('what an acquirer agreed on is read from below it, and from nowhere else', async () => {
  await agree(100n, 1_000n)
  for (const path of [acquirerId, `${acquirerId}.${agentId}`]) {
    const rows = await app.read({ path }, (db) => agreedLimits(db, acquirerId))
    expect(rows, path).toMatchObject([{ currency: 'CNY', tierOne: 100n, tierTwo: 1_000n, version: 1 }])
  }
  expect(await app.read({ path: other.scope.acquirerId }, (db) => agreedLimits(db, acquirerId))).toEqual([])
  const ofWorker = await worker.read(PLATFORM_SCOPE, (db) => moneyRulesOf(db, acquirerId))
  expect(ofWorker.tiers).toEqual({ CNY: [100n, 1_000n] })
  expect((await worker.read(PLATFORM_SCOPE, (db) => moneyRulesOf(db, other.scope.acquirerId))).tiers).toEqual({
    CNY: [50_000n, 500_000n],
  })
})

test('drafts, what is handed in and what is agreed to go by it, for an agent’s maker too', async () => {
  await agree(99n, 1_000n)
  bench.under = `${acquirerId}.${agentId}`
  const row = await small()
  expect(row.tier).toBe(2)
  const submitted = await bench.asApp((unit) => submitCorrection(unit, row.id, LI))
  expect(submitted).toMatchObject({ ok: true })
  bench.under = null
  expect(await bench.approve(row, checker('zhou', { organisationId: LI.organisationId }))).toBe(
    'OTHER_ORGANISATION_NEEDED',
  )
  // stricter meanwhile: two by now
  await agree(10n, 99n)
  expect(await bench.approve(row, checker('chen'))).toBe('PENDING_APPROVAL')
  // looser again: what was shown to need two needs two
  expect(await bench.approve(row, checker('wu'))).toBe('APPROVED')
})

test('the day’s cap is the acquirer’s own', async () => {
  await agree(50_000n, 500_000n, 250n, 50)
  const [first, second] = [await small(), await small()]
  const codes: unknown[] = []
  for (const { id } of [first, second]) {
    const answer = await bench.asApp<Awaited<ReturnType<typeof submitCorrection>>>((unit) =>
      submitCorrection(unit, id, LI),
    )
    codes.push(answer?.ok === true ? answer.row.state : answer?.refusal.code)
  }
  // one yuan of today stands at stake already
  expect(codes).toEqual(['PENDING_APPROVAL', 'CAP_AMOUNT'])
  await agree(50_000n, 500_000n, 2_000_000n, 2)
  const answer = await bench.asApp<Awaited<ReturnType<typeof submitCorrection>>>((unit) =>
    submitCorrection(unit, second.id, LI),
  )
  expect(answer).toMatchObject({ ok: false, refusal: { code: 'CAP_COUNT' } })
})
