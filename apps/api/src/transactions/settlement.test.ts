import { changesByIds, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { makeFailedImport, makePayable, makeShort } from '../testing/files.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let ops: Client
let admin: Client
let paid = ''
let key = 0
const newKey = () => `settle-${++key}`

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  admin = await house.as('admin@cup.test')
})
afterAll(() => house.close())

const CODES = 'changeRequest{id} userErrors{code}'
async function request(client: Client, name: string, input: object) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`
  const answer = await client.ask(`mutation($i:${type}!){${name}(input:$i){${CODES}}}`, {
    i: { reason: 'by the bank statement', idempotencyKey: newKey(), ...input },
  })
  expect(answer.errors).toEqual([])
  return answer.at(name) as { changeRequest: { id: string } | null; userErrors: { code: string }[] }
}
async function approve(client: Client, id: string | undefined) {
  const [change] = await house.owner.read(PLATFORM_SCOPE, (db) => changesByIds(db, [id ?? '']))
  const input = { changeId: id, hash: change?.hash, approve: true, idempotencyKey: newKey() }
  const answer = await client.ask(
    'mutation($i:ChangeDecideInput!){changeDecide(input:$i){changeRequest{state} userErrors{code}}}',
    { i: input },
  )
  return answer.at('changeDecide')
}
async function balanceOf(kind: string): Promise<string | undefined> {
  const answer = await admin.ask('{trialBalance{rows{kind balance{amount}} sums{amount}}}')
  expect(answer.at('trialBalance.sums')).toEqual([{ amount: '0' }])
  const rows = answer.at('trialBalance.rows') as { kind: string; balance: { amount: string } }[]
  return rows.find((row) => row.kind === kind)?.balance.amount
}

/** What was asked for the merchant and waits. */
async function asked() {
  const answer = await ops.ask('query($m:ID!){payable(merchantId:$m){asked{id exponent merchant{name}}}}', {
    m: house.fleet.nodes.tea.id,
  })
  return answer.at('payable.asked')
}

test('a payout stands in the books when a second person has agreed; never more than what is cleared', async () => {
  const { currency, ...place } = await makePayable(house, 11)
  const minor = (amount: string) => ({ amount: { amount, currency } })
  const wish = { ...place, ...minor('900'), reference: 'bank 77' }
  expect(await request(ops, 'payoutRequest', { ...wish, ...minor('1001') })).toMatchObject({
    userErrors: [{ code: 'PAYOUT_TOO_MUCH' }],
  })
  expect(await request(ops, 'payoutRequest', { ...wish, throughDate: '2020-01-01' })).toMatchObject({
    userErrors: [{ code: 'PAYOUT_NOT_CLEARED' }],
  })
  const first = (await request(ops, 'payoutRequest', wish)).changeRequest?.id
  const second = (await request(ops, 'payoutRequest', { ...wish, ...minor('100') })).changeRequest?.id
  expect(await balanceOf('MERCHANT_PAYABLE')).toBe('-1000')
  expect(await asked()).toEqual([
    { id: first, exponent: 2, merchant: { name: 'ＴＥＡ 茶馆' } },
    { id: second, exponent: 2, merchant: { name: 'ＴＥＡ 茶馆' } },
  ])
  expect(await approve(ops, first)).toMatchObject({ userErrors: [{ code: 'NOT_PERMITTED' }] })
  expect(await approve(admin, first)).toMatchObject({ changeRequest: { state: 'APPROVED' }, userErrors: [] })
  expect(await asked()).toMatchObject([{ id: second }])
  expect(await balanceOf('MERCHANT_PAYABLE')).toBe('-100')
  // what was shown with it is not so any more
  expect(await approve(admin, second)).toMatchObject({ changeRequest: { state: 'STALE' } })
  paid = first ?? ''
  const shown = await ops.ask('query($m:ID!){payouts(merchantId:$m){nodes{amount{amount} reference told endedAt}}}', {
    m: house.fleet.nodes.tea.id,
  })
  expect(shown.at('payouts.nodes')).toEqual([
    { amount: { amount: '900' }, reference: 'bank 77', told: 0, endedAt: null },
  ])
  const statement = await ops.ask(
    'query($m:ID!){merchantStatement(merchantId:$m){opening{amount} closing{amount} lines(first:9){nodes{book gross{amount} fee{amount} net{amount}}}}}',
    { m: house.fleet.nodes.tea.id },
  )
  expect(statement.at('merchantStatement')).toMatchObject({
    ...{ opening: { amount: '0' }, closing: { amount: '100' } },
    lines: {
      nodes: [
        { book: 'TRADE', net: { amount: '1000' } },
        { book: 'PAYOUT', net: { amount: '-900' } },
      ],
    },
  })
})

test('a payout that the bank sent back is noted by two, once; what was paid is owed again', async () => {
  const wish = { payoutId: paid, reference: 'bank 78', reason: 'account closed' }
  expect(
    await request(ops, 'payoutReturnRequest', { ...wish, payoutId: 'chg_01m81v9d59fmts8a1kztkak84x' }),
  ).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND' }],
  })
  const first = (await request(ops, 'payoutReturnRequest', wish)).changeRequest?.id
  const second = (await request(ops, 'payoutReturnRequest', wish)).changeRequest?.id
  const waiting = async () =>
    (
      await ops.ask('query($m:ID!){payouts(merchantId:$m){nodes{returnAsked{id}}}}', { m: house.fleet.nodes.tea.id })
    ).at('payouts.nodes')
  expect(await waiting()).toEqual([{ returnAsked: { id: first } }])
  expect(await approve(ops, first)).toMatchObject({ userErrors: [{ code: 'NOT_PERMITTED' }] })
  expect(await approve(admin, first)).toMatchObject({ changeRequest: { state: 'APPROVED' }, userErrors: [] })
  expect(await approve(admin, second)).toMatchObject({ changeRequest: { state: 'STALE' } })
  expect(await waiting()).toEqual([{ returnAsked: null }])
  expect(await balanceOf('MERCHANT_PAYABLE')).toBe('-1000')
  expect(await request(ops, 'payoutReturnRequest', wish)).toMatchObject({ userErrors: [{ code: 'PAYOUT_RETURNED' }] })
  const shown = await ops.ask(
    'query($m:ID!){payouts(merchantId:$m){nodes{id returned{reference reason}}} merchantStatement(merchantId:$m){lines(first:9){nodes{book isReversal net{amount}}}}}',
    { m: house.fleet.nodes.tea.id },
  )
  expect(shown.at('payouts.nodes')).toEqual([
    { id: paid, returned: { reference: 'bank 78', reason: 'account closed' } },
  ])
  expect(shown.at('merchantStatement.lines.nodes')).toEqual([
    { book: 'TRADE', isReversal: false, net: { amount: '1000' } },
    { book: 'PAYOUT', isReversal: false, net: { amount: '-900' } },
    { book: 'PAYOUT', isReversal: true, net: { amount: '900' } },
  ])
})

test('a loss is written off by two, once', async () => {
  const number = await makeShort(house, 12)
  expect(await balanceOf('SUSPENSE_SHORT')).toBe('1')
  const shown = async (client: Client) =>
    (await client.ask('{matches(first:9){nodes{number short{amount} isWrittenOff writeOffAsked{id}}}}')).at(
      'matches.nodes',
    )
  const short = { number, short: { amount: '1' }, isWrittenOff: false, writeOffAsked: null }
  expect(await shown(ops)).toContainEqual(short)
  const id = (await request(ops, 'writeOffRequest', { number })).changeRequest?.id
  expect(await shown(ops)).toContainEqual({ ...short, writeOffAsked: { id } })
  expect(await shown(await house.as('viewer@cup.test'))).toContainEqual({
    ...short,
    short: null,
    writeOffAsked: { id },
  })
  expect(await approve(admin, id)).toMatchObject({ changeRequest: { state: 'APPROVED' }, userErrors: [] })
  expect(await shown(ops)).toContainEqual({ ...short, isWrittenOff: true })
  expect([await balanceOf('SUSPENSE_SHORT'), await balanceOf('WRITE_OFF')]).toEqual(['0', '1'])
  expect(await request(ops, 'writeOffRequest', { number })).toMatchObject({ userErrors: [{ code: 'WRITTEN_OFF' }] })
  expect(await request(ops, 'writeOffRequest', { number: '999999' })).toMatchObject({
    userErrors: [{ code: 'NOT_FOUND' }],
  })
})

const WORKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR']

test('an acquirer declares when files are due; each of the last days shows how it stands', async () => {
  const declare = async (client: Client, change: object = {}) => {
    const answer = await client.ask(
      'mutation($i:FileScheduleDeclareInput!){fileScheduleDeclare(input:$i){schedule{id version firstDay weekdays dueTime closedDays} userErrors{code path}}}',
      {
        i: {
          ...{ format: 'FLOW', weekdays: ['SU', ...WORKDAYS, 'SA'], onClosed: 'LATER', dueDays: 1, dueTime: '10:30' },
          ...{ expectedVersion: 0, idempotencyKey: newKey(), ...change },
        },
      },
    )
    return answer.at('fileScheduleDeclare') as { schedule: { id: string; firstDay: string } | null }
  }
  const refused = (code: string, ...path: string[]) => ({
    schedule: null,
    userErrors: [{ code, path: ['input', ...path] }],
  })
  expect(await declare(ops, { dueTime: '25:00' })).toEqual(refused('BAD_SCHEDULE', 'dueTime'))
  expect(await declare(ops, { weekdays: [] })).toEqual(refused('BAD_SCHEDULE', 'weekdays'))
  expect(await declare(ops, { mappingId: 'map_01m81v9d59fmts8a1kztkak84x' })).toEqual(refused('NOT_FOUND', 'mappingId'))
  expect(await declare(await house.as('viewer@cup.test'))).toMatchObject({ userErrors: [{ code: 'NOT_PERMITTED' }] })
  const made = await declare(ops, { closedDays: ['2030-02-05', '2030-02-04', '2030-02-05'] })
  expect(made).toMatchObject({
    schedule: {
      version: 1,
      weekdays: [...WORKDAYS, 'SA', 'SU'],
      dueTime: '10:30',
      closedDays: ['2030-02-04', '2030-02-05'],
    },
    userErrors: [],
  })
  expect(await declare(ops)).toEqual(refused('SCHEDULE_EXISTS', 'format'))
  const shown = await ops.ask(
    '{fileSchedules{format mapping{id} declaredBy{name} days(last:2){businessDate standing dueAt arrivedAt importId}}}',
  )
  expect(shown.errors).toEqual([])
  // the first day is the one that runs
  expect(shown.at('fileSchedules')).toMatchObject([
    {
      format: 'FLOW',
      mapping: null,
      days: [{ businessDate: made.schedule?.firstDay, standing: 'EXPECTED', importId: null }],
    },
  ])
  const end = { scheduleId: made.schedule?.id, expectedVersion: 1, reason: 'sends no more', idempotencyKey: newKey() }
  const ended = await ops.ask(
    'mutation($i:FileScheduleEndInput!){fileScheduleEnd(input:$i){schedule{id} userErrors{code}}}',
    {
      i: end,
    },
  )
  expect(ended.at('fileScheduleEnd')).toEqual({ schedule: null, userErrors: [] })
  expect((await ops.ask('{fileSchedules{id}}')).at('fileSchedules')).toEqual([])
})

test('a file that failed is read on; the screen is told what may be done from the rule that decides', async () => {
  const importId = await makeFailedImport(house, 'failed')
  const acts = async (client: Client) =>
    (
      await client.ask('query($i:ID!){fileImport(id:$i){state problem actions{name allowed reasons{code}}}}', {
        i: importId,
      })
    ).at('fileImport')
  expect(await acts(ops)).toEqual({
    ...{ state: 'FAILED', problem: { code: 'FILE_GONE' } },
    actions: [
      { name: 'CANCEL', allowed: false, reasons: [{ code: 'FILE_OVER' }] },
      { name: 'RESTART', allowed: true, reasons: [] },
    ],
  })
  const restart = (idempotencyKey: string) =>
    ops.ask(
      'mutation($i:FileImportRestartInput!){fileImportRestart(input:$i){fileImport{state problem} replayed userErrors{code}}}',
      { i: { importId, idempotencyKey } },
    )
  const again = { fileImport: { state: 'WAITING', problem: null }, replayed: false, userErrors: [] }
  expect((await restart('r1')).at('fileImportRestart')).toEqual(again)
  expect((await restart('r1')).at('fileImportRestart')).toEqual({ ...again, replayed: true })
  expect((await restart('r2')).at('fileImportRestart.userErrors')).toEqual([{ code: 'FILE_NOT_FAILED' }])
})
