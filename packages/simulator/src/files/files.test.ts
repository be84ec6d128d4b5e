import { parseFlowLine } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import type { TradeFact } from '../host/book/facts.ts'
import { memoryHostLog } from '../host/book/log.ts'
import { isLuhn } from '../trade/cards.ts'
import { LINE_DIFFERENCES } from './differences.ts'
import { dayFile, type DayFileOptions, parseDifference } from './write.ts'

const AT = Date.UTC(2026, 10, 28, 4)
const log = memoryHostLog()
let position = 0
function add(fact: Partial<TradeFact>): void {
  position++
  log.append({
    fact: 'trade',
    position,
    at: AT,
    acquirer: 'huaxin',
    tid: `1001690${position % 7}`,
    batch: '000727',
    mti: '0200',
    type: 'PURCHASE',
    fate: 'APPROVED',
    responseCode: '00',
    stan: String(position).padStart(6, '0'),
    mid: '898310580000001',
    midReturned: '898310580000001',
    amount: String(1_000 + position),
    currency: 'CNY',
    panMasked: '625094******0014',
    panToken: 'ab'.repeat(32),
    entryMode: '071',
    atc: 1,
    scope: 'DOMESTIC',
    rrn: `6332${String(position).padStart(8, '0')}`,
    authCode: '000001',
    merchantOrder: null,
    channelOrder: null,
    localTime: '1128120000',
    settlementDate: '2026-11-28',
    original: null,
    answer: 'SENT',
    ...fact,
  })
}
for (let i = 0; i < 60; i++) add({})
add({ fate: 'DECLINED', responseCode: '51' })
add({ type: 'BALANCE_INQUIRY' })
add({ acquirer: 'harbour' })
add({ settlementDate: '2026-11-27', type: 'QR_PAY', panMasked: null, merchantOrder: 'M1' })
add({
  type: 'REVERSAL',
  reverses: 'PURCHASE',
  mti: '0400',
  fate: 'REVERSED',
  tid: '10016901',
  original: { batch: '000727', stan: '000001', date: '1128' },
})

const file = (options: Partial<DayFileOptions> = {}) => {
  const made = dayFile(log, { acquirer: 'huaxin', format: 'flow', differences: {}, seed: 1, ...options })
  if (made === null) throw new Error('nothing')
  return made
}
const about = { madeAt: AT, settlementDate: '2026-11-28', currency: 'CNY', exponent: 2, offsetMin: 480 }
const read = (bytes: Buffer) =>
  bytes
    .toString('latin1')
    .trimEnd()
    .split('\n')
    .map((line) => parseFlowLine(line, about))

describe('the file of a day', () => {
  test('has a line for each approval and each reversal of the day, of 284 bytes, that reads as it was meant', () => {
    const { bytes, lines, date } = file()
    expect(date).toBe('2026-11-28')
    expect(lines).toBe(61)
    expect(bytes.length).toBe(61 * 285)
    const rows = read(bytes)
    expect(rows[0]).toEqual({
      ok: true,
      row: expect.objectContaining({
        tid: '10016901',
        mid: '898310580000001',
        stan: '000001',
        rrn: '633200000001',
        type: 'PURCHASE',
        minor: 1_001n,
        panMasked: '625094******0014',
        responseCode: '00',
      }),
    })
    expect(rows.at(-1)).toEqual({
      ok: true,
      row: expect.objectContaining({ type: 'REVERSAL', originalStan: '000001', originalTime: '1128120000' }),
    })
    expect(bytes.toString('latin1')).toContain(' 0420 ')
  })

  test('as CSV says the same', () => {
    const [heading, first] = file({ format: 'csv' }).bytes.toString('utf8').split('\n')
    expect(heading).toBe(
      'settlement_date,tid,mid,type,stan,rrn,auth_code,response_code,local_time,card,amount,currency,original_stan,original_time',
    )
    expect(first).toBe(
      '2026-11-28,10016901,898310580000001,PURCHASE,000001,633200000001,000001,00,1128120000,625094******0014,10.01,CNY,,',
    )
  })

  test('is of the day and the acquirer that are asked for', () => {
    expect(read(file({ date: '2026-11-27' }).bytes)).toHaveLength(1)
    expect(dayFile(log, { acquirer: 'nobody', format: 'csv', differences: {}, seed: 1 })).toBeNull()
    expect(dayFile(log, { acquirer: 'huaxin', date: '2026-11-29', format: 'csv', differences: {}, seed: 1 })).toBeNull()
  })

  test('holds no card number', () => {
    const text = file().bytes.toString('latin1').replaceAll('898310580000001', '')
    expect(text.match(/\d{13,19}/g)?.filter(isLuhn) ?? []).toEqual([])
  })
})

describe('named differences', () => {
  test.each(Object.keys(LINE_DIFFERENCES))('%s is put in so many times, and told', (name) => {
    const { injected, bytes } = file({ differences: { [name]: 3 } })
    expect(injected.map(({ difference }) => difference)).toEqual([name, name, name])
    const honest = new Set(file().bytes.toString('latin1').split('\n'))
    const now = bytes.toString('latin1').split('\n')
    const rows = { 'missing-line': -3, 'extra-line': 3, 'repeated-line': 3 }[name] ?? 0
    expect(now.length).toBe(62 + rows)
    expect(now.filter((line) => !honest.has(line)).length).toBe(
      ['missing-line', 'repeated-line'].includes(name) ? 0 : 3,
    )
  })

  test('swapped digits differ by a multiple of nine, a wrong exponent by ten times', () => {
    const amounts = (name: string) =>
      file({ differences: { [name]: 5 } }).injected.map(({ was, is }) => [
        BigInt(was?.split(' ')[1] ?? 0),
        BigInt(is?.split(' ')[1] ?? 0),
      ])
    for (const [was = 0n, is = 0n] of amounts('swapped-digits')) expect((is - was) % 9n).toBe(0n)
    for (const [was = 0n, is = 0n] of amounts('wrong-exponent')) expect(is).toBe(was * 10n)
  })

  test('bytes that are cut off, misplaced or no text are seen by whoever reads', () => {
    for (const name of ['cut-off', 'bad-line', 'bad-encoding'] as const) {
      const rows = read(file({ differences: { [name]: 1 } }).bytes)
      expect(rows.filter(({ ok }) => !ok)).toHaveLength(1)
    }
  })

  test('are named on the command line', () => {
    expect(parseDifference('wrong-amount=2')).toEqual(['wrong-amount', 2])
    expect(parseDifference('cut-off')).toEqual(['cut-off', 1])
    for (const bad of ['', 'anything', 'wrong-amount=0', 'wrong-amount=x', 'toString'])
      expect(parseDifference(bad)).toBeNull()
  })
})
