import { changesByIds, PLATFORM_SCOPE, tariffsOfMerchants } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Operation } from '../graphql/operation.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'
import { proposeChange } from './propose-change.ts'
import type { Client } from '../testing/client.ts'
import type { TariffWord } from './tariff-change.ts'
import { Sessions } from '../access/sessions.ts'
import type { House } from '../house.ts'
import { Refused } from '../graphql/wish.ts'

let house: TestHouse
let merchantId: string
const DAY = 24 * 3_600_000
const later = () => new Date(house.clock.now() + 3 * DAY).toISOString().slice(0, 10)
const terms = (over: Partial<TariffWord> = {}): TariffWord => ({
  ...{ cardType: 'DEBIT', product: 'CARD', currency: 'CNY', validFrom: later() },
  ...{ percentBps: 50, capMinor: '2000', minimumMinor: '1', agentShareBps: 2_000 },
  ...over,
})

beforeAll(async () => {
  house = await startTestHouse()
  const [row] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string }>(
      `select m.id from node m join node a on a.id = m.parent_id and a.kind = 'AGENT' and a.name = 'North Agency' where m.kind = 'MERCHANT' order by m.code limit 1`,
    ),
  )
  merchantId = row?.id ?? ''
})
afterAll(() => house.close())

/** Asks as the mutation does, in the transaction of a person's own operation. */
async function propose(client: Client, wish: TariffWord): Promise<string> {
  const sessions = new Sessions(house.storage, house.clock, { info() {}, warn() {}, error() {}, debug() {} } as never)
  const viewer = await sessions.find(client.secret, { fresh: true, active: true, address: '127.0.0.1' })
  const shell = { storage: house.storage, clock: house.clock, sessions } as unknown as House
  const operation = new Operation(shell, { viewer, requestId: 'r', language: 'en', address: '', agent: '' })
  try {
    return await operation.write((unit) =>
      proposeChange(operation, unit, { kind: 'TARIFF', subject: merchantId, after: wish, reason: 'the new contract' }),
    )
  } finally {
    await operation.end()
  }
}
const changeOf = async (id: string) => (await house.owner.read(PLATFORM_SCOPE, (db) => changesByIds(db, [id])))[0]
const DECIDE = `mutation ($input: ChangeDecideInput!) { changeDecide(input: $input) { changeRequest { state kind } userErrors { code } } }`
async function approve(client: Client, id: string) {
  const input = { changeId: id, hash: (await changeOf(id))?.hash, approve: true, idempotencyKey: `k-${Math.random()}` }
  const answer = await client.ask(DECIDE, { input })
  return answer.at('changeDecide')
}
const tariffs = async () =>
  (await house.owner.read(PLATFORM_SCOPE, (db) => tariffsOfMerchants(db, [merchantId]))).get(merchantId) ?? []

test('new terms hold when a second person of the acquirer has approved them', async () => {
  const id = await propose(await house.as('ops@cup.test'), terms())
  expect(await changeOf(id)).toMatchObject({ kind: 'TARIFF', before: null, needsAbove: true, state: 'PENDING' })
  // the agent's own administrators cannot raise the agent's share
  expect(await approve(await house.as('head@north.test'), id)).toMatchObject({
    userErrors: [{ code: 'APPROVER_ABOVE' }],
  })
  expect(await tariffs()).toEqual([])
  expect(await approve(await house.as('admin@cup.test'), id)).toMatchObject({
    changeRequest: { state: 'APPROVED' },
    userErrors: [],
  })
  expect(await tariffs()).toMatchObject([
    { cardType: 'DEBIT', version: 1, versions: [{ version: 1, percentBps: 50, capMinor: 2_000n, changeId: id }] },
  ])
  const next = await propose(await house.as('ops@cup.test'), terms({ percentBps: 60, capMinor: null }))
  expect(await changeOf(next)).toMatchObject({ before: { percentBps: 50 }, after: { percentBps: 60 }, baseVersion: 1 })
  const other = await propose(await house.as('ops@cup.test'), terms({ percentBps: 70 }))
  await approve(await house.as('admin@cup.test'), next)
  // what it would have changed is another one by now
  expect(await approve(await house.as('admin@cup.test'), other)).toMatchObject({ changeRequest: { state: 'STALE' } })
  expect((await tariffs())[0]?.versions.map(({ percentBps }) => percentBps)).toEqual([50, 60])
})

test.each<[string, Partial<TariffWord>]>([
  ['BAD_TARIFF', { percentBps: 10_001 }],
  ['BAD_TARIFF', { percentBps: 0.5 }],
  ['BAD_TARIFF', { capMinor: '-1' }],
  ['BAD_TARIFF', { capMinor: '5', minimumMinor: '6' }],
  ['BAD_TARIFF', { cardType: 'GOLD' }],
  ['BAD_TARIFF', { currency: 'XXQ' }],
  ['BAD_TARIFF', { validFrom: '2027-13-01' }],
  ['TARIFF_DATE', { validFrom: '2020-01-01' }],
  ['NO_CHANGE', { percentBps: 60, capMinor: null }],
])('%s: %j', async (code, over) => {
  const refusal = await propose(await house.as('ops@cup.test'), terms(over)).catch((fault: unknown) => fault)
  expect((refusal as Refused).refusal).toMatchObject({ code })
})

test('who may not set tariffs cannot ask for it', async () => {
  for (const email of ['viewer@cup.test', 'li@north.test']) {
    const refusal = await propose(await house.as(email), terms({ percentBps: 1 })).catch((fault: unknown) => fault)
    expect((refusal as Refused).refusal, email).toMatchObject({ code: 'NOT_PERMITTED' })
  }
})
