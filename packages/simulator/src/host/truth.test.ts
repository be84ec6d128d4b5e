import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryLines } from '../disk/line-file.ts'
import { Institutions, institutionOf } from '../iso/institutions.ts'
import { Acquirer } from './acquirer.ts'
import { memoryHostLog } from './book/log.ts'
import { createHost } from './host.ts'
import { type HostServer, serveHost } from './server.ts'
import { truthAfter, type TruthPage } from './truth.ts'

vi.setConfig({ testTimeout: 120_000 })

const clock = { now: () => Date.UTC(2026, 10, 28, 4) }
const log = memoryHostLog()
const host = createHost(clock, memoryLines())
const institutions = new Institutions()
for (const acquirer of ['huaxin', 'harbour']) institutions.add(acquirer)
const acquirer = new Acquirer({ clock, host, log, institutions, faults: {} })

/** One sale at a terminal of an acquirer. */
function sell(code: string, tid: string, stan: number): void {
  const batch = host.batchOf({ acquirer: code, tid }) ?? host.signOn({ acquirer: code, tid }).batch ?? ''
  const { answer } = acquirer.handle({
    mti: '0200',
    fields: {
      2: ['6250', '9470', '0000', '0014'].join(''),
      3: '000000',
      4: '000000000100',
      11: String(stan).padStart(6, '0'),
      12: '120000',
      13: '1128',
      22: '051',
      25: '00',
      32: institutionOf(code),
      41: tid,
      42: '898310580000001',
      49: '156',
      60: `22${batch}000`,
    },
  })
  expect(answer?.fields[39]).toBe('00')
}

describe('what the host tells', () => {
  let server: HostServer
  beforeEach(async () => {
    server = await serveHost(host, 0, undefined, { host, log, book: acquirer.book })
  })
  afterEach(() => server.close())
  const get = async (path: string) => {
    const response = await fetch(`${server.url}${path}`)
    return { status: response.status, body: (await response.json()) as TruthPage & { error?: string } }
  }

  test('page by page, every fact of an acquirer once, and none of another', async () => {
    for (let i = 1; i <= 30; i++) sell(i % 3 === 0 ? 'harbour' : 'huaxin', `1001690${i % 5}`, i)
    const seen: number[] = []
    for (let after = 0; ; ) {
      const { body } = await get(`/truth/huaxin?after=${after}&limit=7`)
      seen.push(...body.facts.map(({ position }) => position))
      expect(body.facts.every((fact) => fact.acquirer === 'huaxin')).toBe(true)
      if (body.next === body.last) break
      after = body.next
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1).filter((i) => i % 3 !== 0))
    expect((await get('/truth/huaxin/10016901')).body.facts.map(({ tid }) => tid)).toEqual(Array(4).fill('10016901'))
    expect((await get('/truth/nobody')).body).toEqual({ facts: [], next: 30, last: 30 })
    expect(truthAfter(log, { acquirer: 'huaxin' }, 30, 10)).toEqual({ facts: [], next: 30, last: 30 })
  })

  test('totals of the present batch and of a named one', async () => {
    const batch = host.batchOf({ acquirer: 'huaxin', tid: '10016901' })
    const { body } = await get('/totals/huaxin/10016901')
    expect(body).toEqual({
      batch,
      closed: false,
      totals: {
        DOMESTIC: { DEBIT: { count: 4, amount: '400' }, CREDIT: { count: 0, amount: '0' } },
        FOREIGN: { DEBIT: { count: 0, amount: '0' }, CREDIT: { count: 0, amount: '0' } },
      },
    })
    expect((await get(`/totals/huaxin/10016901/${batch}`)).body).toEqual(body)
    expect((await get('/totals/huaxin/10016901/999999')).status).toBe(404)
  })

  test.each([
    '/truth/UPPER',
    '/truth/huaxin/short',
    '/truth/huaxin?after=-1',
    '/truth/huaxin?after=x',
    '/truth/huaxin?limit=0',
    '/truth/huaxin?limit=5001',
    '/totals/huaxin/short',
  ])('400 for %s', async (path) => {
    expect(await get(path)).toEqual({ status: 400, body: { error: expect.any(String) } })
  })
})
