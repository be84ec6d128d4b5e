import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { insertExport, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
const TEXT = '\ufeffid,at\r\n1,2\r\n'

beforeAll(async () => {
  house = await startTestHouse()
  mkdirSync(join(house.filesFolder, 'exports'), { recursive: true })
})
afterAll(() => house.close())

/** A finished file of somebody. */
async function ready(email: string, over: { path?: string; state?: string } = {}): Promise<string> {
  const id = house.owner.newId('exportJob')
  const [person] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ id: string; path: string }>('select id, path::text as path from person where email = $1', [email]),
  )
  const path = over.path ?? person?.path ?? ''
  await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await insertExport(unit, {
      ...{ id, personId: person?.id ?? '', sessionId: 's', acquirerId: path.split('.')[0] ?? '', path },
      ...{ kind: 'TRANSACTIONS', format: 'CSV', filter: {}, language: 'en', expiresAt: house.clock.now() + 3_600_000 },
    })
    await unit.execute('update export_job set state = $2, bytes = $3 where id = $1', [
      id,
      over.state ?? 'READY',
      Buffer.byteLength(TEXT),
    ])
  })
  writeFileSync(join(house.filesFolder, 'exports', `${id}.csv`), TEXT)
  return id
}

async function take(email: string | null, id: string, headers: Record<string, string> = {}) {
  const cookie = email === null ? '' : (await house.as(email)).cookie
  const response = await fetch(`${house.url}/exports/${id}`, { headers: { cookie, ...headers } })
  return { status: response.status, text: await response.text(), name: response.headers.get('content-disposition') }
}

test('whoever asked for a file takes it', async () => {
  const answer = await take('viewer@cup.test', await ready('viewer@cup.test'))
  // the mark is not part of what fetch calls the text
  expect(answer).toMatchObject({ status: 200, text: TEXT.slice(1) })
  expect(answer.name).toMatch(/^attachment; filename="budeng-transactions-\d{4}-\d\d-\d\d\.csv"$/)
})

test('for anybody else there is none, as for an id of nobody', async () => {
  const id = await ready('viewer@cup.test')
  const none = await take('li@north.test', house.owner.newId('exportJob'))
  expect(none.status).toBe(404)
  const cleaned = ({ text }: { text: string }) => text.replace(/"requestId":"[^"]+"/, '')
  for (const email of ['li@north.test', 'ops@cup.test'])
    expect(cleaned(await take(email, id)), email).toBe(cleaned(none))
  expect((await take(null, id)).status).toBe(401)
  expect((await take('viewer@cup.test', id, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await take('viewer@cup.test', '..%2F..%2Fkeys')).status).toBe(404)
})

test('not before it is ready, nor past its time, nor from another place', async () => {
  expect((await take('viewer@cup.test', await ready('viewer@cup.test', { state: 'WRITING' }))).status).toBe(404)
  const [north] = await house.owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ path: string }>(`select path::text as path from person where email = 'li@north.test'`),
  )
  expect((await take('viewer@cup.test', await ready('viewer@cup.test', { path: north?.path ?? '' }))).status).toBe(404)
  const id = await ready('viewer@cup.test')
  house.clock.advance(2 * 3_600_000)
  expect((await take('viewer@cup.test', id)).status).toBe(404)
})
