import { randomBytes } from 'node:crypto'
import {
  hashPassword,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type SeedNode,
  seedNodes,
  seedPeople,
  seedTerminals,
} from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../testing/client.ts'
import { PASSWORD } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

const COUNTS = '{ fleetCounts { total withFaults openCommands openAlerts offlineOverAnHour } }'
const plain = { timeZone: 'Asia/Shanghai', phone: null, address: null, contact: null }
const TREE: readonly SeedNode[] = [
  { ...plain, key: 'school', parentKey: null, kind: 'ACQUIRER', code: 'school', name: '培训', training: true },
  { ...plain, key: 'school/m', parentKey: 'school', kind: 'MERCHANT', code: 'm', name: 'M' },
  { ...plain, key: 'school/m/s', parentKey: 'school/m', kind: 'STORE', code: 's', name: 'S' },
]

let house: TestHouse
let learner: Client
let ops: Client
let before: unknown
let simulated = ''

beforeAll(async () => {
  house = await startTestHouse()
  ops = await house.as('ops@cup.test')
  before = (await ops.ask(COUNTS)).data
  const passwordHash = await hashPassword(PASSWORD)
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const nodes = await seedNodes(unit, TREE)
    const person = { email: 'new@school.test', name: 'New', role: 'ADMIN', passwordHash, language: 'en' as const }
    await seedPeople(unit, nodes, [{ ...person, nodeKey: 'school', timeZone: 'Asia/Shanghai' }])
    const device = {
      ...{ id: unit.newId('device'), publicKey: 'x', mqttSecretHash: randomBytes(32) },
      ...{ sealedLink: randomBytes(40), sealedPresence: randomBytes(40) },
    }
    const terminal = { storeKey: 'school/m/s', tid: '90000001', mid: '8980', model: 'A920', serial: 'TRAINING-0001' }
    const [id = ''] = await seedTerminals(unit, nodes, [{ ...terminal, device }])
    simulated = id
  })
  learner = await house.as('new@school.test')
})
afterAll(() => house.close())

test('whoever learns is told so, sees simulated terminals alone, and nobody at work counts them', async () => {
  expect((await learner.ask('{ viewer { training } }')).at('viewer.training')).toBe(true)
  expect((await ops.ask('{ viewer { training } }')).at('viewer.training')).toBe(false)
  expect((await learner.ask('{ terminals { nodes { id } } }')).at('terminals.nodes')).toEqual([{ id: simulated }])
  expect((await ops.ask(COUNTS)).data).toEqual(before)
  expect((await ops.ask(`{ terminal(id: "${simulated}") { id } }`)).at('terminal')).toBeNull()
})

test('no command and no recovery of whoever learns finds a real terminal: as one that is not there', async () => {
  const real = house.fleet.terminals.xuhui[0]?.id ?? ''
  const nobody = 'trm_01m81v9d59fmts8a1kztkak84x'
  const answers = async (terminalId: string) => [
    await learner.ask(
      'mutation ($input: CommandRequestInput!) { made: commandRequest(input: $input) { command { id } userErrors { code message path } } }',
      { input: { terminalId, command: { statusGet: {} }, reason: 'practice', idempotencyKey: `c-${terminalId}` } },
    ),
    await learner.ask(
      'mutation ($input: RecoveryStartInput!) { made: recoveryStart(input: $input) { recovery { id } userErrors { code message path } } }',
      { input: { terminalId, playbook: 'AUTH', reason: 'practice', idempotencyKey: `r-${terminalId}` } },
    ),
  ]
  const [of, none] = [await answers(real), await answers(nobody)]
  expect(of.map(({ data }) => data)).toEqual(none.map(({ data }) => data))
  expect(of.map((answer) => answer.at('made.userErrors.0.code'))).toEqual(['NOT_FOUND', 'NOT_FOUND'])
})

test('a real device is neither registered nor enrolled where people learn', async () => {
  const code = await learner.ask(
    'mutation ($input: EnrolmentCreateInput!) { made: enrolmentCreate(input: $input) { code userErrors { code } } }',
    { input: { terminalId: simulated, serial: 'N910-0001', idempotencyKey: 'e-1' } },
  )
  expect(code.at('made')).toEqual({ code: null, userErrors: [{ code: 'SERIAL_NOT_TRAINING' }] })
  const file = await fetch(`${house.url}/import/terminals?dryRun=1`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv', cookie: learner.cookie, 'accept-language': 'en' },
    body: 'tid,mid,store,serial\n90000002,8980,s,N910-0002\n90000003,8980,s,TRAINING-0003\n',
  })
  expect(await file.json()).toMatchObject({ problems: [{ line: 2, column: 'serial', code: 'SERIAL_NOT_TRAINING' }] })
})
