import { describe, expect, test } from 'vitest'
import { displacedBy } from './pending.ts'

type Placed = Parameters<typeof displacedBy>[0][number]

const terminal = (tid: string, more: Partial<Placed> = {}): Placed => ({
  id: `trm_${tid}`,
  tid,
  mid: `89800${tid}`,
  merchant: { id: 'org_m', name: '海底捞' },
  store: { id: 'org_s', name: '徐汇店', timeZone: 'Asia/Shanghai' },
  presence: 'ONLINE',
  presenceSince: '2026-06-01T12:00:00.000Z',
  signOn: 'SIGNED_ON',
  state: 'ACTIVE',
  faults: [],
  labels: [],
  device: null,
  runningCommand: null,
  ...more,
})

const byTid = { field: 'TID', direction: 'ASC' } as const
const rows = [terminal('10000001'), terminal('10000005')]

describe('a list that is not narrowed by anything live', () => {
  test('gets no new rows from changes', () => {
    const shown = { rows, filter: { q: '1000' }, orderBy: byTid, more: false }
    expect(displacedBy([terminal('10000003', { presence: 'OFFLINE' })], shown)).toEqual([])
  })
})

describe('a list of signed-out terminals', () => {
  const out = { signOn: 'SIGNED_OFF' } as const
  const shown = {
    rows: rows.map((row) => ({ ...row, ...out })),
    filter: { signOn: ['SIGNED_OFF' as const] },
    orderBy: byTid,
    more: true,
  }

  test('a row that is signed on again no longer belongs', () => {
    expect(displacedBy([terminal('10000001')], shown)).toEqual(['trm_10000001'])
  })

  test('one that is newly signed out belongs, when its place is among the loaded rows', () => {
    expect(displacedBy([terminal('10000003', out)], shown)).toEqual(['trm_10000003'])
    expect(displacedBy([terminal('10000009', out)], shown)).toEqual([])
    expect(displacedBy([terminal('10000009', out)], { ...shown, more: false })).toEqual(['trm_10000009'])
  })

  test('a search keeps out what it does not find', () => {
    const found = (q: string) => displacedBy([terminal('10000003', out)], { ...shown, filter: { ...shown.filter, q } })
    expect(found('海底')).toEqual(['trm_10000003'])
    expect(found('1000')).toEqual(['trm_10000003'])
    expect(found('瑞幸')).toEqual([])
  })

  test('a label that was put on makes it belong', () => {
    const vip = { ...shown, rows: [], filter: { labels: ['VIP'] } }
    expect(displacedBy([terminal('10000003', { labels: ['VIP', 'old'] })], vip)).toEqual(['trm_10000003'])
    expect(displacedBy([terminal('10000003', { labels: ['old'] })], vip)).toEqual([])
  })

  test('one that took a version belongs to those that run it, one that took another no more', () => {
    const runs = (app: string) => ({ device: { id: 'dev_1', versions: { app } } })
    const shownOnes = { ...shown, rows: [terminal('10000001', runs('4.2.0'))], filter: { appVersions: ['4.2.0'] } }
    expect(displacedBy([terminal('10000001', runs('5.0.0'))], shownOnes)).toEqual(['trm_10000001'])
    expect(displacedBy([terminal('10000000', runs('4.2.0'))], shownOnes)).toEqual(['trm_10000000'])
    expect(displacedBy([terminal('10000000', runs('5.0.0'))], shownOnes)).toEqual([])
  })

  test('a change of another cell displaces nothing', () => {
    expect(displacedBy([terminal('10000001', { ...out, faults: ['NET_WEAK'] })], shown)).toEqual([])
  })
})

test('sorted by how long, a row whose time changed has moved', () => {
  const shown = { rows, filter: {}, orderBy: { field: 'PRESENCE_SINCE', direction: 'DESC' } as const, more: false }
  expect(displacedBy([terminal('10000001', { presenceSince: '2026-06-01T13:00:00.000Z' })], shown)).toEqual([
    'trm_10000001',
  ])
  expect(displacedBy([terminal('10000001', { faults: ['NET_WEAK'] })], shown)).toEqual([])
})
