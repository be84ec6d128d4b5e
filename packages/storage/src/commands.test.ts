import { type Command, type CommandInput, commandType } from '@budeng/fleet'
import { MINUTE } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { byOperator, byPlatform, eventTypes, openDoors } from './doors.fixture.ts'
import { handClock, makeBranch, makeTerminal, makeTerminals, request } from './fleet.fixture.ts'
import {
  applyCommandInputs,
  loadCommands,
  loadSituations,
  PLATFORM_SCOPE,
  type Signer,
  tickDueCommands,
  type Unit,
  wakeTerminals,
} from './index.ts'

const clock = handClock(1_800_000_000_000)
const signer: Signer = {
  ticketHashOf: ({ type }) => (commandType(type).carriesTicket ? 'ab'.repeat(32) : null),
  objectionTo: () => null,
}
const LIMITS = { atWork: 500, queuedSingly: 500, queuedInBulk: 500 }
const { owner, app, worker } = await openDoors(clock, 'owner', 'app', 'worker')
const branch = await byPlatform(owner)((unit) => makeBranch(unit, 'a'))

/** As the API writes: in the scope of the agent. */
const asPerson = byOperator(app, branch.agent)
const asWorker = byPlatform(worker)
const tick = () => asWorker((unit) => tickDueCommands(unit, LIMITS, signer))
const say = (commandId: string, input: CommandInput) =>
  asWorker((unit) => applyCommandInputs(unit, [{ commandId, input }]))
const load = async (id: string): Promise<Command> => {
  const [command] = await worker.read(PLATFORM_SCOPE, (db) => loadCommands(db, [id]))
  if (command === undefined) throw new Error(`no ${id}`)
  return command
}
const terminalRow = async (id: string) => {
  const [row] = await worker.read(PLATFORM_SCOPE, (db) =>
    db.query<{ slot: string | null; open: number }>(
      'select slot_command_id as slot, open_commands as open from terminal where id = $1',
      [id],
    ),
  )
  return row
}
let prefix = 0
const freshTerminal = () => byPlatform(owner)((unit) => makeTerminal(unit, branch, `F${prefix++}X`))
const result = (attempt: number): CommandInput => ({
  kind: 'result',
  at: clock.now(),
  attempt,
  result: { status: 'SUCCEEDED', code: '', at: clock.now() },
})

describe('one command', () => {
  test('a reading command is signed by the first tick and ends with its answer', async () => {
    const terminal = await freshTerminal()
    const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
    const [ticked] = await tick()
    expect(ticked?.events.map(({ type }) => type)).toEqual(['CommandSigned'])
    await say(id, { kind: 'published', at: clock.now(), attempt: 1, boot: 1, conn: 1 })
    await say(id, { kind: 'acknowledged', at: clock.now(), attempt: 1 })
    await say(id, result(1))
    expect(await load(id)).toMatchObject({ state: 'SUCCEEDED', dueAt: null })
    expect(await terminalRow(terminal)).toEqual({ slot: null, open: 0 })
    expect(await eventTypes(worker, id)).toEqual([
      'CommandRequested',
      'CommandSigned',
      'CommandSent',
      'CommandAcknowledged',
      'CommandEvidenceFound',
      'CommandEnded',
    ])
  })

  test('a disruptive command waits for its backup, then takes the slot', async () => {
    const terminal = await freshTerminal()
    const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'RELOGIN', { level: 'TERMINAL' }))
    const backupId = (await load(id)).waitsFor ?? ''
    await tick()
    expect(await load(id)).toMatchObject({ state: 'QUEUED', why: { code: 'WAITS_FOR_BACKUP' } })
    await say(backupId, { kind: 'published', at: clock.now(), attempt: 1, boot: 1, conn: 1 })
    await say(backupId, {
      kind: 'evidence',
      at: clock.now(),
      evidence: { kind: 'BACKUP_MATCHED', witness: 'PLATFORM', at: clock.now(), facts: {} },
    })
    await say(backupId, result(1))
    expect((await load(backupId)).state).toBe('SUCCEEDED')
    await tick()
    expect(await load(id)).toMatchObject({ state: 'QUEUED', why: { code: 'WAITS_FOR_GATEWAY' }, waitsFor: null })
    expect(await terminalRow(terminal)).toEqual({ slot: id, open: 1 })
  })

  test('a failed backup fails what waited for it', async () => {
    const terminal = await freshTerminal()
    const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'REBOOT'))
    const backupId = (await load(id)).waitsFor ?? ''
    await say(backupId, { kind: 'cancel', at: clock.now(), by: 'usr_operator' })
    await tick()
    expect(await load(id)).toMatchObject({ state: 'FAILED', why: { code: 'BACKUP_FAILED' } })
    expect(await terminalRow(terminal)).toEqual({ slot: null, open: 0 })
  })

  test('the slot goes to the next in the queue when the first ends', async () => {
    const terminal = await freshTerminal()
    await asWorker((unit) =>
      unit.execute('update terminal set backup_at = $2 where id = $1', [terminal, new Date(clock.now())]),
    )
    const [first = ''] = await asPerson((unit) => request(unit, [terminal], 'REBOOT'))
    clock.advance(1)
    const [second = ''] = await asPerson((unit) => request(unit, [terminal], 'RELOGIN', { level: 'TERMINAL' }))
    await tick()
    expect(await terminalRow(terminal)).toEqual({ slot: first, open: 2 })
    expect(await load(second)).toMatchObject({ why: { code: 'SLOT_HELD', params: { commandId: first } } })
    await say(first, { kind: 'cancel', at: clock.now(), by: 'usr_operator' })
    await say(first, { kind: 'cancelled', at: clock.now(), attempt: 1 })
    expect(await terminalRow(terminal)).toEqual({ slot: null, open: 1 })
    await tick()
    expect(await terminalRow(terminal)).toEqual({ slot: second, open: 1 })
  })

  test('a command that comes back from silence takes the slot from nobody, and gets it before a third', async () => {
    const terminal = await freshTerminal()
    await asWorker((unit) =>
      unit.execute('update terminal set backup_at = $2 where id = $1', [terminal, new Date(clock.now())]),
    )
    const ids: string[] = []
    for (const [type, params] of [['REBOOT'], ['RELOGIN', { level: 'TERMINAL' }], ['APP_RESTART']] as const) {
      ids.push(...(await asPerson((unit) => request(unit, [terminal], type, params))))
      clock.advance(1)
    }
    const [first = '', second = '', third = ''] = ids
    await tick()
    await say(first, { kind: 'published', at: clock.now(), attempt: 1, boot: 1, conn: 1 })
    await asWorker((unit) => unit.execute('update command set publishes = 3 where id = $1', [first]))
    // unanswered, asked by id, and that unanswered too: the slot is free for the second
    for (let round = 0; round < 3; round++) {
      clock.advance(20_000)
      await tick()
    }
    expect(await load(first)).toMatchObject({ state: 'UNKNOWN' })
    expect(await terminalRow(terminal)).toEqual({ slot: second, open: 3 })
    await say(first, { kind: 'acknowledged', at: clock.now(), attempt: 1 })
    expect(await terminalRow(terminal)).toEqual({ slot: second, open: 3 })
    await say(second, { kind: 'cancel', at: clock.now(), by: 'usr_operator' })
    await say(second, { kind: 'cancelled', at: clock.now(), attempt: 1 })
    expect(await terminalRow(terminal)).toEqual({ slot: first, open: 2 })
    clock.advance(30_000)
    await tick()
    expect(await load(third)).toMatchObject({
      signedAt: null,
      why: { code: 'SLOT_HELD', params: { commandId: first } },
    })
  })

  test('a newer request of the same type supersedes the one that waits', async () => {
    const terminal = await freshTerminal()
    const [first = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
    const [second = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
    expect(await load(first)).toMatchObject({ state: 'SUPERSEDED', why: { params: { commandId: second } } })
    expect(await terminalRow(terminal)).toEqual({ slot: null, open: 1 })
  })

  test('an offline terminal is waited for until its hello', async () => {
    const terminal = await freshTerminal()
    await asWorker((unit) => unit.execute('update connection set connected = false where terminal_id = $1', [terminal]))
    const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
    await tick()
    expect(await load(id)).toMatchObject({ state: 'QUEUED', why: { code: 'OFFLINE_SINCE' } })
    await asWorker((unit) => unit.execute('update connection set connected = true where terminal_id = $1', [terminal]))
    expect(await tick()).toEqual([])
    await asWorker((unit) => wakeTerminals(unit, [terminal]))
    await tick()
    expect((await load(id)).signedAt).toBe(clock.now())
  })

  test('what a signer objects to is removed, not signed', async () => {
    const terminal = await freshTerminal()
    const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
    await asWorker((unit) => tickDueCommands(unit, LIMITS, { ...signer, objectionTo: () => 'NOT_APPROVED' }))
    expect(await load(id)).toMatchObject({ state: 'REMOVED', signedAt: null })
  })

  test('a person is told why an input was refused, and an unknown command changes nothing', async () => {
    const terminal = await freshTerminal()
    const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
    const [approved] = await asPerson((unit) =>
      applyCommandInputs(unit, [{ commandId: id, input: { kind: 'approve', at: clock.now(), by: 'usr_other' } }]),
    )
    expect(approved?.refusal).toEqual({ code: 'NOT_PENDING', params: { state: 'QUEUED' } })
    const [unknown] = await say('cmd_nobody', { kind: 'cancel', at: clock.now(), by: 'usr_operator' })
    expect(unknown).toEqual({ commandId: 'cmd_nobody', before: null, command: null, events: [], refusal: null })
  })

  test('a command beyond its life expires without being asked', async () => {
    const terminal = await freshTerminal()
    await asWorker((unit) => unit.execute('update connection set connected = false where terminal_id = $1', [terminal]))
    const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
    await tick()
    clock.advance(15 * MINUTE)
    await tick()
    expect(await load(id)).toMatchObject({ state: 'EXPIRED' })
  })
})

test('commands outside the scope do not exist for a person', async () => {
  const terminal = await freshTerminal()
  const [id = ''] = await asPerson((unit) => request(unit, [terminal], 'STATUS_GET'))
  const other = { path: `${branch.acquirer.path}.org_elsewhere` }
  const [applied] = await app.write(other, { kind: 'PERSON', id: 'usr_other' }, (unit) =>
    applyCommandInputs(unit, [{ commandId: id, input: { kind: 'cancel', at: clock.now(), by: 'usr_other' } }]),
  )
  expect(applied?.command).toBeNull()
  expect(await app.read(other, (db) => loadSituations(db, [terminal]))).toEqual(new Map())
})

test('whether money counts in the open batch: by its journal, and by its own word where it says one', async () => {
  const terminal = await freshTerminal()
  const seen = async () =>
    (await app.read({ path: branch.agent.path }, (db) => loadSituations(db, [terminal]))).get(terminal)
  const set = (sql: string) => byPlatform(owner)((unit) => unit.execute(sql, [terminal]))
  expect((await seen())?.unsettledBatch).toBe(false)
  await set(
    `insert into batch (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, id, epoch, batch_no, state, opened_at)
     select id, acquirer_id, agent_id, merchant_id, store_id, path, 'bat_' || id, journal_epoch, '000001', 'OPEN', now() from terminal where id = $1`,
  )
  await set(
    `insert into batch_total (batch_id, path, currency, exponent, card_scope, side)
     select 'bat_' || id, path, 'CNY', 2, 'DOMESTIC', 'DEBIT' from terminal where id = $1`,
  )
  expect((await seen())?.unsettledBatch).toBe(false)
  await set(`update batch_total set count = 1, amount = 100 where batch_id = 'bat_' || $1`)
  expect((await seen())?.unsettledBatch).toBe(true)
  const says = (unsettledCount: number) =>
    set(
      `insert into heartbeat select terminal_id, device_id, 1, 1, now(), 'SIGNED_ON', null, null, 1, false, false, false,
         '{"business":{"unsettledCount":${unsettledCount}}}' from connection where terminal_id = $1
       on conflict (terminal_id) do update set health = excluded.health`,
    )
  await says(0)
  expect((await seen())?.unsettledBatch).toBe(false)
  await says(3)
  expect((await seen())?.unsettledBatch).toBe(true)
  await set(`update heartbeat set health = '{}' where terminal_id = $1`)
  await set(`update batch set state = 'CLOSING', closing_at = now() where terminal_id = $1`)
  expect((await seen())?.unsettledBatch).toBe(false)
})

test('five thousand commands are requested by a few statements, and ticked five hundred at a time', async () => {
  const { terminalIds } = await byPlatform(owner)((unit) => makeTerminals(unit, branch, 5_000, 'B'))
  const asked = { statements: 0 }
  const startedAt = performance.now()
  const ids = await asPerson((unit) => request(counting(unit, asked), terminalIds, 'RELOGIN', { level: 'TERMINAL' }))
  const requestedMs = performance.now() - startedAt
  expect(ids).toHaveLength(5_000)
  // 10,000 commands with their backups and as many receipts, a thousand rows a statement
  expect(asked.statements).toBeLessThan(40)
  const ticked = { statements: 0 }
  const applied = await asWorker((unit) => tickDueCommands(counting(unit, ticked), LIMITS, signer))
  expect(applied).toHaveLength(500)
  expect(ticked.statements).toBeLessThan(12)
  const tickedMs = performance.now() - startedAt - requestedMs
  console.info(`5,000 requested in ${Math.round(requestedMs)} ms, 500 ticked in ${Math.round(tickedMs)} ms`)
}, 120_000)

function counting(unit: Unit, counts: { statements: number }): Unit {
  return {
    ...unit,
    query: (sql, params) => {
      counts.statements++
      return unit.query(sql, params)
    },
    execute: (sql, params) => {
      counts.statements++
      return unit.execute(sql, params)
    },
  }
}
