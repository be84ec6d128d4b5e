import { HOUR } from '@budeng/kernel'
import { fieldTexts } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { openDoors } from '../doors.fixture.ts'
import { handClock } from '../fleet.fixture.ts'
import {
  closeCorrections,
  type CorrectionAnswer,
  type CorrectionRow,
  lapseCorrections,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postDueCorrections,
  proveCorrections,
  rejectCorrection,
  submitCorrection,
  waiveCorrection,
  withdrawCorrection,
} from '../index.ts'
import { tariffsOfMerchants } from '../transactions/tariffs.ts'
import { follow, sale, stan } from '../transactions/journal/journal.fixture.ts'
import { Bench, checker, evidence, LI } from './corrections.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, app, gateway, worker } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
let made = 0

const bench = () => Bench.make({ owner, app, gateway }, `c${String.fromCharCode(97 + made++)}`)
const post = () => postDueCorrections(worker, 100)
/** Ends what is due so much later, and goes back. */
async function lapse(later: number): Promise<void> {
  clock.advance(later)
  await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => lapseCorrections(unit, 10))
  clock.advance(-later)
}
const SALE = sale(1, { amount: '10000' })

async function corrected(house: Bench, ...asked: Parameters<Bench['draft']>): Promise<CorrectionRow> {
  const row = await house.submitted(...asked)
  expect(row.state).toBe('PENDING_APPROVAL')
  expect(await house.approve(row, checker())).toBe('APPROVED')
  await post()
  return await house.now(row)
}
describe('posting', () => {
  test('an amount: the entry is taken back and posted anew, the batch moves, the record stays readable', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const row = await corrected(house, 'WRONG_AMOUNT', stan(1), { amount: '9000' })
    expect(row.state).toBe('POSTED')
    expect(await house.standing()).toEqual({
      TERMINAL_CLEARING: 9_000n,
      MERCHANT_PAYABLE: -8_946n,
      FEE_INCOME: -38n,
      AGENT_COMMISSION: -16n,
    })
    const [transaction] = await house.rows<{ amount: bigint; net: bigint; sync: string; facts: object }>(
      'select amount::numeric as amount, net_amount::numeric as net, sync_state as sync, facts from transaction where id = $1',
      [row.transactionId],
    )
    expect(transaction).toMatchObject({ amount: 10_000n, net: 9_000n, sync: 'AMENDED_PENDING_ACK' })
    const totals = await house.rows(
      'select count, amount::numeric as amount from batch_total where batch_id in (select id from batch where terminal_id = $1)',
      [house.hand.terminalId],
    )
    expect(totals).toEqual([{ count: 1, amount: 9_000n }])
    const [version] = await house.rows<{ op: string; entries: number[] }>(
      'select op, entry_ids as entries from correction_version where correction_id = $1',
      [row.id],
    )
    expect(version?.op).toBe('AMEND')
    expect(version?.entries).toHaveLength(2)
    const events = await house.rows<{ type: string }>('select type from event where subject = $1 order by ordinal', [
      row.id,
    ])
    expect(events.map(({ type }) => type)).toEqual([
      'CorrectionDrafted',
      'CorrectionSubmitted',
      'CorrectionPending',
      'CorrectionApproved',
      'CorrectionPosted',
    ])
  })

  test.each([
    ['above', null],
    ['there as well', 'store'],
  ])('in a store, agreed %s: by the rule of the merchant, which nobody there may look at', async (_, second) => {
    const house = await bench()
    await house.bring(1, SALE)
    house.under = house.scope.path
    expect(
      (await app.read({ path: house.scope.path }, (db) => tariffsOfMerchants(db, [house.scope.merchantId]))).size,
    ).toBe(0)
    const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '9000' })
    house.under = second === null ? null : house.scope.path
    expect(await house.approve(row, checker())).toBe('APPROVED')
    await post()
    expect((await house.now(row)).state).toBe('POSTED')
    expect(await house.standing()).toMatchObject({
      MERCHANT_PAYABLE: -8_946n,
      FEE_INCOME: -38n,
      AGENT_COMMISSION: -16n,
    })
  })

  test('a settled batch: its totals stay, an adjustment goes into the open one, or into the next that opens', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    await house.rows('select 1')
    await house.house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update batch set state = 'CLOSED', closed_at = now(), through_seq = 1 where terminal_id = $1`, [
        house.hand.terminalId,
      ]),
    )
    const row = await corrected(house, 'WRONG_AMOUNT', stan(1), { amount: '9000' })
    const adjustments = () =>
      house.rows<{ count: number; amount: bigint; open: string | null }>(
        'select count, amount::numeric as amount, (select batch_no from batch where id = open_batch_id) as open from correction_adjustment where correction_id = $1',
        [row.id],
      )
    expect(await adjustments()).toEqual([{ count: 0, amount: -1_000n, open: null }])
    expect(
      await house.rows('select amount::numeric as amount from batch_total where path <@ $1::ltree', [house.scope.path]),
    ).toEqual([{ amount: 10_000n }])
    await house.bring(2, sale(2, { batch: '000002' }))
    expect(await adjustments()).toMatchObject([{ open: '000002' }])
    expect(await house.off()).toBe(0n)
  })

  test('what the terminal never sent is there, and gives way to the record when that comes', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const missing = sale(7, { amount: '5000' })
    const row = await corrected(house, 'MISSING_IN_BACKOFFICE', stan(7), fieldTexts(missing))
    expect(row.state).toBe('POSTED')
    expect((await house.standing())['TERMINAL_CLEARING']).toBe(15_000n)
    await house.bring(2, { ...missing, amount: '5100' })
    expect((await house.standing())['TERMINAL_CLEARING']).toBe(15_100n)
    const [seen] = await house.rows('select seq, type from transaction where id = $1', [row.transactionId])
    expect(seen).toEqual({ seq: 2, type: 'PURCHASE' })
    expect(await house.off()).toBe(0n)
  })

  test('a claim charges nobody: receivable against suspense, and it is closed without a proof', async () => {
    const house = await bench()
    const patch = { amount: '3000', currency: 'CNY', exponent: '2' }
    const row = await corrected(house, 'NOT_CHARGED', stan(9), patch, { target: null, transactionId: null })
    expect(await house.standing()).toEqual({ ACQUIRER_RECEIVABLE: 3_000n, SUSPENSE_LONG: -3_000n })
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => closeCorrections(unit, 10))
    expect(await house.now(row)).toMatchObject({ state: 'CLOSED', facts: { proof: 'NOT_APPLICABLE' } })
  })

  test('a wrong fee is reckoned by the tariff that is named, and follows it from then on', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const [tariff] = await house.rows<{ id: string }>('select id from tariff where merchant_id = $1', [
      house.scope.merchantId,
    ])
    await corrected(house, 'WRONG_FEE', stan(1), {}, { tariff: { id: tariff?.id ?? '', version: 2 } })
    expect((await house.standing())['MERCHANT_PAYABLE']).toBe(-9_900n)
    await house.bring(2, follow('REFUND', SALE, 2, { amount: '5000' }))
    expect((await house.standing())['MERCHANT_PAYABLE']).toBe(-4_950n)
  })

  test('a correction of a correction, and a tariff of another merchant', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const first = await corrected(house, 'WRONG_AMOUNT', stan(1), { amount: '9000' })
    const second = await corrected(house, 'WRONG_AMOUNT', stan(1), { amount: '10000' }, { correctsId: first.id })
    expect(second).toMatchObject({ state: 'POSTED', baseVersion: 1, correctsId: first.id })
    expect((await house.standing())['TERMINAL_CLEARING']).toBe(10_000n)
    const other = await house.submitted('WRONG_FEE', stan(1), {}, { tariff: { id: 'trf_other', version: 1 } })
    expect(other.state).toBe('INVALID')
  })
})

describe('two at once', () => {
  test('two makers of one transaction: one is under way', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const ids = [
      await house.draft('WRONG_AMOUNT', stan(1), { amount: '9000' }),
      await house.draft(
        'WRONG_AMOUNT',
        stan(1),
        { amount: '8000' },
        { maker: { ...LI, personId: 'usr_b', humanId: 'hum_b' } },
      ),
    ]
    const answers = await Promise.all(
      ids.map(({ id, makerId, makerHuman }) =>
        house.asApp<CorrectionAnswer>((unit) =>
          submitCorrection(unit, id, { ...LI, personId: makerId ?? '', humanId: makerHuman ?? '' }),
        ),
      ),
    )
    const told = answers.map((answer) => (answer.ok ? answer.row.state : answer.refusal.code)).sort()
    expect(told).toEqual(['CORRECTION_PENDING', 'PENDING_APPROVAL'])
  })

  test('approved twice in parallel: one wins; posted twice in parallel: once', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '9000' })
    const told = await Promise.all([house.approve(row, checker('a')), house.approve(row, checker('b'))])
    expect(told.sort()).toEqual(['APPROVED', 'NOT_PENDING'])
    await Promise.all([post(), post(), post()])
    expect((await house.standing())['TERMINAL_CLEARING']).toBe(9_000n)
    expect((await house.rows('select from correction_decision where correction_id = $1', [row.id])).length).toBe(1)
  })

  test('above the second tier two must agree, of another organisation; nobody twice', async () => {
    const house = await bench()
    await house.bring(1, sale(1, { amount: '2000000' }))
    const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '1000000' })
    expect(row.tier).toBe(3)
    expect(await house.approve(row, checker('a', { organisationId: LI.organisationId }))).toBe(
      'OTHER_ORGANISATION_NEEDED',
    )
    expect(await house.approve(row, checker('a'))).toBe('PENDING_APPROVAL')
    expect(await house.approve(row, checker('a'))).toBe('ALREADY_APPROVED')
    expect(await house.approve(row, checker('b'))).toBe('APPROVED')
  })
})

test('above the first tier nobody of those who gain: the merchant, and the agents above it', async () => {
  const house = await bench()
  await house.bring(1, SALE)
  const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '90000' })
  const { merchantId, agentId } = house.scope
  for (const organisationId of [merchantId, agentId ?? ''])
    expect(await house.approve(row, checker('a', { organisationId }))).toBe('OF_BENEFICIARY')
  expect(await house.approve(row, checker('a'))).toBe('APPROVED')
})

describe('what keeps it from being posted', () => {
  test('another hash, the own correction, a second account of the maker', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '9000' })
    expect(await house.approve(row, checker(), 'another')).toBe('HASH_CHANGED')
    expect(await house.approve(row, checker('li'))).toBe('OWN_CORRECTION')
    expect(await house.approve(row, checker('x', { humanId: 'hum_li' }))).toBe('OWN_CORRECTION')
    const no = await house.asApp<CorrectionAnswer>((unit) =>
      rejectCorrection(unit, row.id, checker(), row.diffHash, 'the slip is of another day'),
    )
    expect(no).toMatchObject({ ok: true, row: { state: 'REJECTED' } })
  })

  test('what happened between approval and posting makes it stale, and nothing is posted', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const row = await house.submitted('DUPLICATE_CHARGE', stan(1), {
      originalBatch: '000001',
      originalStan: stan(2),
      originalType: 'PURCHASE',
    })
    expect(await house.approve(row)).toBe('APPROVED')
    await house.bring(2, follow('REFUND', SALE, 3, { amount: '10000' }))
    const before = await house.standing()
    await post()
    expect((await house.now(row)).state).toBe('STALE')
    expect(await house.standing()).toEqual(before)
  })

  test('books that are not what records mean: POST_FAILED, and nothing half is left', async () => {
    const house = await bench()
    const records = [arrivedWithoutBooks()]
    await house.hand.bring(records)
    const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '9000' })
    await house.approve(row)
    await post()
    expect(await house.now(row)).toMatchObject({ state: 'POST_FAILED', facts: { problems: ['BOOKS_DIFFER'] } })
    expect(await house.rows('select from correction_version where correction_id = $1', [row.id])).toEqual([])
    // nor does it keep others from that transaction for ever
    await lapse(72 * HOUR - 1)
    expect((await house.now(row)).state).toBe('POST_FAILED')
    await lapse(72 * HOUR)
    expect((await house.now(row)).state).toBe('EXPIRED')
  })
  const arrivedWithoutBooks = () => SALE

  test('72 hours without a second person, and a withdrawal', async () => {
    const house = await bench()
    await house.bring(1, SALE, sale(2))
    const row = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '9000' })
    const other = await house.draft('WRONG_AMOUNT', stan(2), { amount: '9000' })
    const answer = await house.asApp<CorrectionAnswer>((unit) => withdrawCorrection(unit, other.id, LI))
    expect(answer).toMatchObject({ row: { state: 'WITHDRAWN' } })
    await lapse(72 * HOUR)
    expect((await house.now(row)).state).toBe('EXPIRED')
  })

  test('evidence that is missing, a member of a wrong form, and the cap of a day, counted however many submit at once', async () => {
    const house = await bench()
    const maker = { ...LI, personId: 'usr_busy', humanId: 'hum_busy' }
    await house.bring(1, ...Array.from({ length: 6 }, (_, place) => sale(place + 1, { amount: '900000' })))
    const bare = await house.draft('WRONG_AMOUNT', stan(1), { amount: '1' }, { evidence: evidence('DOCUMENT'), maker })
    const submit = (id: string) => house.asApp<CorrectionAnswer>((unit) => submitCorrection(unit, id, maker))
    expect(await submit(bare.id)).toMatchObject({ refusal: { code: 'EVIDENCE_MISSING' } })
    await expect(house.draft('WRONG_AMOUNT', stan(1), { amount: 'ten' })).rejects.toThrow('WRONG_FIELD')
    const drafts = []
    for (let place = 1; place <= 6; place++)
      drafts.push(await house.draft('WRONG_AMOUNT', stan(place), { amount: '500000' }, { maker }))
    const told = await Promise.all(drafts.map(({ id }) => submit(id)))
    const codes = told.map((each) => (each.ok ? each.row.state : each.refusal.code)).sort()
    expect(codes).toEqual(['CAP_AMOUNT', ...Array.from({ length: 5 }, () => 'PENDING_APPROVAL')])
  })
})

describe('proof', () => {
  test('without a command: an equal root beyond what was held when it was posted', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const row = await corrected(house, 'PHANTOM', stan(1), {})
    const roots = (throughSeq: number, rootTerminal = 'aa') => ({
      ...{ terminalId: house.hand.terminalId, epoch: 1, throughSeq, rootTerminal, rootHost: 'aa' },
      ...{ tagTerminal: null, tagHost: null },
    })
    const compare = (...asked: Parameters<typeof roots>) =>
      gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => proveCorrections(unit, [roots(...asked)]))
    expect(await compare(1)).toEqual([])
    expect(await compare(2, 'bb')).toEqual([])
    expect(await compare(2)).toEqual([row.id])
  })

  test('a checker waives on a ground that is so', async () => {
    const house = await bench()
    await house.bring(1, SALE)
    const row = await corrected(house, 'WRONG_AMOUNT', stan(1), { amount: '9000' })
    const waive = () =>
      house.asApp<CorrectionAnswer>((unit) =>
        waiveCorrection(unit, row.id, checker(), 'TERMINAL_RETIRED', 'scrapped last week'),
      )
    expect(await waive()).toMatchObject({ refusal: { code: 'GROUND_MISSING' } })
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update terminal set state = 'RETIRED' where id = $1`, [house.hand.terminalId]),
    )
    expect(await waive()).toMatchObject({ row: { state: 'WAIVED' } })
  })
})
