import { makeBatchNotice } from '@budeng/protocol'
import { TEST_NOW, TEST_SECRETS } from '@budeng/protocol/testing'
import { describe, expect, test } from 'vitest'
import { type Bench, settle, tradingBench } from '../testing.ts'

const sale = (amount: string) => ({ amount, currency: 'CNY', exponent: 2 })
const HOUR = 3_600_000

async function sell(bench: Bench, ...amounts: readonly string[]): Promise<void> {
  for (const amount of amounts) await bench.till.online('PURCHASE', sale(amount))
  await settle()
}

describe('a batch from sign-on to settlement [P-19]', () => {
  test('opening, closing, totals, root and slip', async () => {
    const bench = await tradingBench()
    await sell(bench, '1000', '234')
    const settled = await bench.till.settle()
    await settle()
    expect(bench.wire.journal.openings).toMatchObject([{ epoch: 1, batch: '000007', openSeq: 1 }])
    const [closing] = bench.wire.journal.closings
    expect(closing).toMatchObject({
      batch: '000007',
      openSeq: 1,
      throughSeq: 4,
      count: 4,
      totals: [{ currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count: 2, amount: '1234' }],
      root: bench.wire.journal.rootThrough(1, 4),
    })
    const digits = Buffer.from(closing?.root ?? '', 'base64url')
      .toString('hex', 0, 4)
      .toUpperCase()
    expect(settled).toMatchObject({ ok: true, result: 'BALANCED', slip: { batch: '000007', digits } })
    expect(bench.told().at(-1)).toBe('SETTLE APPROVED 4')
    expect(bench.hostLink.settlements).toMatchObject([{ batch: '000007', totals: closing?.totals, attempt: 1 }])
  })

  test('after it a sign-on must give the next number', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    await bench.till.settle()
    expect(await bench.till.online('PURCHASE', sale('1'))).toMatchObject({ refusal: { code: 'NO_BATCH' } })
    bench.host.batch = '000008'
    await bench.signOn()
    await sell(bench, '2')
    expect(bench.wire.journal.openings.at(-1)).toMatchObject({ batch: '000008', openSeq: 4 })
  })

  test('a lost answer of the host: the same settlement again, also after the power went [P-19.9]', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    bench.hostLink.settles = 'DOWN'
    expect(await bench.till.settle()).toMatchObject({ refusal: { code: 'HOST_UNREACHABLE' } })
    await bench.powerCycle()
    bench.hostLink.settles = '00'
    await bench.scheduler.advance(60_000)
    const stans = bench.hostLink.settlements.map(({ stan, attempt }) => `${stan} ${attempt}`)
    expect(stans).toEqual(['000003 1', '000003 2'])
    expect(bench.wire.journal.closings).toMatchObject([{ throughSeq: 3 }])
  })

  test('a settlement without an answer refuses no sale: it stays in the batch and the settlement begins anew [P-19.9]', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    bench.hostLink.settles = 'DOWN'
    await bench.till.settle()
    await sell(bench, '2')
    expect(bench.till.offline('OFFLINE_SALE', sale('4'))).toMatchObject({ ok: true, record: { batch: '000007' } })
    // tried again for ever, and sold between any two tries
    await bench.scheduler.advance(24 * HOUR)
    expect(bench.hostLink.settlements.length).toBeGreaterThan(90)
    await sell(bench, '8')
    bench.hostLink.settles = '00'
    await bench.scheduler.advance(HOUR)
    const last = bench.hostLink.settlements.at(-1)
    expect(last).toMatchObject({ attempt: 1, totals: [{ count: 4, amount: '15' }] })
    const [closing] = bench.wire.journal.closings
    expect(closing).toMatchObject({ batch: '000007', totals: last?.totals })
    expect(new Set(bench.hostLink.settlements.map(({ stan }) => stan)).size).toBe(3)
    await bench.scheduler.advance(24 * HOUR)
    expect(bench.wire.journal.closings).toHaveLength(1)
  })

  test('another number at a sign-on ends a settlement that nobody answered', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    bench.hostLink.settles = 'DOWN'
    await bench.till.settle()
    bench.host.batch = '000008'
    await bench.signOn()
    bench.hostLink.settles = '00'
    await bench.scheduler.advance(HOUR)
    expect(bench.hostLink.settlements).toHaveLength(1)
    expect(bench.wire.journal.closings).toMatchObject([{ batch: '000007' }])
  })

  test('a declined settlement leaves the batch open', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    bench.hostLink.settles = '77'
    expect(await bench.till.settle()).toMatchObject({ refusal: { code: 'HOST_DECLINED' } })
    await sell(bench, '2')
    expect(bench.told().slice(2)).toEqual(['SETTLE DECLINED 3', 'PURCHASE APPROVED 4'])
    expect(bench.wire.journal.closings).toEqual([])
  })

  test('reversals and offline sales go first; while one is not told there is no settlement', async () => {
    const bench = await tradingBench()
    bench.hostLink.advises = 'DOWN'
    bench.till.offline('OFFLINE_SALE', sale('5'))
    expect(await bench.till.settle()).toMatchObject({ refusal: { code: 'FORWARDS_PENDING' } })
    bench.hostLink.advises = '14'
    expect(await bench.till.settle()).toMatchObject({ ok: true })
    // refused by the host: it does not count
    expect(bench.hostLink.settlements.at(-1)?.totals).toEqual([])
  })

  test('records that come while it closes belong to the next batch [P-19.5]', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    let free = () => {}
    bench.hostLink.hold = new Promise((resolve) => (free = resolve))
    const settling = bench.till.settle()
    await settle()
    expect(await bench.till.online('PURCHASE', sale('9'))).toMatchObject({ refusal: { code: 'BUSY' } })
    expect(bench.till.offline('OFFLINE_SALE', sale('9'))).toMatchObject({ refusal: { code: 'BUSY' } })
    // a sign-on is under way at the same time, and gives the next number
    bench.host.batch = '000008'
    await bench.signOn()
    free()
    await settling
    await settle()
    await sell(bench, '2')
    const closed = bench.wire.journal.closings.map(({ batch, throughSeq, count }) => [batch, throughSeq, count])
    expect(closed[0]).toEqual(['000007', 2, 2])
    const batches = bench.wire.journal.bodies().map(({ type, batch }) => `${type} ${batch ?? '-'}`)
    expect(batches).toContain('PURCHASE 000008')
  })

  test('another number at a sign-on closes the open batch through the record before [P-19.3]', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    await bench.signOn()
    expect(bench.wire.journal.closings).toEqual([])
    bench.host.batch = '000009'
    await bench.signOn()
    expect(bench.wire.journal.closings).toMatchObject([{ batch: '000007', throughSeq: 3, count: 3 }])
    expect(bench.wire.journal.openings.at(-1)).toMatchObject({ batch: '000009', openSeq: 4 })
  })

  test('a closing is told until it is noticed, again on each connection until it is over, never before its records', async () => {
    const bench = await tradingBench()
    bench.wire.journal.notices = false
    bench.wire.journal.acknowledges = false
    await sell(bench, '1')
    await bench.till.settle()
    await bench.scheduler.advance(HOUR)
    expect(bench.wire.journal.closings.length).toBeGreaterThan(5)
    const kinds = bench.wire.received.filter(({ kind }) => kind === 'records' || kind === 'batchClose')
    expect(kinds.findIndex(({ kind }) => kind === 'batchClose')).toBeGreaterThan(
      kinds.findIndex((message) => message.kind === 'records' && message.records.some(({ seq }) => seq === 3)),
    )
    bench.wire.journal.notices = true
    bench.wire.journal.acknowledges = true
    await bench.scheduler.advance(HOUR)
    const told = bench.wire.journal.closings.length
    await bench.scheduler.advance(HOUR)
    expect(bench.wire.journal.closings).toHaveLength(told)
    bench.wire.journal.closesTo = 'CLOSED'
    bench.wire.cut()
    await bench.scheduler.advance(HOUR)
    expect(bench.wire.journal.closings).toHaveLength(told + 1)
    bench.wire.cut()
    await bench.scheduler.advance(HOUR)
    expect(bench.wire.journal.closings).toHaveLength(told + 1)
    expect(new Set(bench.wire.journal.closings.map((each) => JSON.stringify({ ...each, conn: 0, n: 0 }))).size).toBe(1)
  })

  test('FORCE_CLOSED holds, also for a batch that is not closed here: its closing is told no more', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    bench.wire.sendObject(bench.wire.journal.notice(1, '000007', 'FORCE_CLOSED', 0))
    expect(bench.store.state.journal.batches).toMatchObject([{ state: 'FORCE_CLOSED', closing: null }])
    await bench.till.settle()
    await settle()
    expect(bench.wire.journal.closings).toEqual([])
  })

  test('UPLOADING: all its records once more [P-19.6]', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    await bench.till.settle()
    await settle()
    const before = bench.wire.journal.arrived.length
    bench.wire.sendObject(bench.wire.journal.notice(1, '000007', 'UPLOADING', 3))
    await settle()
    expect(bench.wire.journal.arrived.slice(before).map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  test.each([
    ['forged', { key: Buffer.alloc(32, 9) }, 'batch BAD_TAG'],
    ['of an older era', { era: 0 }, 'batch OLD_ERA'],
    ['of another closing', { throughSeq: 2 }, 'batch OTHER_CLOSING'],
    ['of a batch that never was', { batch: '000099' }, 'batch UNKNOWN_BATCH'],
  ])('a notice %s changes nothing', async (_, changes, refusal) => {
    const { key, ...change } = { key: TEST_SECRETS.ack, ...changes }
    const bench = await tradingBench()
    await sell(bench, '1')
    await bench.till.settle()
    await settle()
    const body = { era: 1, epoch: 1, batch: '000007', state: 'CLOSED', throughSeq: 3, at: TEST_NOW, ...change } as const
    bench.wire.sendObject(makeBatchNotice(body, key))
    expect(bench.refusals()).toContain(refusal)
    expect(bench.store.state.journal.batches).toMatchObject([{ state: 'BALANCED' }])
  })
})

describe('the host counts otherwise [P-19.10]', () => {
  async function unbalanced(amounts: readonly string[]): Promise<Bench> {
    const bench = await tradingBench()
    await sell(bench, ...amounts)
    bench.hostLink.counts = 'UNBALANCED'
    return bench
  }
  const ten = Array.from({ length: 10 }, (_, at) => String(at + 1))
  const sentStans = (bench: Bench) =>
    bench.hostLink.uploaded.map(({ details }) => details.map(({ stan }) => Number(stan)))

  test('the details go up eight at a time, then their end; the batch closes behind both records', async () => {
    const bench = await unbalanced(ten)
    expect(await bench.till.settle()).toMatchObject({ ok: true, result: 'UNBALANCED' })
    await settle()
    expect(sentStans(bench)).toEqual([
      [2, 3, 4, 5, 6, 7, 8, 9],
      [10, 11],
    ])
    expect(bench.hostLink.uploaded[0]?.details[0]).toEqual({ scope: 'DOMESTIC', stan: '000002', amount: '1' })
    expect(bench.hostLink.settlements.map(({ stan, uploaded }) => [stan, uploaded])).toEqual([
      ['000012', undefined],
      ['000015', 10],
    ])
    expect(bench.told().slice(-2)).toEqual(['SETTLE APPROVED 12', 'BATCH_UPLOAD APPROVED 15'])
    expect(bench.wire.journal.closings).toMatchObject([{ throughSeq: 13, count: 13 }])
  })

  test('what the host leaves without an answer goes up again, the same, also after the power went', async () => {
    const bench = await unbalanced(ten)
    bench.hostLink.uploads = 'DOWN'
    expect(await bench.till.settle()).toMatchObject({ refusal: { code: 'HOST_UNREACHABLE' } })
    await bench.powerCycle()
    bench.hostLink.uploads = '96'
    await bench.scheduler.advance(60_000)
    bench.hostLink.uploads = '00'
    await bench.scheduler.advance(HOUR)
    const [first, ...more] = bench.hostLink.uploaded
    expect(more.filter(({ stan }) => stan === first?.stan).length).toBeGreaterThan(1)
    expect(new Set(bench.hostLink.uploaded.map(({ stan, details }) => JSON.stringify([stan, details]))).size).toBe(2)
    expect(bench.told().slice(-2)).toEqual(['SETTLE APPROVED 12', 'BATCH_UPLOAD APPROVED 15'])
  })

  test('a sale between two tries begins the settlement anew, with its details', async () => {
    const bench = await unbalanced(['1'])
    bench.hostLink.uploads = 'DOWN'
    await bench.till.settle()
    await sell(bench, '2')
    bench.hostLink.uploads = '00'
    await bench.scheduler.advance(HOUR)
    expect(sentStans(bench).at(-1)).toEqual([2, 5])
    expect(bench.told().filter((each) => !each.startsWith('PURCHASE'))).toEqual([
      'SIGN_ON APPROVED 1',
      'SETTLE APPROVED 3',
      'SETTLE APPROVED 6',
      'BATCH_UPLOAD APPROVED 8',
    ])
  })

  test('a host that refuses details ends it: the platform compares record by record', async () => {
    const bench = await unbalanced(['1'])
    bench.hostLink.uploads = '30'
    expect(await bench.till.settle()).toMatchObject({ ok: true })
    await settle()
    expect(bench.told().at(-1)).toBe('BATCH_UPLOAD DECLINED 4')
    expect(bench.wire.journal.closings).toHaveLength(1)
  })
})

describe('SETTLE [P-19.11]', () => {
  test('settles as the cashier would, and names the closing; a repeat names it again', async () => {
    const bench = await tradingBench()
    await sell(bench, '1', '2')
    await bench.command('SETTLE', 2)
    await bench.scheduler.advance(1_000)
    const [closing] = bench.wire.journal.closings
    const data = { epoch: 1, batch: '000007', throughSeq: 4, digits: bench.terminal.slip?.digits }
    expect(bench.results.at(-1)).toMatchObject({
      status: 'SUCCEEDED',
      code: 'SETTLED',
      data: { ...data, result: 'BALANCED' },
    })
    expect(closing).toMatchObject({ batch: '000007', throughSeq: 4 })
    await bench.command('SETTLE', 3)
    expect(bench.results.at(-1)).toMatchObject({ status: 'NO_OP', code: 'NO_OPEN_BATCH', data })
  })

  test.each<[string, (bench: Bench) => void]>([
    ['HOST_UNREACHABLE', (bench) => Object.assign(bench.hostLink, { settles: 'DOWN' })],
    ['HOST_DECLINED', (bench) => Object.assign(bench.hostLink, { settles: '77' })],
    [
      'HOST_UNREACHABLE',
      (bench) => {
        bench.hostLink.advises = 'DOWN'
        bench.till.offline('OFFLINE_SALE', sale('5'))
      },
    ],
    ['NOT_SIGNED_ON', (bench) => bench.terminal.signOff('EXPIRED')],
  ])('FAILED(%s)', async (code, make) => {
    const bench = await tradingBench()
    await sell(bench, '1')
    make(bench)
    await bench.command('SETTLE', 2)
    await bench.scheduler.advance(1_000)
    expect(bench.results.at(-1)).toMatchObject({ status: 'FAILED', code })
    expect(bench.wire.journal.closings).toEqual([])
  })

  test('the power goes while the host thinks: the next run carries it out, once', async () => {
    const bench = await tradingBench()
    await sell(bench, '1')
    bench.hostLink.hold = new Promise(() => undefined)
    await bench.command('SETTLE', 2)
    bench.hostLink.hold = null
    await bench.powerCycle()
    await bench.scheduler.advance(120_000)
    expect(bench.results.at(-1)).toMatchObject({ data: { batch: '000007', throughSeq: 3 } })
    expect(new Set(bench.hostLink.settlements.map(({ stan }) => stan)).size).toBe(1)
    expect(bench.wire.journal.closings).toMatchObject([{ throughSeq: 3 }])
  })
})

describe('JOURNAL_SYNC [P-17.13]', () => {
  test('what waits is sent at once; with nothing waiting, the newest record once more', async () => {
    const bench = await tradingBench()
    bench.wire.journal.acknowledges = false
    await sell(bench, '1', '2')
    const before = bench.wire.journal.arrived.length
    await bench.command('JOURNAL_SYNC', 2)
    await settle()
    expect(bench.results.at(-1)).toMatchObject({ code: 'SYNC_STARTED', data: { epoch: 1, lastSeq: 3, waiting: 2 } })
    expect(bench.wire.journal.arrived.slice(before).map(({ seq }) => seq)).toEqual([2, 3])
    bench.wire.journal.acknowledges = true
    await bench.scheduler.advance(60_000)
    const quiet = bench.wire.journal.arrived.length
    await bench.command('JOURNAL_SYNC', 3)
    await settle()
    expect(bench.results.at(-1)).toMatchObject({ data: { lastSeq: 3, waiting: 0 } })
    expect(bench.wire.journal.arrived.slice(quiet).map(({ seq }) => seq)).toEqual([3])
  })
})
