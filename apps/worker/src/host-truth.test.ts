import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hostRecordsOf, PLATFORM_SCOPE, silentLog } from '@budeng/storage'
import { byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { handClock, makeBranch, makeTerminal } from '@budeng/storage/fleet-fixture'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HostTruth } from './host-truth.ts'
import { httpHost } from './http-host.ts'

const clock = handClock(1_800_000_000_000)
const { owner, worker } = await openDoors(clock, 'owner', 'worker')
const branch = await byPlatform(owner)((unit) => makeBranch(unit, 'mine'))
const terminalId = await byPlatform(owner)((unit) => makeTerminal(unit, branch))
let server: Server
let url: string
const facts: object[] = []
const asked: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://host')
    asked.push(`${pathname} ${searchParams.get('after')}`)
    const [after, limit] = ['after', 'limit'].map((name) => Number(searchParams.get(name)))
    const page = facts.slice(after, (after ?? 0) + (limit ?? 0))
    response.end(JSON.stringify({ facts: page, next: (after ?? 0) + page.length, last: facts.length }))
  }).listen(0, '127.0.0.1')
  await new Promise((resume) => server.once('listening', resume))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

function sale(position: number, over: object = {}): object {
  const stan = String(position).padStart(6, '0')
  return {
    ...{ position, fact: 'trade', at: clock.now(), acquirer: 'mineacquirer', tid: 'T0000000', batch: '000001', stan },
    ...{ mti: '0200', type: 'PURCHASE', fate: 'APPROVED', responseCode: '00', mid: 'M', midReturned: 'M' },
    ...{
      amount: '11800',
      currency: 'CNY',
      panMasked: '622848*********0014',
      panToken: 'ab'.repeat(32),
      scope: 'DOMESTIC',
    },
    ...{
      entryMode: '051',
      atc: 7,
      rrn: `R${position}`,
      authCode: 'A1',
      localTime: '1130120000',
      settlementDate: '2027-01-15',
    },
    ...{ merchantOrder: null, channelOrder: null, original: null, answer: 'SENT' },
    ...over,
  }
}

const count = async () =>
  (await owner.read(PLATFORM_SCOPE, (db) => db.query<{ n: number }>('select count(*) as n from host_record')))[0]?.n

test('what the host decided is kept once, in its order, over a worker that falls', async () => {
  for (let position = 1; position <= 1_500; position++) facts.push(sale(position))
  facts.push({
    position: 1_501,
    fact: 'signOn',
    at: 1,
    tid: 'UNKNOWN1',
    batch: '000002',
    stan: '000001',
    responseCode: '00',
  })
  const truth = new HostTruth(worker, httpHost(url), silentLog)
  expect(await truth.turn()).toBe(0)
  expect(await count()).toBe(1_000)
  // another one goes on where the first one was
  const next = new HostTruth(worker, httpHost(url), silentLog)
  expect(await next.turn()).toBeGreaterThan(0)
  expect(asked.at(-1)).toBe('/truth/mineacquirer 1000')
  // the first one asks for what it has not seen, which is there: nothing is kept twice
  await truth.turn()
  expect(await count()).toBe(1_501)
  const records = await worker.read(PLATFORM_SCOPE, (db) =>
    hostRecordsOf(db, { terminalId, batchNo: '000001', stan: '000700' }),
  )
  expect(records).toMatchObject([
    {
      position: 700,
      amount: 11_800n,
      rrn: 'R700',
      settlementDate: '2027-01-15',
      path: branch.store.path,
      fate: 'APPROVED',
    },
  ])
  const [stranger] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query(`select path::text, terminal_id from host_record where position = 1501`),
  )
  expect(stranger).toEqual({ path: branch.acquirer.id, terminal_id: null })
})

test('a host that tells a whole card number is not believed, and nothing of it is kept', async () => {
  facts.push(sale(1_502, { panMasked: '6228480000000000014' }))
  const truth = new HostTruth(worker, httpHost(url), silentLog)
  await truth.turn()
  expect(truth.counts()).toEqual({ kept: 0, failed: 1 })
  expect(await count()).toBe(1_501)
  facts.pop()
})

test('a host that began anew is told of, not followed', async () => {
  facts.length = 10
  const truth = new HostTruth(worker, httpHost(url), silentLog)
  await truth.turn()
  expect(truth.counts()).toEqual({ kept: 0, failed: 1 })
})
