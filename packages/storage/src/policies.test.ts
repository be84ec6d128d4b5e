import type { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Branch, handClock, makeBranch, makeTerminals, open, request } from './fleet.fixture.ts'
import {
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Role,
  ROLES,
  roleName,
  type Scope,
  scopeStatement,
  type Storage,
  tables,
  type Unit,
  unnestInsert,
  personTable,
  sessionTable,
} from './index.ts'
import { type Logins, logIn } from './login.fixture.ts'
import { type TestDatabase, testDatabase } from './testing.ts'

const clock = handClock(1_800_000_000_000)
const HASH = 'ab'.repeat(32)
let database: TestDatabase
let owner: Storage
let mine: Branch
let theirs: Branch
let far: Branch
let myTerminal: string
let theirTerminal: string
let logins: Logins

beforeAll(async () => {
  database = await testDatabase()
  owner = await open(database.url, 'owner', clock)
  await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    mine = await makeBranch(unit, 'mine')
    theirs = await makeBranch(unit, 'theirs', mine.acquirer)
    far = await makeBranch(unit, 'far')
    myTerminal = (await makeTerminals(unit, mine, 1, 'M')).terminalIds[0] ?? ''
    theirTerminal = (await makeTerminals(unit, theirs, 1, 'N')).terminalIds[0] ?? ''
    await request(unit, [myTerminal, theirTerminal], 'BACKUP')
    for (const [branch, terminal, name] of [
      [mine, myTerminal, 'mine'],
      [theirs, theirTerminal, 'theirs'],
    ] as const)
      await fill(unit, branch, terminal, name)
  })
  logins = await logIn(database.url)
})
afterAll(async () => {
  await logins.close()
  await owner.close()
  await database.drop()
})

/** A row of each branch in every table that has none yet. */
async function fill(unit: Unit, { agent }: Branch, terminal: string, name: string): Promise<void> {
  const at = clock.now()
  const person = {
    id: `usr_${name}`,
    email: `${name}@example.com`,
    name,
    nodeId: agent.id,
    path: agent.path,
    role: 'AGENT',
    passwordHash: 'secret',
    createdAt: at,
  }
  await unnestInsert(unit, personTable, [person], {
    properties: ['id', 'email', 'name', 'nodeId', 'path', 'role', 'passwordHash', 'createdAt'],
  })
  const session = {
    id: `ses_${name}`,
    secretHash: Buffer.from(name === 'mine' ? HASH : 'cd'.repeat(32), 'hex'),
    personId: person.id,
    createdAt: at,
    seenAt: at,
    expiresAt: at,
    deputyId: null,
    revokedAt: null,
    address: '',
    agent: '',
  }
  await unnestInsert(unit, sessionTable, [session])
  const statements = [
    `insert into login_failure (email, address, at) values ('${name}@example.com', '10.0.0.${name.length}', now())`,
    `insert into invitation select 'inv_${name}', node_id, path, email, role, sha256(convert_to(id, 'utf8')), id, now(), now() from person where id = 'usr_${name}'`,
    `insert into totp_factor values ('otp_${name}', 'usr_${name}', 'x', 0, now(), now())`,
    `insert into passkey values ('psk_${name}', 'usr_${name}', 'c-${name}', 'x', 0, '{}', '', false, now())`,
    `insert into recovery_code values ('usr_${name}', 'x', now())`,
    `insert into proof_challenge values ('chl_${name}', 'ENROL', 'usr_${name}', 's', null, '{}', 'c', now(), now())`,
    `insert into identity_provider (node_id, path, issuer, client_id, domains, enabled, changed_at, name, secret_id, authoritative, roles, ask_factor)
       select node_id, path, 'i', 'c', '{}', true, now(), 'n', 'scr_${name}', false, '{}', false from person where id = 'usr_${name}'`,
    `insert into provider_secret select 'scr_${name}', node_id, path, 'x', now() from person where id = 'usr_${name}'`,
    `insert into person_identity select 'idn_${name}', id, node_id, 'i', 's-${name}', null, now() from person where id = 'usr_${name}'`,
    `insert into provider_login values (sha256('${name}'), 'n', 'n', 'x', '/', now(), now(), 'LOGIN', 'x', 'i')`,
    `insert into device_link_secret select id, 1, 'x' from device where terminal_id = $1`,
    `insert into device_presence_secret select id, 'x' from device where terminal_id = $1`,
    `insert into enrolment select sha256(convert_to(id, 'utf8')), 'x', id, path, 'serial-${name}', now(), null, null, null, null, null, now() from terminal where id = $1`,
    `insert into heartbeat select terminal_id, device_id, 1, 1, now(), 'SIGNED_ON', null, null, 1, false, false, false, '{}' from connection where terminal_id = $1`,
    `insert into uplink select device_id, 'report', 1, 'x', 'k', '{}', now() from connection where terminal_id = $1`,
    `insert into uplink_state select device_id, 'report', 1 from connection where terminal_id = $1`,
    `insert into quarantine (at, terminal_id, topic, reason, bytes, size) values (now(), $1, 't', 'r', 'x', 1)`,
    `insert into sign_on_nonce select device_id, 'n', 1, now() from connection where terminal_id = $1`,
    `insert into dispatch (kind, command_id, attempt, seq, terminal_id, device_id, bytes, created_at) select 'command', id, 1, 1, terminal_id, 'd', 'x', now() from command where terminal_id = $1`,
    `insert into backup_chunk select command_id, 0, 'x' from backup where terminal_id = $1`,
    `insert into selection select 'sel_${name}', 'usr_${name}', path, '{}', 1, now(), now() from terminal where id = $1`,
    `insert into selection_terminal values ('sel_${name}', $1)`,
    `insert into bulk (id, path, node_id, type, params, tier, reason, not_after, terminal_count, command_count, breakdown, state, hash, requested_by, requested_at)
       select 'blk_${name}', path, 'n', 'STATUS_GET', '{}', 'R0', 'r', now(), 1, 1, '{}', 'RUNNING', 'h', 'usr_${name}', now() from terminal where id = $1`,
    `insert into presence_challenge (command_id, person_id, session_id, terminal_id, path, type, params_hash, state, created_at, expires_at)
       select command.id, 'usr_${name}', 's', terminal_id, path, 'RELOGIN', 'h', 'OPEN', now(), now() from command where terminal_id = $1`,
    `insert into presence_lock values ('usr_${name}', $1, now())`,
    `insert into agent_grant select 'grt_${name}', agent_id, (select path from node where node.id = agent_id), 'usr_${name}', acquirer_id, '{RELOGIN}', 'R1', 1, 1, 1, 'r', now(), now() from terminal where id = $1`,
    `insert into grant_spending values ('grt_${name}', 'DAY', now(), 1)`,
    `insert into grant_charge select id, 'grt_${name}', now(), now() from command where terminal_id = $1`,
    `insert into deputy select 'dpt_${name}', 'usr_${name}', 'usr_${name}', agent_id, path, 'AGENT', 'r', 'usr_${name}', now(), now() from terminal where id = $1`,
    `insert into idempotency values ('usr_${name}', 'key', 'op', 'h', '{}', now())`,
    `insert into event_order select (select coalesce(max(position), 0) + 1 from event_order), id from event where terminal_id = $1`,
    `insert into event_leaf select coalesce(max(position), 0) + 1, sha256('x') from event_leaf`,
    `insert into event_subtree select 1, coalesce(max(place), 0) + 1, sha256('x') from event_subtree`,
    `insert into event_checkpoint select coalesce(max(size), 0) + 1, now(), 'note' from event_checkpoint`,
    `insert into event_removal values ('${name}', 1, 1, now())`,
    `insert into node_policy select store_id, 'BULK_RAISE', path, '{"terminals": 9}', 1, now() from terminal where id = $1`,
    `insert into change_request select 'chg_${name}', 'NODE_POLICY', store_id, path, null, '{}', 'h', 0, false, 'r', 'usr_${name}', 'usr_${name}', now(), 'PENDING', null, null, null, now(), null, 1 from terminal where id = $1`,
    `insert into break_glass select 'brk_${name}', 'chg_${name}', path, 'r', 'usr_${name}', 'usr_${name}', now(), now(), null, 'TO_REVIEW', null, null, null, 1 from terminal where id = $1`,
    `insert into api_key select 'key_${name}', 'usr_${name}', path, 'n', 'p', sha256('${name}'), '{}', '{}', 'usr_${name}', 'usr_${name}', now(), now(), null, null, null, null, 1 from terminal where id = $1`,
    ...journalRows(name),
    `insert into ledger_account (kind, owner_id, currency, acquirer_id, path, created_at) select 'MERCHANT_PAYABLE', merchant_id, 'CNY', acquirer_id, path, now() from terminal where id = $1`,
    `insert into ledger_entry (id, transaction_id, version, kind, terminal_id, acquirer_id, path, effective_date, original_date, recorded_at)
       select (select max(id) from ledger_account), 'txn_${name}', 1, 'BOOKED', id, acquirer_id, path, '2026-01-01', '2026-01-01', now() from terminal where id = $1`,
    `insert into ledger_posting select id, line, id, '2026-01-01', line, 'CNY' from (select max(id) as id from ledger_account) made, unnest(array[-1, 1]) line`,
    `insert into ledger_pending select max(id), '2026-01-01', '2026-01-01' from ledger_account`,
    `insert into ledger_balance select max(id), '2026-01-01', 'a', 1, 1, 2 from ledger_account`,
    `insert into ledger_total select agent_id, 'FEE_INCOME', 'CNY', '2026-01-01', path, 1, 1, 2 from terminal where id = $1`,
    `insert into ledger_period select agent_id, '2026-01-01', path, now() from terminal where id = $1`,
    `insert into tariff select 'tar_${name}', acquirer_id, agent_id, merchant_id, path, 'DEBIT', 'CARD', 'CNY', 1, now() from terminal where id = $1`,
    `insert into tariff_version values ('tar_${name}', 1, '2026-01-01', 60, null, 0, 0, null, now())`,
    `insert into host_record (acquirer_id, position, path, tid, fact, at, batch_no, stan, received_at) select acquirer_id, ${name.length}, path, tid, 'trade', now(), '000001', '000001', now() from terminal where id = $1`,
    `insert into csv_mapping select 'map_${name}', acquirer_id, path, '${name}', '{}', 'usr_${name}', now(), now(), 1 from terminal where id = $1`,
    `insert into file_import (id, acquirer_id, path, name, format, business_date, original_sha256, original_bytes, stored_sha256, stored_bytes, state, created_by, created_at)
       select 'imp_${name}', acquirer_id, path, 'f', 'FLOW', '2026-01-01', sha256('${name}'), 1, sha256('x'), 1, 'DONE', 'usr_${name}', now() from terminal where id = $1`,
    `insert into file_line (import_id, line, business_date, acquirer_id, path, state) select 'imp_${name}', 1, '2026-01-01', acquirer_id, path, 'BAD' from terminal where id = $1`,
    `insert into record_match (source, acquirer_id, path, business_date, state, import_id, line, at, changed_at) select 'FILE', acquirer_id, path, '2026-01-01', 'MISSING_HERE', 'imp_${name}', 1, now(), now() from terminal where id = $1`,
    `insert into export_job (id, person_id, session_id, acquirer_id, path, kind, format, filter, language, state, created_at, expires_at)
       select 'exp_${name}', 'usr_${name}', 's', acquirer_id, path, 'TRANSACTIONS', 'CSV', '{}', 'en', 'WAITING', now(), now() from terminal where id = $1`,
    `insert into process values ('${name}', 'k', now(), now(), '{}')`,
    `insert into setting values ('${name}', '1', now())`,
    `insert into key_list values (${name.length}, 'jws', 'root', now())`,
  ]
  // the events of the requests are written with the commit, so one is made here
  await unit.execute(
    `insert into event (id, at, type, subject, terminal_id, path, actor_kind, data) select 'evt_${name}', now(), 'T', id, id, path, 'PLATFORM', '{}' from terminal where id = $1`,
    [terminal],
  )
  for (const statement of statements) await unit.execute(statement, statement.includes('$1') ? [terminal] : [])
}

/** What a journal leaves behind, of one terminal. */
function journalRows(name: string): string[] {
  const scope = 'terminal_id, acquirer_id, agent_id, merchant_id, store_id, path'
  const place = 'id, acquirer_id, agent_id, merchant_id, store_id, path'
  const hash = `sha256('${name}')`
  const row = (table: string, columns: string, values: string) =>
    `insert into ${table} (${scope}, ${columns}) select ${place}, ${values} from terminal where id = $1`
  return [
    `insert into journal_record (terminal_id, epoch, seq, state, leaf, proven, payload_hash, body, device_id, path, received_at)
       select id, 1, 1, 'TAKEN', ${hash}, true, ${hash}, '{}', 'd', path, now() from terminal where id = $1`,
    row('journal_stream', 'epoch, root, changed_at', `1, ${hash}, now()`),
    row(
      'transaction',
      'id, epoch, batch_no, stan, msg_class, auth_state, reversal_state, follow_up_state, settlement_state, sync_state, tid, recorded_at, effective_date, seqs, facts, changed_at',
      `'txn_${name}', 1, '000001', '000001', 'FIN', 'x', 'x', 'x', 'x', 'x', tid, now(), now(), '{1}', '{}', now()`,
    ),
    row(
      'record_line',
      'at, id, batch_no, stan, auth_state, reversal_state, follow_up_state, settlement_state, late, recorded_at',
      `now(), 'txn_${name}', '000001', '000001', 'x', 'x', 'x', 'x', false, now()`,
    ),
    row('batch', 'id, epoch, batch_no, state, opened_at', `'bat_${name}', 1, '000001', 'OPEN', now()`),
    `insert into batch_total (batch_id, path, currency, exponent, card_scope, side) select 'bat_${name}', path, 'CNY', 2, 'DOMESTIC', 'DEBIT' from terminal where id = $1`,
    row('batch_adjustment', 'epoch, seq, batch_id, count, amount, at', `1, 1, 'bat_${name}', 1, 1, now()`),
    row(
      'consistency_proof',
      'id, epoch, kind, from_seq, through_seq, root_terminal, root_host, equal, proven_at',
      `'prf_${name}', 1, 'BATCH', 1, 1, ${hash}, ${hash}, true, now()`,
    ),
    row('open_difference', 'id, epoch, from_seq, to_seq, kind, opened_at', `'dif_${name}', 1, 1, 1, 'ALTERED', now()`),
    row(
      'journal_incident',
      'id, kind, epoch, seq, to_seq, reason, payload_hash, at',
      `'inc_${name}', 'SEQ_GAP', 1, 1, 1, 'r', ${hash}, now()`,
    ),
    row('journal_archive', 'batch_id, record_count, sha256, bytes, at', `'bat_${name}', 1, ${hash}, 'x', now()`),
  ]
}

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
    expect(ofMine).toBe(hidden.includes(name) ? 0 : name === 'node' ? 3 : all / 2)
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
