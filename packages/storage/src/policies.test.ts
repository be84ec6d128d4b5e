import type { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from './doors.fixture.ts'
import { handClock, makeBranch, makeTerminal, request } from './fleet.fixture.ts'
import { PLATFORM_SCOPE, type Role, ROLES, roleName, type Scope, scopeStatement, tables } from './index.ts'
import { logIn } from './login.fixture.ts'
import { fill, HASH } from './policies.fixture.ts'

const clock = handClock(1_800_000_000_000)
const { owner, database } = await openDoors(clock, 'owner')
const asOwner = byPlatform(owner)
const mine = await asOwner((unit) => makeBranch(unit, 'mine'))
const theirs = await asOwner((unit) => makeBranch(unit, 'theirs', mine.acquirer))
const far = await asOwner((unit) => makeBranch(unit, 'far'))
const myTerminal = await asOwner((unit) => makeTerminal(unit, mine, 'M'))
const theirTerminal = await asOwner((unit) => makeTerminal(unit, theirs, 'N'))
await asOwner(async (unit) => {
  await request(unit, [myTerminal, theirTerminal], 'BACKUP')
  await fill(unit, mine, myTerminal, 'mine')
  await fill(unit, theirs, theirTerminal, 'theirs')
})
const logins = await logIn(database.url)
afterAll(() => logins.close())

async function under<T>(role: Role, scope: Scope, work: (client: Client) => Promise<T>): Promise<T> {
  const client = logins.of.get(role)
  if (client === undefined) throw new Error(`no connection for ${role}`)
  await client.query(`begin; ${scopeStatement(scope)}`)
  try {
    return await work(client)
  } finally {
    await client.query('rollback')
  }
}

const PERMISSION_DENIED = '42501'

/** How many rows a role sees of a table, or why none can be counted. */
async function seen(role: Role, scope: Scope, table: string): Promise<number | 'denied'> {
  return await under(role, scope, async (client) => {
    try {
      const { rows } = await client.query<{ count: string }>(`select count(*) as count from ${table}`)
      return Number(rows[0]?.count)
    } catch (error) {
      if ((error as { code?: string }).code === PERMISSION_DENIED) return 'denied'
      throw error
    }
  })
}

/** Visible to every person: they are not anybody's. */
const OF_THE_PLATFORM = ['process', 'setting', 'key_list']
/** Visible to whoever has a place in the tree: hashes, what is signed over them, numbers of blocks. */
const OF_THE_LOG = ['event_leaf', 'event_subtree', 'event_checkpoint', 'event_removal', 'ledger_pending']

describe('every table', () => {
  test('has rows of both branches, row security on and forced, and an owner that does not bypass it', async () => {
    const { rows } = await under('owner', PLATFORM_SCOPE, (client) =>
      client.query<{ name: string; on: boolean; forced: boolean; bypass: boolean }>(
        `select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced, r.rolsuper or r.rolbypassrls as bypass
         from pg_class c join pg_roles r on r.oid = c.relowner where c.relkind in ('r', 'p') and c.relnamespace in ('public'::regnamespace, 'partition'::regnamespace)`,
      ),
    )
    expect(rows.filter(({ on, forced, bypass }) => !on || !forced || bypass)).toEqual([])
    for (const { name } of tables) expect(await seen('owner', PLATFORM_SCOPE, name), name).toBeGreaterThanOrEqual(2)
  })

  test.each(tables.map(({ name }) => name))('%s shows a person without a path nothing', async (name) => {
    const count = await seen('app', PLATFORM_SCOPE, name)
    expect(OF_THE_PLATFORM.includes(name) ? 0 : count === 'denied' ? 0 : count).toBe(0)
  })

  test.each(tables.map(({ name }) => name))('%s shows a person only what is below the path', async (name) => {
    const all = Number(await seen('owner', PLATFORM_SCOPE, name))
    const [ofMine, ofTheirs] = [
      await seen('app', { path: mine.agent.path }, name),
      await seen('app', { path: theirs.agent.path }, name),
    ]
    if (ofMine === 'denied' || ofTheirs === 'denied' || OF_THE_PLATFORM.includes(name)) return
    expect(ofMine).toBe(ofTheirs)
    if (OF_THE_LOG.includes(name)) return
    expect(ofMine + ofTheirs).toBeLessThanOrEqual(all)
    const hidden = ['idempotency', 'login_failure', 'event_pending', 'proof_challenge', 'provider_login']
    // an acquirer, and its figures, are above both
    const shared = ['node', 'agreement_count', 'difference_count']
    expect(ofMine).toBe(hidden.includes(name) ? 0 : shared.includes(name) ? 3 : all / 2)
  })

  test.each(tables.map(({ name }) => name))('%s shows another acquirer nothing', async (name) => {
    const count = await seen('app', { path: far.acquirer.path }, name)
    if (count === 'denied' || OF_THE_PLATFORM.includes(name) || OF_THE_LOG.includes(name)) return
    expect(count).toBe(name === 'node' ? 4 : 0)
  })

  test('that there is was walked', async ({ task }) => {
    const { rows } = await under('owner', PLATFORM_SCOPE, (client) =>
      client.query<{ name: string }>(
        `select c.relname as name from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> 'migration' order by 1`,
      ),
    )
    expect(tables.map(({ name }) => name).sort()).toEqual(rows.map(({ name }) => name))
    task.meta.counts = { 'tables with rows': tables.length, 'of nobody in particular': OF_THE_PLATFORM.length }
  })
})

describe('a person', () => {
  test('cannot write into another subtree, nor move a row there', async () => {
    const insert = `insert into event (id, at, type, subject, path, actor_kind, data) values ('evt_x', now(), 'T', 's', '${theirs.agent.path}', 'PERSON', '{}')`
    await expect(under('app', { path: mine.agent.path }, (client) => client.query(insert))).rejects.toThrow(
      /row-level security/,
    )
    const move = `update terminal set path = '${theirs.agent.path}' where id = '${myTerminal}'`
    await expect(under('app', { path: mine.agent.path }, (client) => client.query(move))).rejects.toThrow(
      /row-level security/,
    )
    const { rowCount } = await under('app', { path: mine.agent.path }, (client) =>
      client.query(`update terminal set mid = 'x' where id = '${theirTerminal}'`),
    )
    expect(rowCount).toBe(0)
  })

  test('is found at the login by email, and the session by its secret', async () => {
    expect(await seen('app', { path: null, email: 'mine@example.com' }, 'person')).toBe(1)
    expect(await seen('app', { path: null, email: 'mine@example.com' }, 'login_failure')).toBe(1)
    expect(await seen('app', { path: null, sessionHash: HASH }, 'session')).toBe(1)
    expect(await seen('app', { path: null, personId: 'usr_mine' }, 'person')).toBe(1)
    expect(await seen('app', { path: null, serial: 'serial-mine' }, 'enrolment')).toBe(1)
  })

  test('a name with a quote is data', async () => {
    expect(await seen('app', { path: null, email: "' or true or '" }, 'person')).toBe(0)
  })

  test('never reads link secrets, signed bytes or chunks of a backup, and never edits the past', async () => {
    const scope = { path: mine.acquirer.path }
    for (const sql of [
      'select sealed from device_link_secret',
      'select bytes from dispatch',
      'select bytes from backup_chunk',
      `update event set type = 'X'`,
      'delete from event',
    ])
      await expect(
        under('app', scope, (client) => client.query(sql)),
        sql,
      ).rejects.toMatchObject({ code: PERMISSION_DENIED })
  })
})

/** History of journals: nobody changes or removes it. */
const UNCHANGING = ['journal_record', 'journal_incident', 'consistency_proof', 'journal_archive'] as const

/** What people said to corrections, and what was posted. */
const CORRECTED = [
  'correction_decision',
  'correction_version',
  'case_hit',
  'evidence',
  'case_evidence',
  'work_order_photo',
] as const

describe('the other roles', () => {
  test.each<[Role, string]>([
    ['gateway', 'select from person'],
    ['gateway', 'select from session'],
    ['gateway', 'select from device_presence_secret'],
    ['gateway', 'insert into command select * from command'],
    ['gateway', 'delete from event'],
    ['gateway', `update event set type = 'X'`],
    ['worker', 'select password_hash from person'],
    ['worker', 'select secret_hash from session'],
    ['worker', 'select from device_link_secret'],
    ['worker', 'select from device_presence_secret'],
    ['worker', `update event set type = 'X'`],
    ['worker', 'delete from event'],
    ['worker', 'delete from event_order'],
    ['worker', `update event_leaf set hash = 'x'`],
    ['worker', 'delete from event_leaf'],
    ['worker', 'delete from event_subtree'],
    ['worker', `update event_checkpoint set note = 'x'`],
    ['worker', 'delete from event_checkpoint'],
    ['worker', `insert into event_removal values ('2020-01', 1, 1, now())`],
    ['worker', 'delete from partition.event_rest'],
    ['worker', 'select from partition.event_rest'],
    ['gateway', 'select from event_leaf'],
    ['worker', 'delete from ledger_entry'],
    ['worker', `update host_record set fate = 'APPROVED'`],
    ['gateway', 'select from file_import'],
    ['app', 'insert into file_line select * from file_line'],
    ['app', `update record_match set state = 'MATCHED'`],
    ['worker', 'update ledger_posting set minor = 0'],
    ['worker', 'delete from ledger_posting'],
    ['gateway', 'delete from ledger_posting'],
    ['gateway', 'update ledger_entry set version = 2'],
    ['gateway', 'select from ledger_balance'],
    ['gateway', 'insert into tariff_version select * from tariff_version'],
    ['app', 'update ledger_posting set minor = 0'],
    ['app', 'update tariff_version set percent_bps = 0'],
    ['app', `insert into ledger_period values ('a', '2026-01-01', 'a', now())`],
    ['app', `select ledger_month_make('2026-01-01')`],
    ['app', `insert into event_leaf values (99, sha256('x'))`],
    ['app', `insert into event_checkpoint values (99, now(), 'x')`],
    ['app', `select event_month_make('2026-01-01')`],
    ['gateway', `select event_month_remove('2020-01-01', now())`],
    ['worker', 'select body from uplink'],
    ...CORRECTED.flatMap((table): [Role, string][] =>
      (['app', 'gateway', 'worker'] as const).flatMap((role): [Role, string][] => [
        [role, `delete from ${table}`],
        [role, `update ${table} set path = path`],
      ]),
    ),
    ['app', 'delete from correction'],
    ['gateway', 'insert into correction select * from correction'],
    ['app', 'insert into correction_version select * from correction_version'],
    ['gateway', 'insert into correction_version select * from correction_version'],
    ['worker', 'insert into correction_decision select * from correction_decision'],
    ...UNCHANGING.flatMap((table): [Role, string][] =>
      (['app', 'gateway', 'worker'] as const).flatMap((role): [Role, string][] => [
        [role, `delete from ${table}`],
        [role, `update ${table} set path = path`],
      ]),
    ),
    ['app', `insert into journal_record select * from journal_record`],
    ['worker', `insert into journal_record select * from journal_record`],
    ['gateway', 'select from partition.journal_record_0'],
    ['app', `select record_month_make('2026-01-01')`],
    ['gateway', `select journal_bodies_erase('bat_mine')`],
    ['feed', 'select from terminal'],
    ['feed', 'select from person'],
    ['feed', `insert into event_order values (99, 'x')`],
  ])('%s may not: %s', async (role, sql) => {
    await expect(under(role, PLATFORM_SCOPE, (client) => client.query(sql))).rejects.toMatchObject({
      code: PERMISSION_DENIED,
    })
  })

  test.each<[Role, string[]]>([
    [
      'gateway',
      ['terminal', 'device', 'device_link_secret', 'connection', 'heartbeat', 'uplink', 'command', 'dispatch', 'event'],
    ],
    [
      'worker',
      [
        'terminal',
        'device',
        'connection',
        'heartbeat',
        'command',
        'dispatch',
        'bulk',
        'event',
        'event_pending',
        'event_order',
      ],
    ],
    ['feed', ['event', 'event_order']],
  ])('%s sees all rows of what it works with', async (role, names) => {
    for (const name of names)
      expect(await seen(role, PLATFORM_SCOPE, name), name).toBe(await seen('owner', PLATFORM_SCOPE, name))
  })

  test('no role is a superuser or bypasses row security', async () => {
    const { rows } = await under('owner', PLATFORM_SCOPE, (client) =>
      client.query(
        'select from pg_roles where rolname = any($1) and not rolsuper and not rolbypassrls and not rolcanlogin',
        [ROLES.map(roleName)],
      ),
    )
    expect(rows).toHaveLength(ROLES.length)
  })
})
