import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostRequest } from '@budeng/terminal'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryLines } from '../disk/line-file.ts'
import { IsoExchange } from '../iso/exchange.ts'
import { isoHost } from '../iso/host-link.ts'
import { Institutions } from '../iso/institutions.ts'
import { memoryLine } from '../iso/line.ts'
import { createVirtualTime, type VirtualTime } from '../time/virtual.ts'
import { isLuhn, maskPan, testCard } from '../trade/cards.ts'
import { Acquirer } from './acquirer.ts'
import type { TradeFact } from './book/facts.ts'
import { type HostLog, memoryHostLog, openHostLog } from './book/log.ts'
import type { FaultShares } from './faults.ts'
import { createHost } from './host.ts'

const START = Date.UTC(2026, 10, 28, 4)
const TERMINAL = { acquirer: 'huaxin', tid: '10016901', mid: '898310580000001' }
const CARD = testCard(1, 7)

/** A terminal and its host, with nothing between them but bytes. */
function table(log: HostLog = memoryHostLog(), faults: FaultShares = {}) {
  const time: VirtualTime = createVirtualTime()
  const clock = { now: () => START + time.nowMs() }
  let acquirer: Acquirer | null = null
  const host = createHost(clock, memoryLines(), ({ acquirer: code, tid }, batch) =>
    acquirer === null ? false : acquirer.book.holdsMoney(`${code}/${tid}`, batch),
  )
  const institutions = new Institutions()
  institutions.add('huaxin')
  acquirer = new Acquirer({ clock, host, log, institutions, faults })
  const exchange = new IsoExchange(
    memoryLine(acquirer, (delayMs, run) => void time.after(delayMs, run)),
    1,
    time,
    10_000,
  )
  const link = isoHost(exchange, clock)
  const ask = async <Answer>(asked: Promise<Answer>): Promise<Answer> => {
    await time.advance(10_000)
    return asked
  }
  return { time, host, acquirer, exchange, link, ask, log, facts: () => log.read(0, 1_000) }
}

type Table = ReturnType<typeof table>

async function signOn({ link, ask }: Table): Promise<string> {
  const answer = await ask(link.signOn(TERMINAL))
  return answer?.batch ?? ''
}

function request(type: HostRequest['type'], batch: string, stan: number, more: Partial<HostRequest> = {}): HostRequest {
  return {
    terminal: TERMINAL,
    type,
    batch,
    stan: String(stan).padStart(6, '0'),
    amount: '1111',
    currency: 'CNY',
    localTime: '1128120000',
    entryMode: '051',
    atc: 17,
    attempt: 1,
    card: { pan: CARD.pan, expiry: CARD.expiry },
    ...more,
  }
}

const original = (type: HostRequest['type'], batch: string, stan: number) => ({
  original: { type, batch, stan: String(stan).padStart(6, '0'), localTime: '1128120000' },
})

const totalsOf = (count: number, amount: string, credit = { count: 0, amount: '0' }) =>
  [
    { currency: 'CNY', exponent: 2, scope: CARD.scope, side: 'DEBIT', count, amount },
    { currency: 'CNY', exponent: 2, scope: CARD.scope, side: 'CREDIT', ...credit },
  ] as const

describe('a day at the host', () => {
  test('sign-on gives the batch, a sale an RRN, and the same batch stays while it holds money', async () => {
    const at = table()
    const batch = await signOn(at)
    const answer = await at.ask(at.link.authorise(request('PURCHASE', batch, 2)))
    expect(answer).toEqual({
      responseCode: '00',
      rrn: expect.stringMatching(/^6332[0-9A-Z]{8}$/),
      authCode: expect.stringMatching(/^\d{6}$/),
      midReturned: TERMINAL.mid,
      settlementDate: '2026-11-28',
    })
    expect(await signOn(at)).toBe(batch)
    const settled = await at.ask(
      at.link.settle({ terminal: TERMINAL, batch, stan: '000003', totals: totalsOf(1, '1111'), attempt: 1 }),
    )
    expect(settled).toEqual({ responseCode: '00', result: 'BALANCED' })
    expect(Number(await signOn(at))).toBe(Number(batch) + 1)
  })

  test('what differs is told, for the terminal to send its details', async () => {
    const at = table()
    const batch = await signOn(at)
    await at.ask(at.link.authorise(request('PURCHASE', batch, 2)))
    const settle = (totals: ReturnType<typeof totalsOf>) =>
      at.ask(at.link.settle({ terminal: TERMINAL, batch, stan: '000003', totals, attempt: 1 }))
    expect(await settle(totalsOf(1, '1112'))).toMatchObject({ result: 'UNBALANCED' })
    expect(await settle(totalsOf(1, '1111'))).toMatchObject({ result: 'BALANCED' })
    expect(at.facts().filter(({ fact }) => fact === 'settled')).toHaveLength(2)
  })

  test('details of an unbalanced batch are held against its own, repeats too, and end it [P-19.10]', async () => {
    const at = table()
    const batch = await signOn(at)
    for (const stan of [2, 3, 4]) await at.ask(at.link.authorise(request('PURCHASE', batch, stan)))
    const asked = { terminal: TERMINAL, batch, attempt: 1 }
    await at.ask(at.link.settle({ ...asked, stan: '000009', totals: totalsOf(3, '3334') }))
    const detail = (stan: string, amount: string) => ({ scope: CARD.scope, stan, amount, panMasked: maskPan(CARD.pan) })
    const details = [detail('000002', '1111'), detail('000003', '1112'), detail('000005', '1111')]
    for (const attempt of [1, 2])
      expect(await at.ask(at.link.upload({ ...asked, stan: '000010', attempt, details }))).toEqual({
        responseCode: '00',
      })
    const end = { ...asked, stan: '000011', totals: totalsOf(3, '3334'), uploaded: 3 }
    expect(await at.ask(at.link.settle(end))).toEqual({ responseCode: '00', result: 'UNBALANCED' })
    expect(await at.ask(at.link.settle({ ...end, attempt: 2 }))).toEqual({ responseCode: '00', result: 'UNBALANCED' })
    const ended = at.facts().filter(({ fact }) => fact === 'uploadEnded')
    expect(ended).toMatchObject([{ batch, differing: ['000003', '000004', '000005'] }])
    expect(at.acquirer.book.known(`huaxin/${TERMINAL.tid}`, batch)?.closed).toBe(true)
    expect(Number(await signOn(at))).toBe(Number(batch) + 1)
  })

  test('a batch that is not the host’s is answered 77, and a closed one too', async () => {
    const at = table()
    const batch = await signOn(at)
    expect(await at.ask(at.link.authorise(request('PURCHASE', '000001', 2)))).toMatchObject({ responseCode: '77' })
    at.host.slip(TERMINAL)
    expect(await at.ask(at.link.authorise(request('PURCHASE', batch, 3)))).toMatchObject({ responseCode: '77' })
    const next = await signOn(at)
    expect(await at.ask(at.link.authorise(request('PURCHASE', next, 4)))).toMatchObject({ responseCode: '00' })
  })

  test('the same message once more is 94 with the first RRN, and counts once', async () => {
    const at = table()
    const batch = await signOn(at)
    const first = await at.ask(at.link.authorise(request('PURCHASE', batch, 2)))
    const answers = []
    for (let i = 0; i < 100; i++)
      answers.push(await at.ask(at.link.authorise(request('PURCHASE', batch, 2, { attempt: 2 }))))
    expect(new Set(answers.map((answer) => `${answer?.responseCode} ${answer?.rrn}`))).toEqual(
      new Set([`94 ${first?.rrn}`]),
    )
    expect(at.acquirer.book.totals('huaxin/10016901', batch)[CARD.scope].DEBIT).toEqual({ count: 1, amount: 1111n })
  })

  test('an offline sale comes later by advice, and its repeat changes nothing', async () => {
    const at = table()
    const batch = await signOn(at)
    const sale = request('OFFLINE_SALE', batch, 2)
    expect(await at.ask(at.link.advise(sale))).toMatchObject({ responseCode: '00' })
    expect(await at.ask(at.link.advise({ ...sale, attempt: 2 }))).toMatchObject({ responseCode: '94' })
    // after a restart the terminal has no card number any more, only what its journal keeps
    const { card: _, ...kept } = request('OFFLINE_SALE', batch, 3, {
      panMasked: maskPan(CARD.pan),
      panToken: 'ab'.repeat(32),
    })
    expect(await at.ask(at.link.advise(kept))).toMatchObject({ responseCode: '00' })
    expect(at.acquirer.book.totals('huaxin/10016901', batch)[CARD.scope].DEBIT.count).toBe(2)
  })

  test('void, refund and completion keep their rules', async () => {
    const at = table()
    const batch = await signOn(at)
    const code = async (asked: HostRequest) => (await at.ask(at.link.authorise(asked)))?.responseCode
    await code(request('PURCHASE', batch, 2))
    expect(await code(request('PURCHASE_VOID', batch, 3, { ...original('PURCHASE', batch, 2), amount: '1110' }))).toBe(
      '64',
    )
    expect(await code(request('PURCHASE_VOID', batch, 4, original('PURCHASE', batch, 2)))).toBe('00')
    expect(await code(request('PURCHASE_VOID', batch, 5, original('PURCHASE', batch, 2)))).toBe('12')
    expect(await code(request('PURCHASE_VOID', batch, 6, original('PURCHASE', batch, 99)))).toBe('25')
    await code(request('PURCHASE', batch, 7))
    expect(await code(request('REFUND', batch, 8, { ...original('PURCHASE', batch, 7), amount: '1000' }))).toBe('00')
    expect(await code(request('REFUND', batch, 9, { ...original('PURCHASE', batch, 7), amount: '112' }))).toBe('61')
    await code(request('PREAUTH', batch, 10, { amount: '10000' }))
    expect(
      await code(request('PREAUTH_COMPLETION', batch, 11, { ...original('PREAUTH', batch, 10), amount: '11501' })),
    ).toBe('61')
    expect(
      await code(request('PREAUTH_COMPLETION', batch, 12, { ...original('PREAUTH', batch, 10), amount: '11500' })),
    ).toBe('00')
    expect(await code(request('PREAUTH_VOID', batch, 13, { ...original('PREAUTH', batch, 10), amount: '10000' }))).toBe(
      '12',
    )
    await code(request('QR_PAY', batch, 14, { merchantOrder: 'M1' }))
    expect(at.facts().at(-1)).toMatchObject({
      type: 'QR_PAY',
      merchantOrder: 'M1',
      channelOrder: expect.stringMatching(/^Q6332[0-9A-Z]{8}$/),
    })
    expect(at.acquirer.book.totals('huaxin/10016901', batch)[CARD.scope]).toEqual({
      DEBIT: { count: 4, amount: 1111n * 3n + 11500n },
      CREDIT: { count: 2, amount: 1111n + 1000n },
    })
  })
})

describe('no answer', () => {
  test('the host decided, the terminal does not know, the reversal puts it right, and repeats of it do no more', async () => {
    const at = table(memoryHostLog(), { NO_ANSWER: 1_000 })
    const batch = await signOn(at)
    expect(await at.ask(at.link.authorise(request('PURCHASE', batch, 2)))).toBeNull()
    const reversal = request('REVERSAL', batch, 3, { ...original('PURCHASE', batch, 2), attempt: 2 })
    expect(await at.ask(at.link.reverse(reversal))).toMatchObject({ responseCode: '00' })
    expect(await at.ask(at.link.reverse({ ...reversal, attempt: 3 }))).toMatchObject({ responseCode: '00' })
    expect(at.acquirer.book.totals('huaxin/10016901', batch)[CARD.scope].DEBIT.count).toBe(0)
    expect(at.facts().map((fact) => fact.fact === 'trade' && fact.fate)).toEqual([
      false,
      'APPROVED',
      'REVERSED',
      'DUPLICATE',
    ])
  })

  test('a late answer is nobody’s', async () => {
    const at = table(memoryHostLog(), { LATE_ANSWER: 1_000 })
    const batch = await signOn(at)
    expect(await at.ask(at.link.authorise(request('PURCHASE', batch, 2)))).toBeNull()
    await at.time.advance(60_000)
    expect(at.exchange.late).toBe(1)
  })

  test('a reversal that comes before its original kills it', async () => {
    const at = table()
    const batch = await signOn(at)
    const reversal = request('REVERSAL', batch, 3, original('PURCHASE', batch, 2))
    expect(await at.ask(at.link.reverse(reversal))).toMatchObject({ responseCode: '25' })
    expect(await at.ask(at.link.authorise(request('PURCHASE', batch, 2)))).toMatchObject({ responseCode: '12' })
    expect(at.acquirer.book.totals('huaxin/10016901', batch)[CARD.scope].DEBIT.count).toBe(0)
  })
})

describe('named faults', () => {
  test('declines, approvals that sound like declines, another merchant number', async () => {
    const codes = async (faults: FaultShares) => {
      const at = table(memoryHostLog(), faults)
      const batch = await signOn(at)
      return at.ask(at.link.authorise(request('PURCHASE', batch, 2)))
    }
    expect((await codes({ DECLINE: 1_000 }))?.responseCode).toMatch(/^(51|55|61|05|54|65|75)$/)
    const like = await codes({ APPROVED_LIKE: 1_000 })
    expect(like?.responseCode).toMatch(/^A[2456]$/)
    expect(like?.authCode).toBeDefined()
    expect((await codes({ MID_SUBSTITUTION: 1_000 }))?.midReturned).toBe('898310580000002')
    expect(await codes({ LOST_REQUEST: 1_000 })).toBeNull()
    expect((await codes({ BATCH_SLIP: 1_000 }))?.responseCode).toBe('77')
  })
})

describe('on disk', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'budeng-host-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('no card number is written, and a host that was killed in a line goes on where it was', async () => {
    const path = join(folder, 'host.log')
    const before = table(openHostLog(path))
    const batch = await signOn(before)
    for (let stan = 2; stan < 10; stan++) await before.ask(before.link.authorise(request('PURCHASE', batch, stan)))
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain(CARD.pan)
    expect(
      text
        .replaceAll(/"at":\d+/g, '')
        .match(/\d{13,19}/g)
        ?.filter(isLuhn) ?? [],
    ).toEqual([])
    truncateSync(path, text.length - 5)
    const after = table(openHostLog(path))
    expect(after.log.last).toBe(8)
    expect(after.acquirer.book.totals('huaxin/10016901', batch)[CARD.scope].DEBIT).toEqual({ count: 7, amount: 7777n })
    expect((after.log.read(7, 1)[0] as TradeFact).stan).toBe('000008')
  })
})
