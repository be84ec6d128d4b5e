import { DAY } from '@budeng/kernel'
import { beforeAll, expect, test } from 'vitest'
import { byPlatform, eventTypes, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminal } from '../fleet.fixture.ts'
import {
  eraseFormerPeople,
  EVENT_MONTHS_KEPT,
  FORMER_PEOPLE_KEPT_MS,
  humansOf,
  lockPerson,
  PLATFORM_SCOPE,
  type Unit,
} from '../index.ts'
import { fill } from '../policies.fixture.ts'

const clock = handClock(Date.parse('2026-11-30T09:00:00Z'))
const { owner, worker } = await openDoors(clock, 'owner', 'worker')
const write = byPlatform(owner)
const erase = (limit = 100) => byPlatform(worker)((unit) => eraseFormerPeople(unit, limit))
const rows = async (sql: string, params: readonly unknown[] = []) =>
  await owner.read(PLATFORM_SCOPE, (db) => db.query<Record<string, unknown>>(sql, params))

/** Every table, with how many of its rows hold a text. */
async function found(text: string): Promise<Readonly<Record<string, number>>> {
  const tables =
    await rows(`select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
    and not relispartition order by relname`)
  const counts = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await rows(
        `select count(*)::int as count from "${String(name)}" one where strpos(one::text, $1) > 0`,
        [text],
      )
      return [String(name), Number(row?.['count'])] as const
    }),
  )
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}

const endedFor = (ms: number) => (unit: Unit) =>
  unit.execute(`update person set disabled_at = $1 where id = 'usr_mine'`, [new Date(clock.now() - ms)])

beforeAll(async () => {
  await write(async (unit) => {
    const [mine, yours] = [await makeBranch(unit, 'mine'), await makeBranch(unit, 'yours')]
    await fill(unit, mine, await makeTerminal(unit, mine), 'mine')
    await fill(unit, yours, await makeTerminal(unit, yours), 'yours')
    await unit.execute(`update person set name = '王小明', email = 'wang.xm@example.com' where id = 'usr_mine'`)
    await unit.execute(`update person set human_id = 'usr_mine' where id = 'usr_yours'`)
    await unit.execute(
      `update invitation set person_id = 'usr_mine', email = 'wang.xm@example.com' where id = 'inv_mine'`,
    )
    await unit.execute(`update login_failure set email = 'wang.xm@example.com' where email like 'mine@%'`)
    await unit.execute(`update session set agent = 'browser of Wang' where person_id = 'usr_mine'`)
  })
})

test('events that may hold a name are gone long before the person is forgotten', () => {
  expect(FORMER_PEOPLE_KEPT_MS).toBeGreaterThan((EVENT_MONTHS_KEPT + 2) * 31 * DAY)
})

test('nobody is forgotten who works here, or ended less than three years ago', async () => {
  expect(await erase()).toBe(0)
  await write(endedFor(FORMER_PEOPLE_KEPT_MS - DAY))
  expect(await erase()).toBe(0)
  expect(Object.keys(await found('wang.xm@example.com'))).toEqual(['invitation', 'login_failure', 'person'])
})

test('then name, address, factors and sessions are gone from every table, and the account stays itself', async () => {
  await write(endedFor(FORMER_PEOPLE_KEPT_MS + DAY))
  expect(await erase()).toBe(1)
  for (const text of ['wang.xm@example.com', '王小明', 'browser of Wang']) expect(await found(text), text).toEqual({})
  for (const table of ['totp_factor', 'passkey', 'recovery_code', 'person_identity', 'session'])
    expect(await rows(`select from ${table} where person_id = 'usr_mine'`), table).toEqual([])
  expect(
    await owner.read(PLATFORM_SCOPE, (db) => db.query(`select from passkey where person_id = 'usr_yours'`)),
  ).toHaveLength(1)
  const person = await write((unit) => lockPerson(unit, 'usr_mine'))
  expect(person).toMatchObject({
    name: 'former-r_mine',
    email: 'usr_mine@erased.invalid',
    passwordHash: '',
    role: 'AGENT',
  })
  expect(person?.erasedAt).toBe(clock.now())
  // who did what stays theirs, and two accounts of one human stay one human's
  expect(await found('usr_mine')).toMatchObject({ change_request: 1, deputy: 1, break_glass: 1, agent_grant: 1 })
  const humans = await owner.read(PLATFORM_SCOPE, (db) => humansOf(db, ['usr_mine', 'usr_yours']))
  expect(new Set(humans.map(({ humanId }) => humanId)).size).toBe(1)
  expect(await eventTypes(owner, 'usr_mine')).toEqual(['PersonErased'])
  // once
  expect(await erase()).toBe(0)
})

test('the database itself refuses to forget anybody within a year', async () => {
  await expect(
    byPlatform(worker)((unit) => unit.query('select * from people_erase(now(), now(), 10)')),
  ).rejects.toThrow('people are kept for a year')
})
