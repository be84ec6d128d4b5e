import { APPROVAL_LAPSE_MS } from '@budeng/fleet'
import { DAY, MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminal, request } from '../fleet.fixture.ts'
import { asLeader, lapseBulks, lapseChallenges, PLATFORM_ACTOR, PLATFORM_SCOPE, REMOVALS } from '../index.ts'

const clock = handClock(1_800_000_000_000)
const { owner, worker } = await openDoors(clock, 'owner', 'worker')
const asOwner = byPlatform(owner)
const asWorker = byPlatform(worker)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))
const terminalId = await asOwner((unit) => makeTerminal(unit, branch))

const count = async (table: string) => {
  const [row] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<{ count: number }>(`select count(*) as count from ${table}`),
  )
  return row?.count
}

describe('what nobody answers lapses', () => {
  test('an approval, after its time', async () => {
    const lapsesAt = clock.now() + APPROVAL_LAPSE_MS
    await asOwner((unit) =>
      unit.execute(
        `insert into bulk (id, path, node_id, type, params, tier, reason, not_after, terminal_count, command_count, breakdown, state, hash, requested_by, requested_at, lapses_at)
         values ('blk_1', $1, 'n', 'RELOGIN', '{}', 'R2', 'r', now(), 300, 300, '{}', 'PENDING_APPROVAL', 'h', 'usr', now(), $2)`,
        [branch.agent.path, new Date(lapsesAt)],
      ),
    )
    expect(await asWorker((unit) => lapseBulks(unit, 10))).toBe(0)
    clock.advance(APPROVAL_LAPSE_MS)
    expect(await asWorker((unit) => lapseBulks(unit, 10))).toBe(1)
    expect(await asWorker((unit) => lapseBulks(unit, 10))).toBe(0)
    const rows = await owner.read(PLATFORM_SCOPE, (db) =>
      db.query(`select bulk.state, event.type from bulk join event on event.subject = bulk.id`),
    )
    expect(rows).toEqual([{ state: 'LAPSED', type: 'BulkLapsed' }])
  })

  test('a presence check, after its time', async () => {
    const [id = ''] = await asOwner((unit) => request(unit, [terminalId], 'STATUS_GET'))
    await asOwner((unit) =>
      unit.execute(
        `insert into presence_challenge (command_id, person_id, session_id, terminal_id, path, type, params_hash, state, created_at, expires_at)
         values ($1, 'usr', 's', $2, $3, 'RELOGIN', 'h', 'OPEN', now(), $4)`,
        [id, terminalId, branch.store.path, new Date(clock.now() + 5 * MINUTE)],
      ),
    )
    expect(await asWorker((unit) => lapseChallenges(unit, 10))).toBe(0)
    clock.advance(5 * MINUTE)
    expect(await asWorker((unit) => lapseChallenges(unit, 10))).toBe(1)
    const rows = await owner.read(PLATFORM_SCOPE, (db) => db.query('select state, version from presence_challenge'))
    expect(rows).toEqual([{ state: 'LAPSED', version: 2 }])
  })
})

test('rows past their life go, younger ones and the record stay', async () => {
  const at = (ageDays: number) => new Date(clock.now() - ageDays * DAY)
  await asOwner(async (unit) => {
    for (const [age, name] of [
      [100, 'old'],
      [-1, 'young'],
    ] as const) {
      await unit.execute(`insert into idempotency values ($1, 'k', 'op', 'h', '{}', $2)`, [name, at(age)])
      await unit.execute(`insert into selection values ($1, 'usr', 'a', '{}', 1, now(), $2)`, [name, at(age)])
      await unit.execute('insert into selection_terminal values ($1, $2)', [name, terminalId])
      await unit.execute(`insert into sign_on_nonce values ($1, 'n', 1, $2)`, [name, at(age)])
      await unit.execute('insert into presence_lock values ($1, $2, $3)', [name, terminalId, at(age)])
      await unit.execute('insert into login_failure (email, address, at) values ($1, $1, $2)', [name, at(age)])
      await unit.execute(`insert into uplink values ($1, 'report', 1, 'h', 'k', '{}', $2)`, [name, at(age)])
      await unit.execute(`insert into quarantine (at, topic, reason, bytes, size) values ($2, $1, 'r', 'x', 1)`, [
        name,
        at(age),
      ])
      await unit.execute(
        `insert into enrolment (code_hash, code_sealed, terminal_id, path, serial, expires_at, answer, used_at, created_at) values (convert_to($1, 'utf8'), 'x', $2, 'a', 's', now(), 'secret', $3, now())`,
        [name, terminalId, at(age)],
      )
    }
  })
  const events = await count('event')
  let removed = 0
  for (const remove of REMOVALS) removed += await asWorker((unit) => remove(unit, 100))
  expect(removed).toBe(8)
  for (const table of [
    'idempotency',
    'selection',
    'selection_terminal',
    'sign_on_nonce',
    'presence_lock',
    'login_failure',
    'uplink',
    'quarantine',
  ])
    expect(await count(table), table).toBe(1)
  expect(await count('enrolment where answer is not null')).toBe(1)
  expect(await count('event')).toBe(events)
})

test('a job that one worker is at is left alone by the others', async () => {
  await asWorker(async (unit) => {
    expect(await asLeader(unit, 'lapses', async () => 'done')).toBe('done')
    const other = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (second) =>
      asLeader(second, 'lapses', async () => 'done'),
    )
    expect(other).toBeNull()
  })
  expect(await asWorker((unit) => asLeader(unit, 'lapses', async () => 'done'))).toBe('done')
})
