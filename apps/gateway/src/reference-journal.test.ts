import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HostAnswer, HostLink, MemoryStore, SoftwareTerminal } from '@budeng/terminal'
import { type House, openHouse } from './testing/house.ts'
import { referenceTerminal } from './testing/reference-terminal.ts'
import { until } from './testing/until.ts'

let house: House
let terminal: SoftwareTerminal
let store: MemoryStore
let batch = '000042'
/** What the host says to an order; null: nothing. */
let answer: HostAnswer | null = { responseCode: '00', rrn: '000000000001' }
const hostLink: HostLink = {
  authorise: async () => answer,
  advise: async () => ({ responseCode: '00' }),
  reverse: async () => ({ responseCode: '00' }),
  settle: async () => ({ responseCode: '00', result: 'BALANCED' }),
  upload: async () => ({ responseCode: '00' }),
}

beforeAll(async () => {
  house = await openHouse(1)
  const gateway = await house.gateway()
  const reference = referenceTerminal(house, gateway, { hostLink, batch: () => batch })
  store = reference.store
  terminal = reference.terminal
  terminal.start()
  await until(() => {
    if (store.state.epoch !== 1) throw new Error('no welcome came yet')
  })
})
afterAll(async () => {
  terminal.stop()
  await house.close()
})

const SALE = { amount: '1111', currency: 'CNY', exponent: 2, scope: 'DOMESTIC' } as const

function till() {
  const { till: own } = terminal.terminal
  if (own === null) throw new Error('it does not trade')
  return own
}

const faults = () => house.rows<object>(`select 1 from journal_incident`)

test('orders, a lost answer, an offline sale: everything is acknowledged with an equal root', async () => {
  expect(await terminal.terminal.signOn()).toMatchObject({ status: 'SUCCEEDED' })
  expect(await till().online('PURCHASE', SALE)).toMatchObject({ ok: true })
  answer = null
  expect(await till().online('PURCHASE', SALE)).toMatchObject({ record: { outcome: 'UNKNOWN' } })
  answer = { responseCode: '00', rrn: '000000000002' }
  expect(await till().online('PURCHASE', SALE)).toMatchObject({ ok: true })
  expect(till().offline('OFFLINE_SALE', SALE)).toMatchObject({ ok: true })
  expect(await till().repeat()).toBe(true)
  await until(() => {
    const { lastSeq, equalThrough } = store.state.journal.epochs.get(1) ?? {}
    expect([lastSeq, equalThrough]).toEqual([8, 8])
  })
  expect(await faults()).toEqual([])
})

test('a settlement balances and closes at both sides', async () => {
  const settled = await till().settle()
  expect(settled).toMatchObject({ ok: true, slip: { batch: '000042', throughSeq: 9, count: 8 } })
  await until(() => {
    const [first] = store.state.journal.batches
    expect(['BALANCED', 'CLOSED']).toContain(first?.state)
  })
  expect(store.state.journal).toMatchObject({ digestFault: false, reversalFault: false })
})

test('the next sign-on opens the next batch, and a number that comes round a new epoch', async () => {
  batch = '000043'
  expect(await terminal.terminal.signOn()).toMatchObject({ status: 'SUCCEEDED' })
  expect(await till().online('PURCHASE', SALE)).toMatchObject({ ok: true })
  batch = '000001'
  expect(await terminal.terminal.signOn()).toMatchObject({ status: 'SUCCEEDED' })
  await until(() => expect(store.state.epoch).toBe(2))
  expect(await till().online('PURCHASE', SALE)).toMatchObject({ ok: true, seq: 1 })
  await until(() => {
    for (const { lastSeq, equalThrough } of store.state.journal.epochs.values()) expect(equalThrough).toBe(lastSeq)
  })
  const rows = await house.rows<object>('select epoch, through_seq from journal_stream order by epoch')
  expect(rows).toMatchObject([{ epoch: 1 }, { epoch: 2 }])
})
