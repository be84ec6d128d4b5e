import { correctionApply, recordOfOrder } from '@budeng/corrections'
import { parseRecord, recordText } from '@budeng/transactions'
import { expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { agreeTariff, handClock, makeBranch, makeTerminal, scopeAt } from '../fleet.fixture.ts'
import { correctionOf, postDueCorrections, twinTotalsOf } from '../index.ts'
import { sale, stan } from '../transactions/journal/journal.fixture.ts'
import { Bench, checker } from './corrections.fixture.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, app, gateway, worker } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
const house = await Bench.make({ owner, app, gateway }, 'ma')
const there = await byPlatform(owner)(async (unit) => {
  const [acquirer] = await unit.query<Parameters<typeof makeBranch>[2] & object>(
    'select *, path::text as path from node where id = $1',
    [house.scope.acquirerId],
  )
  const branch = await makeBranch(unit, 'mb', acquirer)
  const scope = scopeAt(branch, await makeTerminal(unit, branch, 'MB'))
  await agreeTariff(unit, scope, { validFrom: '2020-01-01', percentBps: 100, agentShareBps: 5_000 })
  return scope
})

/** What stands with each organisation. */
async function owed(): Promise<Readonly<Record<string, bigint>>> {
  const rows = await house.rows<{ name: string; minor: bigint }>(
    `select a.kind || case when a.owner_id = any($1::text[]) then ' there' else ' here' end as name, sum(p.minor)::numeric as minor
     from ledger_posting p join ledger_account a on a.id = p.account_id
     where a.kind in ('TERMINAL_CLEARING', 'MERCHANT_PAYABLE', 'AGENT_COMMISSION') group by 1 having sum(p.minor) <> 0 order by 1`,
    [[there.terminalId, there.merchantId, there.agentId]],
  )
  return Object.fromEntries(rows.map(({ name, minor }) => [name, minor]))
}

/** What is counted at each of the two terminals because of moves: fen in all. */
async function counted(): Promise<Readonly<Record<string, bigint>>> {
  const rows = await house.rows<{ name: string; minor: bigint }>(
    `select case when terminal_id = $1 then 'there' else 'here' end as name, sum(amount)::numeric as minor
     from correction_adjustment group by 1 order by 1`,
    [there.terminalId],
  )
  return Object.fromEntries(rows.map(({ name, minor }) => [name, minor]))
}

async function openBatch(): Promise<string> {
  const [row] = await house.rows<{ id: string }>(`select id from batch where terminal_id = $1 and state = 'OPEN'`, [
    house.hand.terminalId,
  ])
  return row?.id ?? ''
}

async function moved(number: number, moveTo: string) {
  const row = await house.submitted('MISPOSTED', stan(number), {}, { moveTo })
  if (row.state !== 'PENDING_APPROVAL') return row
  expect(await house.approve(row, checker())).toBe('APPROVED')
  await postDueCorrections(worker, 10)
  return await house.now(row)
}

test('a sale of another merchant is taken back here and booked there by the terms of there, and stays there', async () => {
  await house.bring(1, sale(1, { amount: '10000' }), sale(2, { amount: '3000' }))
  const here = await owed()
  const row = await moved(1, there.terminalId)
  expect(row.state).toBe('POSTED')
  // whoever gives and whoever gets, and the agents above both, are no second persons
  const { beneficiaries } = correctionOf(row)
  expect(beneficiaries).toEqual(
    expect.arrayContaining([house.scope.merchantId, house.scope.agentId, there.merchantId, there.agentId]),
  )
  expect(correctionOf(row).stake).toMatchObject([{ minor: 10_000n }])
  expect(await owed()).toEqual({
    'TERMINAL_CLEARING here': 3_000n,
    'MERCHANT_PAYABLE here': -2_982n,
    'AGENT_COMMISSION here': -5n,
    'TERMINAL_CLEARING there': 10_000n,
    'MERCHANT_PAYABLE there': -9_900n,
    'AGENT_COMMISSION there': -50n,
  })
  expect(await house.off()).toBe(0n)
  // counted there from now on; the batch by which the terminal here is compared stays, and says what it lost
  expect(await counted()).toEqual({ here: -10_000n, there: 10_000n })
  const twin = await app.read({ path: house.scope.path }, async (db) => await twinTotalsOf(db, await openBatch()))
  expect(twin).toMatchObject({
    frozen: [{ count: 2, minor: 13_000n }],
    effective: [{ count: 1, minor: 3_000n }],
    adjustments: [{ correctionId: row.id, lines: [{ count: -1, minor: -10_000n }] }],
    unexplained: [],
  })
  // what the terminal is told is a record by its own rules
  const order = correctionApply(correctionOf(row))
  expect(order !== null && parseRecord(recordText(recordOfOrder(order))).ok).toBe(true)

  // corrected again, and voided later: with the merchant to whom it belongs
  const amount = await house.submitted('WRONG_AMOUNT', stan(1), { amount: '20000' })
  await house.approve(amount, checker())
  await postDueCorrections(worker, 10)
  expect(await owed()).toMatchObject({ 'MERCHANT_PAYABLE there': -19_800n, 'MERCHANT_PAYABLE here': -2_982n })
  expect(await counted()).toEqual({ here: -20_000n, there: 20_000n })
  await house.bring(3, {
    ...{ type: 'REVERSAL', batch: '000001', stan: stan(3), outcome: 'CONFIRMED' },
    original: { batch: '000001', stan: stan(1), type: 'PURCHASE' },
  })
  expect(await owed()).toEqual({
    'TERMINAL_CLEARING here': 3_000n,
    'MERCHANT_PAYABLE here': -2_982n,
    'AGENT_COMMISSION here': -5n,
  })
  expect(await counted()).toEqual({ here: 0n, there: 0n })
  expect(Object.keys(here)).not.toContain('MERCHANT_PAYABLE there')
  expect(await house.off()).toBe(0n)
})

test.each([
  ['where it is', () => house.hand.terminalId],
  ['nowhere', () => 'trm_none'],
])('%s is no place to move it to', async (_, moveTo) => {
  const row = await moved(2, moveTo())
  expect(row.state).toBe('INVALID')
  expect(correctionOf(row).problems).toContain('NO_PLACE')
})

test('back to where it was founded', async () => {
  // whoever does not see where it goes cannot say yes to it, and it is none the worse for it
  const row = await house.submitted('MISPOSTED', stan(2), {}, { moveTo: there.terminalId })
  house.under = house.scope.path
  expect(await house.approve(row, checker())).toBe('PLACE_UNSEEN')
  house.under = null
  expect(await house.approve(row, checker())).toBe('APPROVED')
  await postDueCorrections(worker, 10)
  expect((await house.now(row)).state).toBe('POSTED')
  expect(await owed()).toMatchObject({ 'MERCHANT_PAYABLE there': -2_970n })
  expect((await moved(2, there.terminalId)).state).toBe('INVALID')
  expect(await counted()).toEqual({ here: -3_000n, there: 3_000n })
  expect((await moved(2, house.hand.terminalId)).state).toBe('POSTED')
  expect(await counted()).toEqual({ here: 0n, there: 0n })
  expect(await owed()).toEqual({
    'TERMINAL_CLEARING here': 3_000n,
    'MERCHANT_PAYABLE here': -2_982n,
    'AGENT_COMMISSION here': -5n,
  })
})
