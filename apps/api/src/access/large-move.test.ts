import { continueMove, PLATFORM_ACTOR, PLATFORM_SCOPE, unfinishedMove } from '@budeng/storage'
import { makeTerminals } from '@budeng/storage/fleet-fixture'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MOVE_TERMINALS_MAX } from '../limits.ts'
import type { Client } from '../testing/client.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

const MORE = MOVE_TERMINALS_MAX + 100

let house: TestHouse
let admin: Client
let key = 0

beforeAll(async () => {
  house = await startTestHouse()
  admin = await house.as('admin@cup.test')
  const { cup, north, haidilao, xuhui } = house.fleet.nodes
  const branch = { acquirer: cup, agent: north, merchant: haidilao, store: xuhui }
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeTerminals(unit, branch, MORE, 'M'))
})
afterAll(() => house.close())

const PREVIEW = `query($o:ID!,$p:ID!){organisationMovePreview(organisationId:$o,parentId:$p){allowed inChunks reasons{code} terminals hash}}`
const preview = async (organisationId: string, parentId: string) =>
  (await admin.ask(PREVIEW, { o: organisationId, p: parentId })).at('organisationMovePreview') as {
    allowed: boolean
    inChunks: boolean
    reasons: { code: string }[]
    terminals: number
    hash: string
  }
const count = async (email: string) =>
  (await (await house.as(email)).ask('{terminals{totalCount}}')).at('terminals.totalCount') as number
const moves = async (client: Client) =>
  (await client.ask('{organisationMoves{nodes{id state movedTerminals organisation{name} from{name} to{name}}}}')).at(
    'organisationMoves.nodes',
  )

test('a merchant with more terminals than a moment holds is asked for once and moves by itself', async () => {
  const { cup, haidilao, south, north, tea } = house.fleet.nodes
  const shown = await preview(haidilao.id, south.id)
  expect(shown).toMatchObject({ allowed: true, inChunks: true, terminals: MORE + 8 })
  const before = { li: await count('li@north.test'), chen: await count('chen@south.test') }
  const done = await admin.ask(
    'mutation($i:OrganisationMoveInput!){organisationMove(input:$i){move{id state} organisation{name} userErrors{code}}}',
    {
      i: {
        ...{ organisationId: haidilao.id, parentId: south.id, previewHash: shown.hash, reason: 'sold' },
        idempotencyKey: `l${key++}`,
      },
    },
  )
  expect(done.at('organisationMove')).toMatchObject({ move: { state: 'MOVING' }, userErrors: [] })
  // nothing that meets it is moved meanwhile, by name or by what is above
  expect((await preview(haidilao.id, cup.id)).reasons).toEqual([{ code: 'MOVE_UNDER_WAY' }])
  expect((await preview(south.id, north.id)).reasons).toEqual([{ code: 'MOVE_UNDER_WAY' }])
  expect((await preview(tea.id, north.id)).allowed).toBe(true)
  const { worker } = house
  const places = new Set<string>()
  for (let move = await worker.read(PLATFORM_SCOPE, unfinishedMove); move !== null; ) {
    const { id } = move
    await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => continueMove(unit, id))
    const [li, chen, desk] = [
      await count('li@north.test'),
      await count('chen@south.test'),
      await count('desk@xuhui.test'),
    ]
    // every terminal at one place, and all of them in the eyes of who works there
    expect([li + chen, desk]).toEqual([before.li + before.chen, MORE + 8])
    places.add(`${li} ${chen}`)
    move = await worker.read(PLATFORM_SCOPE, unfinishedMove)
  }

  expect(places.size).toBeGreaterThanOrEqual(3)
  expect([await count('li@north.test'), await count('chen@south.test')]).toEqual([
    before.li - MORE - 8,
    before.chen + MORE + 8,
  ])
  expect(await moves(admin)).toEqual([
    {
      ...{ id: done.at('organisationMove.move.id'), state: 'DONE', movedTerminals: MORE + 8 },
      ...{ organisation: { name: haidilao.name }, from: { name: north.name }, to: { name: south.name } },
    },
  ])
  // an agent sees no move of what is not below
  expect(await moves(await house.as('li@north.test'))).toEqual([])
})
