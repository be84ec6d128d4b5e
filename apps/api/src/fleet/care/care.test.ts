import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { visitOf } from '../../testing/care.ts'
import type { Client } from '../../testing/client.ts'
import { makeColleague } from '../../testing/hermit.ts'
import { startTestHouse, type TestHouse } from '../../testing/test-house.ts'

let house: TestHouse
let ops: Client
let technician: Client

beforeAll(async () => {
  house = await startTestHouse()
  await makeColleague(house.owner, 'li@north.test', 'tech@north.test', 'TECHNICIAN')
  ops = await house.as('ops@cup.test')
  technician = await house.as('tech@north.test')
})
afterAll(() => house.close())

const RECORD = `mutation($i:CareVisitRecordInput!){careVisitRecord(input:$i){
  visit{outcome findings serial photos answers{item answer}} userErrors{code path}}}`
const SET =
  'mutation($i:CareIntervalSetInput!){careIntervalSet(input:$i){intervals{kind model days isDefault} userErrors{code}}}'
const DUE = `query($kind:CareKind!,$before:DateTime,$org:ID,$first:Int,$after:String){
  dueVisits(kind:$kind,before:$before,organisationId:$org,first:$first,after:$after){
    nodes{dueAt overdue terminal{tid}} pageInfo{hasNextPage endCursor}}}`

const record = async (client: Client, over: object = {}) =>
  (await client.ask(RECORD, { i: { ...visitOf(house), ...over } })).at('careVisitRecord') as {
    visit: { outcome: string } | null
    userErrors: { code: string }[]
  }
let wishes = 0
const set = async (client: Client, wish: object) =>
  (await client.ask(SET, { i: { kind: 'INSPECTION', idempotencyKey: `set-${++wishes}`, ...wish } })).at(
    'careIntervalSet',
  )
async function due(client: Client, over: object = {}): Promise<string[]> {
  const seen: string[] = []
  for (let after: unknown = null; ; ) {
    const page = await client.ask(DUE, { kind: 'INSPECTION', first: 4, after, ...over })
    seen.push(...(page.at('dueVisits.nodes') as { terminal: { tid: string } }[]).map(({ terminal }) => terminal.tid))
    if (page.at('dueVisits.pageInfo.hasNextPage') !== true) return seen
    after = page.at('dueVisits.pageInfo.endCursor')
  }
}
const [first, second] = ['10000001', '10000002']

test('terminals come up when they are due by the interval of their model, and a visit puts them off', async () => {
  expect(await due(ops)).toEqual([])
  expect(await set(ops, { model: '*', days: 10 })).toMatchObject({
    intervals: [
      { kind: 'MAINTENANCE', model: '*', days: 365, isDefault: true },
      { kind: 'INSPECTION', model: '*', days: 10, isDefault: false },
    ],
  })
  // nobody is overdue yet; all are within thirty days, each once, whatever the page
  expect((await due(ops)).sort()).toHaveLength(15)
  expect(new Set(await due(ops)).size).toBe(15)
  const now = new Date(house.clock.now()).toISOString()
  expect(await due(ops, { before: now })).toEqual([])
  expect((await due(technician)).every((tid) => !tid.startsWith('3'))).toBe(true)
  expect(await due(technician)).toHaveLength(11)
  expect(await due(ops, { org: house.fleet.nodes.xuhui.id })).toHaveLength(8)
  expect(await due(await house.as('desk@xuhui.test'))).toHaveLength(8)
  expect(await due(ops, { org: house.fleet.nodes.else.id })).toEqual([])
  expect(await due(await house.as('ops@else.test'))).toEqual([])
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(`update terminal_care set since = since - interval '11 days'`),
  )
  expect(await due(ops, { before: now })).toHaveLength(15)
  expect(await record(technician)).toMatchObject({ visit: { outcome: 'PASSED' }, userErrors: [] })
  const late = await due(ops, { before: new Date(house.clock.now()).toISOString() })
  expect(late).toHaveLength(14)
  expect(late).not.toContain(first)
  const counts = await ops.ask('{fleetCounts{overdueInspections overdueMaintenance}}')
  expect(counts.at('fleetCounts')).toEqual({ overdueInspections: 14, overdueMaintenance: 0 })
  // another model has its own interval, at once
  const [model] = [await modelOf(second)]
  await set(ops, { model, days: 0 })
  expect(await due(ops)).toEqual([])
  await set(ops, { model, days: null })
  expect(await due(ops)).toHaveLength(15)
})

test('what counts is ours to say: another serial number fails a visit, whatever was ticked', async () => {
  const before = await careOf(first)
  expect(await record(technician, { serial: 'SN-OTHER', findings: 'looks new' })).toMatchObject({
    visit: { outcome: 'FAILED', answers: expect.arrayContaining([{ item: 'SERIAL_MATCHES', answer: 'FINDING' }]) },
  })
  expect(await careOf(first)).toEqual(before)
  const seen = await ops.ask(
    'query($id:ID!){terminal(id:$id){careVisits{outcome workOrder{reason note state terminal{tid} visit{outcome}}} timeline(first:2){nodes{type text}}}}',
    {
      id: idOf(first),
    },
  )
  expect(seen.at('terminal.careVisits.0.outcome')).toBe('FAILED')
  expect(seen.at('terminal.timeline.nodes')).toMatchObject([{ type: 'WorkOrderOpened' }, { type: 'CareVisitRecorded' }])
  expect(seen.at('terminal.timeline.nodes.1.text')).toContain('looks new')
  // somebody is sent there, and finds from the order what was seen
  const order = { reason: 'VISIT_FAILED', note: 'looks new', state: 'OPEN', terminal: { tid: first } }
  expect(seen.at('terminal.careVisits.0.workOrder')).toMatchObject({ ...order, visit: { outcome: 'FAILED' } })
  expect(
    (await technician.ask('{workOrders(first:5){nodes{reason note state terminal{tid}}}}')).at('workOrders.nodes'),
  ).toEqual([order])
})

test('a visit names photographs that are there, at a terminal of one’s own', async () => {
  const photo = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\0\0\0\0\0aaaa', 'latin1')
  const response = await fetch(`${house.url}/evidence?terminal=${idOf(first)}&name=seal.png`, {
    method: 'POST',
    headers: { 'content-type': 'image/png', cookie: technician.cookie },
    body: new Uint8Array(photo),
  })
  const { sha256 } = (await response.json()) as { sha256: string }
  expect(response.status).toBe(201)
  expect(await record(technician, { photos: [sha256] })).toMatchObject({ visit: { photos: [sha256] } })
  const taken = await fetch(`${house.url}/evidence/${idOf(first)}/${sha256}`, {
    headers: { cookie: technician.cookie },
  })
  expect(Buffer.from(await taken.arrayBuffer()).equals(photo)).toBe(true)
  const codes = async (client: Client, over: object) => (await record(client, over)).userErrors.map(({ code }) => code)
  expect(await codes(technician, { photos: ['0'.repeat(64)] })).toEqual(['NOT_FOUND'])
  expect(await codes(technician, { terminalId: house.fleet.terminals.teahouse[0]?.id })).toEqual(['NOT_FOUND'])
  expect(await codes(technician, { answers: [] })).toEqual(['CHECKLIST_INCOMPLETE'])
  expect(await codes(await house.as('viewer@cup.test'), {})).toEqual(['NOT_PERMITTED'])
  expect(await set(await house.as('li@north.test'), { model: '*', days: 1 })).toMatchObject({
    userErrors: [{ code: 'NOT_PERMITTED' }],
  })
  expect(await set(ops, { model: '', days: 1 })).toMatchObject({ userErrors: [{ code: 'INTERVAL_MODEL' }] })
})

const idOf = (tid: string) => house.fleet.terminals.xuhui.find((one) => one.tid === tid)?.id
const terminalOf = async (tid: string, fields: string) =>
  (await ops.ask(`query($id:ID!){terminal(id:$id){${fields}}}`, { id: idOf(tid) })).at('terminal')
const careOf = async (tid: string) => await terminalOf(tid, 'care{kind lastAt dueAt overdue}')
const modelOf = async (tid: string) => ((await terminalOf(tid, 'model')) as { model: string }).model
