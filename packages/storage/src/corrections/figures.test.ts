import { fieldTexts, type Totals } from '@budeng/transactions'
import { expect, test } from 'vitest'
import { openDoors } from '../doors.fixture.ts'
import { handClock } from '../fleet.fixture.ts'
import {
  closeCorrections,
  compareDigests,
  correctionOf,
  type CorrectionRow,
  differenceFigures,
  differenceLines,
  lockJournals,
  lookAtTerminals,
  makeDue,
  monthEnd,
  moveBatchesOn,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postDueCorrections,
  proveCorrections,
  settleCase,
  type Storage,
  twinTotalsOf,
} from '../index.ts'
import { endSeenTotals } from '../transactions/journal/batch-differences.ts'
import { reversal, sale, stan, unreadable } from '../transactions/journal/journal.fixture.ts'
import { Bench, checker } from './corrections.fixture.ts'

const START = Date.parse('2027-01-15T09:00:00Z')
const clock = handClock(START)
const { owner, app, gateway, worker } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
let house = await Bench.make({ owner, app, gateway }, 'fa')

const line = (minor: bigint, count = 1): Totals[number] => ({
  ...{ currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT' },
  ...{ count, minor },
})

async function corrected(...asked: Parameters<Bench['draft']>): Promise<CorrectionRow> {
  const row = await house.submitted(...asked)
  expect(await house.approve(row, checker())).toBe('APPROVED')
  await postDueCorrections(worker, 10)
  const posted = await house.now(row)
  expect(posted.state).toBe('POSTED')
  // one after the other: lists go by the moment of posting
  clock.advance(1_000)
  return posted
}

async function journal(): Promise<{ readonly root: Buffer; readonly seq: number }> {
  const [row] = await house.rows<{ root: Buffer; seq: number }>(
    'select root, through_seq as seq from journal_stream where terminal_id = $1',
    [house.hand.terminalId],
  )
  if (row === undefined) throw new Error('no journal')
  return row
}

const cny = (kind: string, amount: number) => ({ kind, amount, currency: 'CNY' })

/** A heartbeat with these totals; answers what is open then. */
async function heartbeat(minor: bigint, count: number, batch = '000001'): Promise<readonly object[]> {
  const { root, seq } = await journal()
  const totals = [{ scope: 'DOMESTIC' as const, side: 'DEBIT' as const, count, minor }]
  const digest = {
    epoch: 1,
    batch,
    count: batch === '000001' ? seq : count,
    lastSeq: seq,
    totals,
    rootStart: root.subarray(0, 16),
  }
  const { terminalId } = house.hand
  await gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    compareDigests(
      unit,
      'gateway',
      [{ terminalId, fence: 1, scope: house.scope, digest, tag: null, known: null }],
      () => null,
    ),
  )
  return await house.rows(
    'select kind, amount, currency from open_difference where terminal_id = $1 and closed_at is null order by kind',
    [terminalId],
  )
}

/** The terminal closes a batch through its last record, with these totals. */
async function close(batchNo: string, openSeq: number, minor: bigint, count: number): Promise<void> {
  const { root, seq } = await journal()
  const { terminalId } = house.hand
  const closing = { throughSeq: seq, count: seq - openSeq + 1, totals: [line(minor, count)], root, tag: null }
  await gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const journals = await lockJournals(unit, 'gateway', [{ terminalId, fence: 1, epoch: 1 }])
    const word = { scope: house.scope, terminalId, epoch: 1, batchNo, openSeq, closing }
    await moveBatchesOn(unit, journals, [word], new Map(), () => null)
  })
}

async function batchId(): Promise<string> {
  const [row] = await house.rows<{ id: string }>('select id from batch where terminal_id = $1 and batch_no = $2', [
    house.hand.terminalId,
    '000001',
  ])
  return row?.id ?? ''
}

const twins = async () => await owner.read(PLATFORM_SCOPE, async (db) => await twinTotalsOf(db, await batchId()))

test('totals of a terminal that was not told yet are explained; other ones are a difference', async () => {
  await house.bring(1, sale(1, { amount: '10000' }), sale(2, { amount: '5000' }))
  const first = await corrected('WRONG_AMOUNT', stan(1), { amount: '9000' })
  expect(await heartbeat(15_000n, 2)).toEqual([])
  await house.bring(3, sale(3, { amount: '700' }))
  expect(await heartbeat(15_699n, 3)).toEqual([cny('TOTALS', 1)])
  await house.bring(4, sale(4, { amount: '300' }))
  expect(await heartbeat(16_000n, 4)).toEqual([])
  expect(await twins()).toEqual({
    frozen: [line(16_000n, 4)],
    effective: [line(15_000n, 4)],
    adjustments: [{ correctionId: first.id, lines: [line(-1_000n, 0)] }],
    carried: [],
    late: [],
    unexplained: [],
  })
})

test('a batch that closes before the terminal was told closes equal, and what was corrected in it stays explained', async () => {
  // reversed since: what the correction moved is nothing any more
  await house.bring(5, reversal(sale(1, { amount: '10000' }), 5))
  await close('000001', 1, 6_000n, 3)
  expect(await house.rows('select state, imbalances from batch where id = $1', [await batchId()])).toEqual([
    { state: 'CLOSED', imbalances: [] },
  ])
  expect(await twins()).toMatchObject({ frozen: [line(6_000n, 3)], adjustments: [], unexplained: [] })
  // one more, of the settled batch: its totals before are those with all corrections
  const second = await corrected('WRONG_AMOUNT', stan(2), { amount: '4000' })
  const third = await corrected('WRONG_AMOUNT', stan(2), { amount: '3500' })
  expect(third.impact).toMatchObject({ batches: [{ before: [{ minor: '5000' }], after: [{ minor: '4500' }] }] })
  expect(await twins()).toEqual({
    frozen: [line(6_000n, 3)],
    effective: [line(4_500n, 3)],
    adjustments: [
      { correctionId: second.id, lines: [line(-1_000n, 0)] },
      { correctionId: third.id, lines: [line(-500n, 0)] },
    ],
    carried: [],
    late: [],
    unexplained: [],
  })
})

test('open differences of a terminal and of all above it, line by line; the month explains every cent', async () => {
  const { terminalId } = house.hand
  const at = { kind: 'TERMINAL' as const, terminalId }
  const all = { kind: 'NODE' as const, path: house.scope.acquirerId }
  const read = <T>(work: Parameters<Storage['read']>[1]) =>
    app.read({ path: house.scope.acquirerId }, work) as Promise<T>
  const figures = { count: 3, amounts: [{ minor: 3_500n, currency: 'CNY', exponent: 2 }], waived: 0 }
  for (const place of [at, all])
    expect(await read((db) => differenceFigures(db, place))).toMatchObject({ ...figures, oldest: START })
  const lines = await app.read({ path: house.scope.acquirerId }, (db) => differenceLines(db, all, 2))
  expect(lines.map(({ state, lines: moved }) => ({ state, moved }))).toEqual([
    { state: 'POSTED', moved: [] },
    { state: 'POSTED', moved: [line(-1_000n, 0)] },
  ])
  const last = lines.at(-1)
  if (last === undefined) throw new Error('two lines')
  const rest = await app.read({ path: house.scope.acquirerId }, (db) => differenceLines(db, all, 2, last))
  expect(rest.map(({ lines: moved }) => moved)).toEqual([[line(-500n, 0)]])

  // a claim moves books and no batch
  const claim = await corrected(
    'NOT_CHARGED',
    stan(9),
    { amount: '3000', currency: 'CNY', exponent: '2' },
    { target: null, transactionId: null },
  )
  const phantom = await corrected('PHANTOM', stan(3), {})
  expect(correctionOf(phantom).postedThrough).toBe(5)
  const roots = { epoch: 1, throughSeq: 6, rootTerminal: 'aa', rootHost: 'aa', tagTerminal: null, tagHost: null }
  await gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => proveCorrections(unit, [{ terminalId, ...roots }]))
  const month = await app.read({ path: house.scope.acquirerId }, (db) =>
    monthEnd(db, house.scope.acquirerId, '2027-01-01', '2027-01-31'),
  )
  expect(month.kinds.map(({ kind, state, count, stake }) => [kind, state, count, stake[0]?.minor])).toEqual([
    ['NOT_CHARGED', 'POSTED', 1, 3_000n],
    ['PHANTOM', 'VERIFIED', 1, 700n],
    ['WRONG_AMOUNT', 'POSTED', 3, 3_500n],
  ])
  expect(month.books.reduce((sum, { minor }) => sum + minor, 0n)).toBe(0n)
  expect(month.books.find(({ account }) => account === 'TERMINAL_CLEARING')?.minor).toBe(-3_200n)
  expect(month.settled).toEqual({ batches: 1, lines: [line(-2_200n, -1)] })
  expect(month.open).toHaveLength(3)
  expect(month.open.map(({ correctionId }) => correctionId)).not.toContain(claim.id)
  const later = await app.read({ path: house.scope.acquirerId }, (db) =>
    monthEnd(db, house.scope.acquirerId, '2027-02-01', '2027-02-28'),
  )
  expect(later).toMatchObject({ kinds: [], books: [], settled: { batches: 0, lines: [] } })
})

test('what came twice ends with one root behind it; what nobody could read, and sums without it, with what was missing', async () => {
  house = await Bench.make({ owner, app, gateway }, 'fb')
  await house.bring(1, sale(1, { amount: '100' }))
  expect(await heartbeat(100n, 1)).toEqual([])
  // equal all the time: nothing changes but that a record comes again with another amount
  await house.bring(1, sale(1, { amount: '101' }))
  await house.hand.book([unreadable(2)])
  // the terminal counts what we cannot read
  expect(await heartbeat(5_100n, 2)).toEqual([cny('TOTALS', 5_000), { kind: 'UNPROVEN', amount: null, currency: null }])
  const missing = await corrected('MISSING_IN_BACKOFFICE', stan(7), fieldTexts(sale(7, { amount: '5000' })))
  await house.bring(3, sale(3, { amount: '1' }))
  // what is missing is in by now: what is left is told in its place
  expect(await heartbeat(5_102n, 3)).toEqual([cny('TOTALS', 1)])
  await house.bring(4, sale(4, { amount: '2' }))
  expect(await heartbeat(5_103n, 4)).toEqual([])
  expect(await house.now(missing)).toMatchObject({ state: 'VERIFIED' })
})

test('sums of a closed batch end with what was missing in it or with a checker, never with those of the next one', async () => {
  house = await Bench.make({ owner, app, gateway }, 'fc')
  const other = { batch: '000002' }
  await house.bring(1, sale(1, { amount: '100' }))
  await house.hand.book([unreadable(2)])
  await close('000001', 1, 5_100n, 2)
  const missing = await corrected('MISSING_IN_BACKOFFICE', stan(7), fieldTexts(sale(7, { amount: '5000' })))
  await house.bring(3, sale(3, { amount: '1', ...other }))
  await close('000002', 3, 2n, 1)
  await house.bring(4, sale(4, { amount: '3', batch: '000003' }))
  expect(await heartbeat(3n, 1, '000003')).toEqual([cny('TOTALS', 1)])
  expect(await house.now(missing)).toMatchObject({ state: 'VERIFIED' })
  await app.write({ path: house.scope.path }, PLATFORM_ACTOR, (unit) =>
    endSeenTotals(unit, { terminalId: house.hand.terminalId, epoch: 1, batchNo: '000002' }),
  )
  await house.bring(5, sale(5, { amount: '1', batch: '000003' }))
  expect(await heartbeat(4n, 2, '000003')).toEqual([])
})

/** The open case of two records under the first number, once rules have looked. */
async function conflictCase(): Promise<string> {
  const { terminalId } = house.hand
  await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeDue(unit, [terminalId], clock.now()))
  await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => lookAtTerminals(unit))
  const rows = await house.rows<{ id: string }>(
    `select id from correction_case where terminal_id = $1 and state = 'OPEN' and rule = 'R03'`,
    [terminalId],
  )
  expect(rows).toHaveLength(1)
  return rows[0]?.id ?? ''
}

test('two records under one key end with what people decide of their case, those that it was about and no later ones', async () => {
  house = await Bench.make({ owner, app, gateway }, 'fd')
  await house.bring(1, sale(1, { amount: '100' }), sale(1, { amount: '109' }))
  expect(await heartbeat(100n, 1)).toEqual([cny('CONFLICT', 109)])
  // both were sales: the second one was missing
  const caseId = await conflictCase()
  const missing = fieldTexts(sale(7, { amount: '109' }))
  const made = await corrected('MISSING_IN_BACKOFFICE', stan(7), missing, { caseId })
  await house.bring(3, sale(3, { amount: '1' }), sale(1, { amount: '111' }))
  expect(await heartbeat(101n, 2)).toMatchObject([{ kind: 'CONFLICT' }, { kind: 'CONFLICT' }])
  expect(await house.now(made)).toMatchObject({ state: 'VERIFIED' })
  await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => closeCorrections(unit, 10))
  const differences = 'select from_seq as seq from open_difference where terminal_id = $1 and closed_at is null'
  expect(await house.rows(differences, [house.hand.terminalId])).toEqual([{ seq: 4 }])
  // nothing in the books would put the third right
  const again = await conflictCase()
  const hand = { personId: 'usr_chen', permits: new Set(['correction:approve']) }
  await house.asApp((unit) => settleCase(unit, again, hand, 'the slip shows the first'))
  expect(await house.rows(differences, [house.hand.terminalId])).toEqual([])
  const closed = `select closed_by_proof is not null as proven from open_difference where terminal_id = $1 and kind = 'CONFLICT' order by from_seq`
  expect(await house.rows(closed, [house.hand.terminalId])).toEqual([{ proven: true }, { proven: false }])
})
