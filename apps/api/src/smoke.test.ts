import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestHouse, type TestHouse } from './testing/test-house.ts'
let house: TestHouse
beforeAll(async () => { house = await startTestHouse() })
afterAll(async () => { await house.close() })
test('smoke', async () => {
  const ops = await house.as('ops@cup.test')
  const a = await ops.ask('{ viewer { person { email organisation { name } } permissions } terminals(first: 3) { totalCount totalCountIsLowerBound nodes { id tid merchant { name } store { name path { name } } acquirer { name } agent { name } connected heartbeat { at health } actions { type allowed reasons { code message } needsPresence } diagnosis { code text evidence } } pageInfo { hasNextPage endCursor } } fleetCounts { total byStatus { presence signOn count } } }')
  console.log(a.status, JSON.stringify(JSON.parse(a.text), null, 1).slice(0, 3500))
  console.log(house.logged())
  const stranger = house.stranger()
  console.log((await stranger.ask('{ terminals { nodes { id } } }')).text, (await stranger.ask('{ viewer { language } }')).text)
})
