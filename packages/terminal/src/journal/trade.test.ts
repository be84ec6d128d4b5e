import type { RecordType } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { Bench, settle, tradingBench } from '../testing.ts'
import type { OnlineType, Order } from './orders.ts'

const CARD = { panMasked: '622848******1234', panToken: 'ab'.repeat(32), scope: 'DOMESTIC' } as const
const sale = (amount: string) => ({ amount, currency: 'CNY', exponent: 2, ...CARD })

const faults = (bench: Bench) => bench.wire.of('fault').map(({ code, set }) => `${code} ${set}`)

describe('online orders [P-18]', () => {
  test('a sale is one record, acknowledged with our root', async () => {
    const bench = await tradingBench()
    const sold = await bench.till.online('PURCHASE', sale('1111'))
    expect(sold).toMatchObject({ ok: true, seq: 2, record: { outcome: 'APPROVED', responseCode: '00' } })
    await settle()
    expect(bench.told()).toEqual(['SIGN_ON APPROVED 1', 'PURCHASE APPROVED 2'])
    expect(bench.store.state.journal.epochs.get(1)).toMatchObject({ lastSeq: 2, ackedThrough: 2, equalThrough: 2 })
  })

  test('a decline is a record too; A2 is approved', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorises = '51'
    await bench.till.online('PURCHASE', sale('100'))
    bench.hostLink.authorises = 'A2'
    await bench.till.online('PURCHASE', sale('100'))
    await settle()
    expect(bench.told().slice(1)).toEqual(['PURCHASE DECLINED 2', 'PURCHASE APPROVED 3'])
  })

  test('what it asks for is on the medium before it is sent [P-18.1]', async () => {
    const bench = await tradingBench()
    let pending: unknown
    const ask = bench.hostLink.authorise
    bench.hostLink.authorise = (request) => {
      pending = bench.store.state.journal.pending?.draft
      return ask(request)
    }
    await bench.till.online('PURCHASE', { ...sale('100'), card: { pan: '6228480000001234' } })
    expect(pending).toMatchObject({ type: 'PURCHASE', stan: '000002', amount: '100' })
    expect(bench.hostLink.asked[0]?.card?.pan).toBe('6228480000001234')
    expect(JSON.stringify([pending, bench.wire.received])).not.toContain('6228480000001234')
  })

  test('no answer: UNKNOWN and its reversal in one write, told before the next order [P-18.2] [P-18.3]', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorises = 'DOWN'
    await bench.till.online('PURCHASE', sale('100'))
    await settle()
    expect(bench.told().slice(1)).toEqual(['PURCHASE UNKNOWN 2', 'REVERSAL REQUIRED 3'])
    expect(bench.wire.journal.bodies()[2]).toMatchObject({
      original: { batch: '000007', stan: '000002', type: 'PURCHASE', seq: 2 },
    })
    bench.hostLink.authorises = '00'
    await bench.till.online('PURCHASE', sale('200'))
    await settle()
    expect(bench.hostLink.calls()).toEqual(['authorise 2', 'reverse 3', 'authorise 4'])
    expect(bench.told().slice(3)).toEqual(['REVERSAL_STATUS CONFIRMED 0', 'PURCHASE APPROVED 4'])
  })

  test('while the host is silent nothing else is asked; it is repeated for ever and becomes a fault [P-18.4]', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorises = 'DOWN'
    bench.hostLink.reverses = 'DOWN'
    await bench.till.online('PURCHASE', sale('100'))
    expect(await bench.till.online('PURCHASE', sale('200'))).toMatchObject({ refusal: { code: 'REVERSAL_PENDING' } })
    await bench.scheduler.advance(24 * 3_600_000)
    const tries = bench.hostLink.asked.filter(({ call }) => call === 'reverse')
    expect(tries.length).toBeGreaterThan(200)
    expect(tries.map(({ attempt }) => attempt)).toEqual(tries.map((_, at) => at + 1))
    expect(faults(bench)).toEqual(['TXN_REVERSAL_PENDING true'])
    expect(bench.wire.of('hb').at(-1)).toMatchObject({ reversalPending: true, queue: { reversals: 1 } })
    expect(bench.told().slice(3)).toEqual(['REVERSAL_STATUS SENT 0'])
    bench.hostLink.reverses = '25'
    await bench.scheduler.advance(3_600_000)
    expect(bench.told().at(-1)).toBe('REVERSAL_STATUS NOT_NEEDED 0')
    expect(faults(bench)).toEqual(['TXN_REVERSAL_PENDING true', 'TXN_REVERSAL_PENDING false'])
    expect(bench.terminal.view).toMatchObject({ waiting: 0 })
  })

  test('a reversal is abandoned by a person only, and that is a record', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorises = 'DOWN'
    bench.hostLink.reverses = 'DOWN'
    await bench.till.online('PURCHASE', sale('100'))
    expect(bench.till.abandonReversal(99)).toBe(false)
    expect(bench.till.abandonReversal(3)).toBe(true)
    await settle()
    expect(bench.told().at(-1)).toBe('REVERSAL_STATUS ABANDONED 0')
    expect(bench.till.reversals).toBe(0)
  })

  test('power lost while the host thinks: the next run writes UNKNOWN and reverses', async () => {
    const bench = await tradingBench()
    bench.hostLink.hold = new Promise(() => undefined)
    void bench.till.online('PURCHASE', sale('100'))
    await settle()
    await bench.powerCycle()
    bench.hostLink.hold = null
    await bench.scheduler.advance(60_000)
    expect(bench.told().slice(1)).toEqual(['PURCHASE UNKNOWN 2', 'REVERSAL REQUIRED 3', 'REVERSAL_STATUS CONFIRMED 0'])
  })

  test('an approved order that could not be finished is reversed with what its record says', async () => {
    const bench = await tradingBench()
    await bench.till.online('PURCHASE', sale('100'))
    bench.till.reverse(2, { batch: '000007', stan: '000002', type: 'PURCHASE' })
    expect(await bench.till.repeat()).toBe(true)
    expect(bench.hostLink.asked.at(-1)).toMatchObject({
      call: 'reverse',
      type: 'REVERSAL',
      stan: '000003',
      amount: '100',
      original: { stan: '000002', type: 'PURCHASE', rrn: 'R00000000002' },
    })
  })

  test('a balance inquiry without an answer moved no money: nothing is reversed', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorises = 'DOWN'
    await bench.till.online('BALANCE_INQUIRY', CARD)
    expect(bench.till.reversals).toBe(0)
  })

  test.each([
    ['not signed on', 'NOT_SIGNED_ON', (bench: Bench) => bench.terminal.signOff('EXPIRED')],
    ['locked', 'TERMINAL_LOCKED', (bench: Bench) => bench.store.append({ e: 'locked', locked: true })],
    ['busy', 'BUSY', (bench: Bench) => void bench.till.online('PURCHASE', sale('1'))],
  ])('%s: no order', async (_, code, make) => {
    const bench = await tradingBench()
    make(bench)
    expect(await bench.till.online('PURCHASE', sale('1'))).toMatchObject({ ok: false, refusal: { code } })
  })

  test('what a host answers out of form does not spoil the record', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorise = async () => ({ responseCode: '00', rrn: 'short', authCode: '123456' })
    const sold = await bench.till.online('PURCHASE', sale('1'))
    expect(sold).toMatchObject({ record: { responseCode: '00', authCode: '123456' } })
    expect(sold).not.toHaveProperty('record.rrn')
  })
})

describe('what follows another transaction up is checked before the host is asked [P-18.7]', () => {
  const MONEY = { currency: 'CNY', exponent: 2 }
  const of = (stan: string, type: RecordType = 'PURCHASE', batch = '000007') => ({ original: { batch, stan, type } })

  test.each<[string, OnlineType, Order]>([
    ['OVER_REFUND', 'REFUND', { ...sale('401'), ...of('000002') }],
    ['ALREADY_REFUNDED', 'PURCHASE_VOID', { ...sale('1000'), ...of('000002') }],
    ['ALREADY_VOIDED', 'PURCHASE_VOID', { ...sale('500'), ...of('000004') }],
    ['ALREADY_VOIDED', 'REFUND', { ...sale('1'), ...of('000004') }],
    ['NOT_THE_WHOLE', 'PURCHASE_VOID', { ...sale('299'), ...of('000006') }],
    ['OTHER_CURRENCY', 'PURCHASE_VOID', { ...sale('300'), currency: 'USD', ...of('000006') }],
    ['OTHER_CARD', 'REFUND', { ...sale('1'), panToken: 'cd'.repeat(32), ...of('000006') }],
    ['COMPLETION_OVER', 'PREAUTH_COMPLETION', { ...sale('1151'), ...of('000007', 'PREAUTH') }],
    ['WRONG_KIND', 'PREAUTH_COMPLETION', { ...sale('1'), ...of('000006') }],
    ['NO_ORIGINAL', 'PURCHASE_VOID', { ...sale('1'), ...of('000099') }],
    ['NO_ORIGINAL', 'PURCHASE_VOID', sale('1')],
    ['OTHER_BATCH', 'PURCHASE_VOID', { ...sale('1'), ...of('000002', 'PURCHASE', '000006') }],
  ])('%s', async (code, type, order) => {
    const bench = await tradingBench()
    const sell = (kind: OnlineType, amount: string, original = {}) =>
      bench.till.online(kind, { ...sale(amount), ...original })
    await sell('PURCHASE', '1000')
    await sell('REFUND', '600', of('000002'))
    await sell('PURCHASE', '500')
    await sell('PURCHASE_VOID', '500', of('000004'))
    await sell('PURCHASE', '300')
    await sell('PREAUTH', '1000')
    const asked = bench.hostLink.calls()
    expect(await bench.till.online(type, order)).toMatchObject({ ok: false, refusal: { code } })
    expect(bench.hostLink.calls()).toEqual(asked)
    // no STAN is used up, and the next order goes on
    expect(await sell('PURCHASE', '1')).toMatchObject({ ok: true, record: { stan: '000008' } })
  })

  test('only the host can know: another terminal’s sale, one of a batch that is not held, a sale without a slip', async () => {
    const bench = await tradingBench()
    const others = [of('000123', 'PURCHASE', '000001'), { original: { ...of('000001').original, tid: '10016902' } }, {}]
    for (const original of others)
      expect(await bench.till.online('REFUND', { ...sale('1'), ...original })).toMatchObject({ ok: true })
  })

  test('offline too: an adjustment of what was given back', async () => {
    const bench = await tradingBench()
    bench.till.offline('OFFLINE_SALE', sale('1000'))
    const adjust = { ...MONEY, amount: '1200', ...of('000002', 'OFFLINE_SALE') }
    expect(bench.till.offline('OFFLINE_ADJUST', adjust)).toMatchObject({ ok: true })
    await bench.till.online('PURCHASE_VOID', { ...sale('1200'), ...of('000002', 'OFFLINE_SALE') })
    expect(bench.till.offline('OFFLINE_ADJUST', adjust)).toMatchObject({ refusal: { code: 'ALREADY_VOIDED' } })
  })
})

describe('sales without a line [P-18.5]', () => {
  test('are told in their order when the host answers, each with an ADVICE', async () => {
    const bench = await tradingBench()
    bench.hostLink.advises = 'DOWN'
    for (const amount of ['100', '200', '300']) bench.till.offline('OFFLINE_SALE', sale(amount))
    await bench.scheduler.advance(3_600_000)
    expect(new Set(bench.hostLink.calls())).toEqual(new Set(['advise 2']))
    expect(bench.wire.of('hb').at(-1)?.queue).toEqual({ records: 0, forwards: 3, reversals: 0 })
    bench.hostLink.advises = '00'
    await bench.scheduler.advance(3_600_000)
    expect(bench.told().slice(4)).toEqual(['ADVICE ACCEPTED 2', 'ADVICE ACCEPTED 3', 'ADVICE ACCEPTED 4'])
    expect(bench.wire.journal.bodies()[4]).toMatchObject({ forwardOf: 2, original: { stan: '000002', seq: 2 } })
  })

  test.each([
    ['94', 'ACCEPTED'],
    ['14', 'REFUSED'],
  ])('%s is %s', async (code, outcome) => {
    const bench = await tradingBench()
    bench.hostLink.advises = code
    bench.till.offline('OFFLINE_SALE', sale('100'))
    expect(await bench.till.repeat()).toBe(true)
    await settle()
    expect(bench.told().at(-1)).toBe(`ADVICE ${outcome} 2`)
  })

  test('a year without a line: nothing expires, and the record still says when it was', async () => {
    const bench = await tradingBench()
    bench.hostLink.advises = 'DOWN'
    bench.wire.accepts = false
    bench.wire.cut()
    bench.till.offline('OFFLINE_SALE', sale('100'))
    const soldAt = bench.store.state.journal.epochs.get(1)?.records.get(2)?.body
    await bench.powerCycle()
    await bench.scheduler.advance(365 * 24 * 3_600_000)
    bench.wire.serverTime += 365 * 24 * 3_600_000
    bench.hostLink.advises = '00'
    bench.wire.accepts = true
    await bench.scheduler.advance(3_600_000)
    expect(bench.told()).toEqual(['SIGN_ON APPROVED 1', 'OFFLINE_SALE OFFLINE_APPROVED 2', 'ADVICE ACCEPTED 2'])
    expect(bench.wire.journal.held.get(1)?.get(2)?.body).toBe(soldAt)
  }, 60_000)
})

describe('numbers that come to their end [P-17.1]', () => {
  test('STAN 1 follows 999999', async () => {
    const bench = await tradingBench()
    bench.store.append({ e: 'stan', stan: 999_998 })
    for (const amount of ['1', '2']) await bench.till.online('PURCHASE', sale(amount))
    await settle()
    expect(bench.told().slice(1)).toEqual(['PURCHASE APPROVED 999999', 'PURCHASE APPROVED 1'])
  })

  test('a batch number that does not rise: the terminal asks for the epoch, and a new journal begins [P-19.3]', async () => {
    const bench = await tradingBench()
    bench.host.batch = '000001'
    bench.wire.epoch = 2
    await bench.signOn()
    await settle()
    await bench.till.online('PURCHASE', sale('5'))
    await settle()
    expect(bench.told(1)).toEqual(['SIGN_ON APPROVED 1', 'SIGN_ON APPROVED 2'])
    expect(bench.told(2)).toEqual(['PURCHASE APPROVED 3'])
    expect(bench.wire.journal.closings.map(({ epoch, batch, throughSeq }) => [epoch, batch, throughSeq])).toEqual([
      [1, '000007', 1],
      [1, '000001', 2],
    ])
    expect(bench.wire.journal.openings.at(-1)).toMatchObject({ epoch: 2, batch: '000001', openSeq: 1 })
  })
})

describe('sign-on and backup', () => {
  test('an epoch that rose meanwhile: hello, and the proof once more [P-7.6]', async () => {
    const bench = await tradingBench()
    bench.wire.welcomes = false
    bench.wire.signsOn = { refuse: 'EPOCH_MISMATCH' }
    await bench.command('RELOGIN', 1)
    await settle()
    expect(bench.wire.of('proof').map(({ epoch }) => epoch)).toEqual([1, 1])
    bench.wire.signsOn = 'YES'
    bench.wire.epoch = 2
    bench.wire.send(bench.wire.welcome(bench.wire.of('hello').at(-1)?.nonce ?? ''))
    await settle()
    await settle()
    expect(bench.wire.of('proof').at(-1)).toMatchObject({ epoch: 2 })
    expect(bench.results).toMatchObject([{ status: 'SUCCEEDED', code: 'SIGNED_ON' }])
  })

  test('RELOGIN waits for a reversal only while signed on, and for an order that is under way', async () => {
    const bench = await tradingBench()
    bench.hostLink.authorises = 'DOWN'
    bench.hostLink.reverses = 'DOWN'
    await bench.till.online('PURCHASE', sale('1'))
    await bench.command('RELOGIN', 1)
    expect(bench.wire.of('defer')).toMatchObject([{ reason: 'REVERSAL_PENDING' }])
  })

  test('a backup holds the open batch and what nobody has acknowledged [P-11.2]', async () => {
    const bench = await tradingBench()
    await bench.till.online('PURCHASE', sale('1111'))
    await settle()
    bench.wire.journal.acknowledges = false
    await bench.till.online('PURCHASE', sale('2222'))
    await bench.command('BACKUP', 1)
    const whole = Buffer.concat(bench.wire.of('chunk').map(({ bytes }) => Buffer.from(bytes, 'base64url')))
    const { openBatch, records } = JSON.parse(whole.toString())
    expect(openBatch).toMatchObject({ epoch: 1, batch: '000007', openSeq: 1, lastSeq: 3, count: 3 })
    expect(openBatch.totals).toMatchObject([{ side: 'DEBIT', count: 2, amount: '3333' }])
    expect(records).toMatchObject([{ epoch: 1, seq: 3, leaf: bench.wire.journal.held.get(1)?.get(3)?.leaf }])
  })

  test('a cashier who signs off leaves a record', async () => {
    const bench = await tradingBench()
    bench.terminal.signOff()
    await settle()
    expect(bench.told()).toEqual(['SIGN_ON APPROVED 1', 'SIGN_OFF APPROVED 2'])
  })

  test('without a host for money there is no journal: level L0', async () => {
    const bench = await new Bench().start()
    await bench.signOn()
    expect(bench.wire.of('hello')[0]).toMatchObject({ level: 0 })
    expect(bench.wire.of('hello')[0]).not.toHaveProperty('journalSeq')
    expect(bench.wire.of('hb').at(-1)).not.toHaveProperty('queue')
    expect(bench.wire.of('records')).toEqual([])
    expect(bench.terminal.till).toBeNull()
  })
})
