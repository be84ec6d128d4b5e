import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Logins, logIn } from './login.fixture.ts'
import { migrations } from './migrations/index.ts'
import { type Role, ROLES, roleName } from './roles.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

/**
 * The third walk, as far as it needs no rows: what each role of the database may do with each table, view and function.
 * `policies.test.ts` walks the rows.
 */
let database: TestDatabase
let logins: Logins
let superuser: Client
const OTHERS = ROLES.filter((role) => role !== 'owner')
const VERBS = ['select', 'insert', 'update', 'delete'] as const
const PERMISSION_DENIED = '42501'

beforeAll(async () => {
  database = await testDatabase()
  logins = await logIn(database.url)
  superuser = new Client({ connectionString: database.url })
  await superuser.connect()
})
afterAll(async () => {
  await superuser.end()
  await logins.close()
  await database.drop()
})

async function asked<Row extends object>(sql: string, params: unknown[] = []): Promise<Row[]> {
  return (await superuser.query<Row>(sql, params)).rows
}

const IN_OURS = `n.nspname in ('public', 'partition') and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`
const tablesOf = (kinds: string) =>
  asked<{ name: string; column: string; isPartition: boolean }>(
    `select n.nspname || '.' || c.relname as name, c.relispartition as "isPartition",
       (select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' order by a.attnum limit 1) as column
     from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = any($1::"char"[]) and ${IN_OURS} order by 1`,
    [`{${kinds}}`],
  )

/** What a statement is answered, and undone: false when the privilege is missing. */
async function may(role: Role, sql: string): Promise<boolean> {
  const client = logins.of.get(role)
  if (client === undefined) throw new Error(`nobody logged in as ${role}`)
  await client.query('begin')
  try {
    await client.query(sql)
    return true
  } catch (error) {
    const { code, message } = error as { code?: string; message: string }
    // a row that a policy turns away has the same code, and comes after the privilege
    return code !== PERMISSION_DENIED || message.includes('row-level security')
  } finally {
    await client.query('rollback')
  }
}

type Verb = (typeof VERBS)[number]
const STATEMENTS: Readonly<Record<Verb, (table: string, column: string) => string>> = {
  select: (table) => `select from ${table} limit 0`,
  insert: (table) => `insert into ${table} default values`,
  update: (table, column) => `update ${table} set ${column} = default where false`,
  delete: (table) => `delete from ${table} where false`,
}

/** Every table privilege that the migrations grant, as `role verb(columns) table`. */
function grantedByMigrations(): string[] {
  const granted = new Set<string>()
  for (const { sql } of migrations)
    for (const { isGrant, line } of privilegesIn(sql)) {
      if (isGrant) granted.add(line)
      else granted.delete(line)
    }
  return [...granted].sort()
}

const PRIVILEGES = /^\s*(grant|revoke) ([^;]+?) on (?:table )?([\w., ]+?) (?:to|from) ([\w, ]+);/gim

function privilegesIn(sql: string): { isGrant: boolean; line: string }[] {
  return [...sql.matchAll(PRIVILEGES)].flatMap(([, word = '', verbs = '', names = '', roles = '']) => {
    if (/execute|usage/i.test(verbs)) return []
    const pairs = names.split(',').flatMap((name) => roles.split(',').map((role) => ({ name, role })))
    return verbs.split(/,(?![^(]*\))/).flatMap((verb) =>
      pairs.map(({ name, role }) => ({
        isGrant: word.toLowerCase() === 'grant',
        line: lineOf(role.trim(), verb.trim().toLowerCase(), name.trim()),
      })),
    )
  })
}

function lineOf(role: string, verb: string, table: string): string {
  const [, word = '', columns] = /^(\w+)\s*(?:\((.*)\))?$/.exec(verb) ?? []
  const sorted = columns
    ?.split(',')
    .map((column) => column.trim())
    .sort()
    .join(', ')
  return `${role} ${word}${sorted === undefined ? '' : `(${sorted})`} ${table.replace(/^public\./, '')}`
}

const GRANTED = `
  select coalesce(nullif(p.grantee, 0)::regrole::text, 'public') as role, lower(p.privilege_type) as verb, c.oid::regclass::text as table
  from pg_class c join pg_namespace n on n.oid = c.relnamespace, lateral aclexplode(c.relacl) p
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${IN_OURS} and p.grantee <> c.relowner
  union all
  select coalesce(nullif(p.grantee, 0)::regrole::text, 'public'), format('%s (%s)', lower(p.privilege_type), string_agg(a.attname, ', ')), c.oid::regclass::text
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid, lateral aclexplode(a.attacl) p
  where ${IN_OURS} and p.grantee <> c.relowner group by p.grantee, p.privilege_type, c.oid`

describe('tables', () => {
  test('the catalogue holds the privileges that the migrations grant, and no other', async () => {
    const rows = await asked<{ role: string; verb: string; table: string }>(GRANTED)
    expect(rows.map(({ role, verb, table }) => lineOf(role, verb, table)).sort()).toEqual(grantedByMigrations())
  })

  test('each role can do with each table what is granted to it, and is denied the rest', async ({ task }) => {
    const granted = grantedByMigrations()
    const isGranted = (role: Role, verb: Verb, name: string) =>
      granted.some((line) => new RegExp(`^${roleName(role)} ${verb}(\\([^)]*\\))? ${name}$`).test(line))
    const wrong: string[] = []
    const tables = await tablesOf('r,p')
    for (const role of OTHERS)
      for (const { name, column, isPartition } of tables)
        for (const verb of VERBS) {
          const columns = columnsOf(granted, role, verb, name)
          const can = await may(role, STATEMENTS[verb](name, columns ?? column))
          const should = !isPartition && isGranted(role, verb, name.replace(/^public\./, ''))
          if (can !== should) wrong.push(`${role} ${can ? 'can' : 'cannot'} ${verb} ${name}`)
        }
    expect(wrong).toEqual([])
    task.meta.counts = { tables: tables.length, roles: OTHERS.length, 'verbs tried': tables.length * OTHERS.length * 4 }
  })

  test('nobody but the owner empties, alters or drops one, or makes one', async () => {
    for (const role of OTHERS) {
      expect(await may(role, 'create table walked (x int)'), role).toBe(false)
      for (const { name, column } of await tablesOf('r,p'))
        for (const sql of [`truncate ${name}`, `alter table ${name} alter ${column} drop not null`])
          await expectOwnerNeeded(role, sql)
    }
  })

  test('row security is on and forced, and the owner is one of ours', async () => {
    const open = await asked(
      `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_roles r on r.oid = c.relowner
       where c.relkind in ('r', 'p') and ${IN_OURS} and not (c.relrowsecurity and c.relforcerowsecurity and r.rolname = 'budeng_owner')`,
    )
    expect(open).toEqual([])
  })

  test('no policy is for everybody, and each role has one for every table that it may touch', async () => {
    const rows = await asked<{ table: string; roles: string[] }>(
      `select tablename as table, roles::text[] as roles from pg_policies where schemaname in ('public', 'partition')`,
    )
    expect(rows.filter(({ roles }) => roles.some((role) => !role.startsWith('budeng_')))).toEqual([])
    const without = grantedByMigrations().filter((line) => {
      const [role = '', ...rest] = line.split(' ')
      return !rows.some(({ table, roles }) => table === rest.at(-1) && roles.includes(role))
    })
    expect(without).toEqual([])
  })
})

function columnsOf(granted: readonly string[], role: Role, verb: Verb, name: string): string | undefined {
  const start = `${roleName(role)} ${verb}(`
  const line = granted.find((one) => one.startsWith(start) && one.endsWith(`) ${name.replace(/^public\./, '')}`))
  return line?.slice(start.length).split(/[,)]/)[0]
}

async function expectOwnerNeeded(role: Role, sql: string): Promise<void> {
  expect(await may(role, sql), `${role}: ${sql}`).toBe(false)
}

describe('views and functions', () => {
  test('a view shows its reader what the reader may see', async () => {
    const views = await asked<{ name: string }>(
      `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where ${IN_OURS} and (c.relkind = 'm' or (c.relkind = 'v' and not coalesce('security_invoker=true' = any(c.reloptions), false)))`,
    )
    expect(views).toEqual([])
  })

  /** Functions that run with the owner's rights, and what keeps that harmless. */
  const DEFINERS: Readonly<Record<string, string>> = {
    file_month_make: 'makes a partition of its own naming; only the worker may call it',
    file_month_remove: 'removes a month that is over a year old, which it checks; only the worker may call it',
    ledger_month_archive:
      'takes a month out that is sealed and over three years old, which it checks; only the worker may call it',
    ledger_month_make: 'makes a partition of its own naming; only the worker may call it',
    event_month_make: 'makes a partition of its own naming; only the worker may call it',
    event_month_remove:
      'removes a month that is sealed and over a year old, which it checks; only the worker may call it',
    streams_begin_anew:
      'forgets messages of a machine that enrolled anew and has sent nothing since, which it checks; only the gateway may call it',
    health_ring_empty: 'empties one partition of a ring of history; only the worker may call it',
    record_month_make: 'makes a partition of its own naming; only the worker may call it',
    recovery_count: 'counts what came of a recovery for organisations above whoever ended it',
    journal_bodies_erase:
      'erases bodies that are in the archive of a closed batch, which a trigger checks; only the worker may call it',
    terminal_count: 'counts terminals that were written; nobody calls it but a trigger',
    journal_stream_count: 'counts journals that were written; nobody calls it but a trigger',
    open_difference_count: 'counts differences that were written; nobody calls it but a trigger',
    ledger_lines: 'tells postings of accounts that the caller sees, which it checks; only app and worker may call it',
    ledger_tail: 'tells postings of accounts that the caller sees, which it checks; only app and worker may call it',
    duties_of: 'tells ids of accounts and humans for the id of a human, and nothing else; only the app may call it',
    humans_of: 'tells ids of humans for ids of accounts, and nothing else; only the app may call it',
    correction_usage: 'tells the money at stake in what a human asked for, and nothing else; only the app may call it',
    tariffs_around:
      'tells tariffs of merchants above or below the caller, for what a correction does and for no screen',
    tariff_versions_around: 'tells the terms of the same tariffs',
    correction_limits_around: 'tells the tiers and caps of the acquirer above or below the caller',
    booking_zone: 'tells by which time zone the acquirer of a terminal around the caller books',
    open_backup_file:
      'opens the file of a BACKUP for whoever has its ticket, and tells nothing; only the app may call it',
    software_package_state:
      'tells in a word whether the package is there that the caller names in full, and nothing else; only the app may call it',
    is_training: 'tells whether an acquirer is for training, and nothing else',
    device_in_its_acquirer: 'refuses a device at a terminal of another acquirer, whoever asks',
    terminal_care_begin: 'gives a new terminal its place in the lists of due visits',
    terminal_care_follow: 'keeps that place where the terminal stands, by its model and its state',
    nodes_named:
      'finds ids of organisations by an index of their names, behind the wall of their own table, which it repeats; only app and worker may call it',
    people_erase:
      'takes out what names people whose account ended over a year ago, which it checks; only the worker may call it',
    join_humans: 'joins the accounts of two that the caller sees; nothing is separated; only the app may call it',
  }

  test('functions run with the rights of whoever calls them, but for those named here, which fix their search path', async () => {
    const rows = await asked<{ name: string; settings: string[] | null; grantees: string[] }>(
      `select p.proname as name, p.proconfig as settings,
         array(select coalesce(nullif(a.grantee, 0)::regrole::text, 'public') from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner) as grantees
       from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('public', 'partition') and p.prosecdef and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
    )
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(DEFINERS).sort())
    expect(rows.filter(({ settings }) => !settings?.some((one) => one.startsWith('search_path=')))).toEqual([])
    expect(rows.filter(({ grantees }) => grantees.includes('public'))).toEqual([])
  })
})

describe('roles', () => {
  test('none is a superuser, bypasses row security, logs in, makes roles or databases, or is another one', async () => {
    const rows = await asked<{ name: string; strong: boolean; memberOf: string[] }>(
      `select rolname as name, rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb or rolreplication as strong,
         array(select roleid::regrole::text from pg_auth_members where member = r.oid) as "memberOf"
       from pg_roles r where rolname = any($1)`,
      [ROLES.map(roleName)],
    )
    expect(rows).toHaveLength(ROLES.length)
    expect(rows.filter(({ strong, memberOf }) => strong || memberOf.length > 0)).toEqual([])
  })

  test('whoever logged in with one cannot become another', async () => {
    for (const role of ROLES)
      for (const other of ROLES.filter((one) => one !== role))
        expect(await may(role, `set local role ${roleName(other)}`), `${role} becomes ${other}`).toBe(false)
  })
})
