import { DAY } from '@budeng/kernel'
import { asLeader, PLATFORM_ACTOR, PLATFORM_SCOPE, silentLog, type Storage } from '@budeng/storage'
import { handClock, makeBranch, open } from '@budeng/storage/fleet-fixture'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobs } from './jobs.ts'

const clock = handClock(Date.parse('2027-01-15T08:00:00Z'))
let database: TestDatabase
let owner: Storage
let worker: Storage

beforeAll(async () => {
  database = await testDatabase()
  owner = await open(database.url, 'owner', clock)
  worker = await open(database.url, 'worker', clock)
})
afterAll(async () => {
  await worker.close()
  await owner.close()
  await database.drop()
})

test('an invitation that nobody accepted is forgotten with its address a month after it ended', async () => {
  const ended = (days: number) => new Date(clock.now() - days * DAY)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    const { acquirer } = await makeBranch(unit, 'in')
    await unit.execute(
      `insert into person (id, email, name, node_id, path, role, password_hash, created_at, human_id, role_since)
       values ('usr_host', 'host@else.test', 'Host', $1, $2, 'ADMIN', '', $3, 'usr_host', $3)`,
      [acquirer.id, acquirer.path, ended(99)],
    )
    for (const [id, expiresAt, acceptedAt] of [
      ['inv_old', ended(31), null],
      ['inv_used', ended(31), ended(32)],
      ['inv_young', ended(29), null],
    ])
      await unit.execute(
        `insert into invitation (id, node_id, path, email, role, token_hash, invited_by, created_at, expires_at, accepted_at)
         values ($1, $2, $3, 'who@else.test', 'VIEWER', sha256($1::text::bytea), 'usr_host', $4, $4, $5)`,
        [id, acquirer.id, acquirer.path, expiresAt, acceptedAt],
      )
  })
  await jobs(worker, silentLog, 1).retention()
  const kept = await owner.read(PLATFORM_SCOPE, (db) => db.query('select id from invitation order by id'))
  expect(kept).toEqual([{ id: 'inv_used' }, { id: 'inv_young' }])
})

test('rows that cannot be removed keep no others from it', async () => {
  const old = new Date(clock.now() - 100 * DAY)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    await unit.execute(
      `create function refused() returns trigger language plpgsql as 'begin raise exception ''stuck''; end'`,
    )
    await unit.execute('create trigger stuck before delete on login_failure for each row execute function refused()')
    await unit.execute(`insert into idempotency values ('p', 'k', 'op', 'h', '{}', $1)`, [old])
    await unit.execute(`insert into login_failure (email, address, at) values ('a', 'b', $1)`, [old])
    await unit.execute(`insert into quarantine (at, topic, reason, bytes, size) values ($1, 't', 'r', 'x', 1)`, [old])
  })
  await expect(jobs(worker, silentLog, 1).retention()).rejects.toThrow('stuck')
  const counts = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query(`select (select count(*)::int from idempotency) as before, (select count(*)::int from login_failure) as stuck,
      (select count(*)::int from quarantine) as behind`),
  )
  expect(counts).toEqual([{ before: 0, stuck: 1, behind: 0 }])
})

test('an action on many that cannot go on holds up no other, and a worker beside the one at it waits', async () => {
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    for (const [place, id] of ['blk_stuck', 'blk_next'].entries())
      await unit.execute(
        `insert into bulk (id, path, node_id, type, params, tier, reason, not_after, terminal_count, command_count, breakdown, state, hash, requested_by, requested_at, lapses_at, decided_by, decided_at, unfinished)
         values ($1, 'a', 'n', 'RELOGIN', '{}', 'R2', 'r', now(), 1, 1, '{}', 'APPROVED', 'h', 'usr', $2, now(), 'usr', now(), true)`,
        [id, new Date(clock.now() + place)],
      )
    await unit.execute(
      `create trigger stuck before update on bulk for each row when (old.id = 'blk_stuck') execute function refused()`,
    )
  })
  const { bulks } = jobs(worker, silentLog, 1)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    asLeader(unit, 'bulks', async () => expect(await bulks()).toBeGreaterThan(0)),
  )
  await expect(bulks()).rejects.toThrow('stuck')
  const left = await owner.read(PLATFORM_SCOPE, (db) => db.query('select id from bulk where unfinished'))
  expect(left).toEqual([{ id: 'blk_stuck' }])
})
