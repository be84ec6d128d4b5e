import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { CommandInput, Evidence } from '@budeng/fleet'
import { HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { publicKeyOf, notesOf, readCheckpoint, ticketHash, verifyCancel, verifyCommand } from '@budeng/protocol'
import {
  applyCommandInputs,
  BULK_CHUNK,
  loadCommands,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  sealingState,
  verifyLog,
} from '@budeng/storage'
import { byOperator, byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { handClock, makeBranch, makeTerminals, request } from '@budeng/storage/fleet-fixture'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HostWitness } from './host-port.ts'
import { audit, checkpointFolder, keys, pair, publishWanted, type Sent, workerOf } from './worker.fixture.ts'
import type { Worker } from './worker.ts'

const clock = handClock(1_800_000_000_000)
const witnesses = new Map<string, HostWitness>()

const { owner, gateway, app, worker: storage, database } = await openDoors(clock, 'owner', 'gateway', 'app', 'worker')
const branch = await byPlatform(owner)((unit) => makeBranch(unit, 'a'))
let worker: Worker
let host: Server

beforeAll(async () => {
  host = createServer((asked, answer) => {
    const witness = witnesses.get(asked.url ?? '')
    answer.writeHead(witness ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(witness ?? {}))
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  worker = workerOf(database, storage, `http://127.0.0.1:${(host.address() as AddressInfo).port}`)
})
afterAll(async () => {
  await worker.close()
  rmSync(checkpointFolder, { recursive: true })
  await new Promise((resolve) => host.close(resolve))
})

let made = 0
async function freshTerminal(): Promise<{ terminalId: string; deviceId: string; tid: string }> {
  const prefix = `W${made++}X`
  const { terminalIds, deviceIds } = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    makeTerminals(unit, branch, 1, prefix),
  )
  return { terminalId: terminalIds[0] ?? '', deviceId: deviceIds[0] ?? '', tid: prefix.padEnd(8, '0') }
}
const asPerson = byOperator(app, branch.agent)
const say = (commandId: string, input: CommandInput) =>
  gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => applyCommandInputs(unit, [{ commandId, input }]))
const load = async (id: string) => (await storage.read(PLATFORM_SCOPE, (db) => loadCommands(db, [id])))[0]

/** Publishes what is wanted, as the gateway does. */
const publish = () => publishWanted(gateway)
async function published(kind: string, commandId: string): Promise<string> {
  const all: Sent[] = []
  await expect
    .poll(
      async () =>
        all.push(...(await publish())) && all.some((sent) => sent.kind === kind && sent.commandId === commandId),
      { timeout: 60_000 },
    )
    .toBe(true)
  return all.find((sent) => sent.kind === kind && sent.commandId === commandId)?.text ?? ''
}
const evidence = (
  kind: Evidence['kind'],
  witness: Evidence['witness'],
  facts: Evidence['facts'] = {},
): CommandInput => ({ kind: 'evidence', at: clock.now(), evidence: { kind, witness, at: clock.now(), facts } })
const result = (): CommandInput => ({
  kind: 'result',
  at: clock.now(),
  attempt: 1,
  result: { status: 'SUCCEEDED', code: '', at: clock.now() },
})

describe('signing', () => {
  test('a command is signed for its terminal, under the key of the list, with the next number of its device', async () => {
    const { terminalId, deviceId, tid } = await freshTerminal()
    const seqs: number[] = []
    for (const type of ['STATUS_GET', 'SELF_TEST'] as const) {
      const [id = ''] = await asPerson((unit) => request(unit, [terminalId], type))
      const reading = verifyCommand(await published('command', id), keys)
      expect(reading).toMatchObject({
        ok: true,
        payload: { id, attempt: 1, acquirer: branch.acquirer.code, tid, device: deviceId, type, issuedAt: clock.now() },
      })
      if (reading.ok) seqs.push(reading.payload.seq)
      expect(await load(id)).toMatchObject({ state: 'SENT', publishes: 1 })
    }
    expect(seqs).toEqual([1, 2])
    expect(publicKeyOf(pair.x)).not.toBeNull()
  })

  test('a command of a bulk action that nobody released is removed, never signed', async () => {
    const { terminalId } = await freshTerminal()
    const bulk = (state: string, decidedBy: string | null) =>
      owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.execute(
          `insert into bulk (id, path, node_id, type, params, tier, reason, not_after, terminal_count, command_count, breakdown, state, hash, requested_by, decided_by, requested_at)
           values ($1, $2, 'n', 'STATUS_GET', '{}', 'R2', 'r', now(), 300, 300, '{}', $3, 'h', 'usr_operator', $4, now())`,
          [`blk_${state}_${decidedBy}`, branch.agent.path, state, decidedBy],
        ),
      )
    await bulk('PENDING_APPROVAL', null)
    await bulk('APPROVED', 'usr_operator')
    for (const bulkId of ['blk_PENDING_APPROVAL_null', 'blk_APPROVED_usr_operator', 'blk_nowhere']) {
      const [id = ''] = await asPerson((unit) => request(unit, [terminalId], 'STATUS_GET', {}, bulkId))
      await expect.poll(async () => (await load(id))?.state, { timeout: 60_000 }).toBe('REMOVED')
    }
    expect(await publish()).toEqual([])
  })
})

describe('the life of a command', () => {
  test('a re-login succeeds when the host, asked over HTTP, saw the same sign-on', async () => {
    const { terminalId, tid } = await freshTerminal()
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute('update terminal set backup_at = $2 where id = $1', [terminalId, new Date(clock.now())]),
    )
    const [id = ''] = await asPerson((unit) => request(unit, [terminalId], 'RELOGIN', { level: 'TERMINAL' }))
    const reading = verifyCommand(await published('command', id), keys)
    if (!reading.ok) throw new Error(reading.reason)
    expect((await load(id))?.ticketHash).toBe(ticketHash(reading.payload.ticket ?? '').toString('hex'))
    await say(id, { kind: 'acknowledged', at: clock.now(), attempt: 1 })
    await say(id, { kind: 'progress', at: clock.now(), attempt: 1, step: 'HOST_SIGN_ON' })
    clock.advance(SECOND)
    witnesses.set(`/witness/${branch.acquirer.code}/${tid}`, {
      lastSignOn: { at: clock.now(), responseCode: '00', batch: '000123', kcv: 'ABCDEF' },
      lastEcho: { at: clock.now(), responseCode: '00' },
    })
    await say(id, evidence('PLATFORM_SIGN_ON', 'PLATFORM', { conn: 1, batch: '000123', kcv: 'ABCDEF' }))
    await say(id, evidence('HEARTBEAT_SIGNED_ON', 'TERMINAL'))
    await say(id, result())
    await expect.poll(async () => (await load(id))?.state, { timeout: 60_000 }).toBe('SUCCEEDED')
    const command = await load(id)
    expect(command?.evidence.map(({ kind, witness }) => `${kind} ${witness}`).sort()).toEqual([
      'HEARTBEAT_SIGNED_ON TERMINAL',
      'HOST_ECHO HOST',
      'HOST_SIGN_ON HOST',
      'PLATFORM_SIGN_ON PLATFORM',
    ])
    expect(
      await gateway.read(PLATFORM_SCOPE, (db) => db.query('select from dispatch where command_id = $1', [id])),
    ).toEqual([])
  })

  test('silence is asked about, with the same bytes before', async () => {
    const { terminalId } = await freshTerminal()
    const [id = ''] = await asPerson((unit) => request(unit, [terminalId], 'SELF_TEST'))
    const first = await published('command', id)
    clock.advance(21 * SECOND)
    expect(await published('command', id)).toBe(first)
    clock.advance(21 * SECOND)
    expect(await published('command', id)).toBe(first)
    clock.advance(21 * SECOND)
    expect(JSON.parse(await published('query', id))).toEqual({ v: 1, kind: 'query', id, attempt: 1 })
    expect((await load(id))?.state).toBe('UNKNOWN')
  })

  test('a cancel of what was sent is signed', async () => {
    const { terminalId, deviceId } = await freshTerminal()
    const [id = ''] = await asPerson((unit) => request(unit, [terminalId], 'SELF_TEST'))
    await published('command', id)
    await asPerson((unit) =>
      applyCommandInputs(unit, [{ commandId: id, input: { kind: 'cancel', at: clock.now(), by: 'usr_operator' } }]),
    )
    expect(verifyCancel(await published('cancel', id), keys)).toMatchObject({
      ok: true,
      payload: { id, attempt: 1, device: deviceId },
    })
  })

  test('connections that are cut, again and again, delay it and lose nothing', async () => {
    const { terminalId } = await freshTerminal()
    const cutter = new Client({ connectionString: database.url })
    await cutter.connect()
    for (const type of ['STATUS_GET', 'SELF_TEST', 'STATUS_GET'] as const) {
      const [id = ''] = await asPerson((unit) => request(unit, [terminalId], type))
      await cutter.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'budeng_worker'`,
      )
      expect(verifyCommand(await published('command', id), keys).ok).toBe(true)
      await say(id, result())
    }
    await cutter.end()
  })
})

describe('looking after what stopped', () => {
  test('a gateway that fell silent loses its terminals, and after the debounce they are offline', async () => {
    const { terminalId } = await freshTerminal()
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update connection set gateway_id = 'gateway-dead' where terminal_id = $1`, [terminalId]),
    )
    const connected = async () =>
      (
        await gateway.read(PLATFORM_SCOPE, (db) =>
          db.query<{ connected: boolean }>('select connected from connection where terminal_id = $1', [terminalId]),
        )
      )[0]?.connected
    await expect.poll(connected, { timeout: 60_000, interval: 200 }).toBe(false)
    clock.advance(3 * MINUTE)
    const presence = async () =>
      (
        await gateway.read(PLATFORM_SCOPE, (db) =>
          db.query<{ presence: string }>('select presence from terminal where id = $1', [terminalId]),
        )
      )[0]?.presence
    await expect.poll(presence, { timeout: 60_000, interval: 200 }).toBe('OFFLINE')
    const events = await storage.read(PLATFORM_SCOPE, (db) =>
      db.query(`select data from event where subject = $1 and type = 'TerminalPresenceChanged'`, [terminalId]),
    )
    expect(events).toEqual([{ data: { from: 'ONLINE', to: 'OFFLINE' } }])
  })

  test('the worker says that it lives, and what it did', async () => {
    const detail = async () =>
      (
        await app.read(PLATFORM_SCOPE, (db) =>
          db.query<{ detail: { dispatcher: { signed: number }; sequencer: { leading: boolean } } }>(
            `select detail from process where id = 'worker-test'`,
          ),
        )
      )[0]?.detail
    await expect.poll(async () => (await detail())?.dispatcher.signed, { timeout: 60_000 }).toBeGreaterThan(5)
    expect((await detail())?.sequencer.leading).toBe(true)
  })
})

describe('the record', () => {
  const readNote = (note: string) => {
    const reading = readCheckpoint(note, audit.verifiers)
    return reading.ok ? reading.checkpoint : reading.reason
  }

  test('is sealed within seconds, signed, exported, and proven', async () => {
    const at = await storage.read(PLATFORM_SCOPE, sealingState)
    await asPerson(async (unit) =>
      unit.append([{ type: 'Happened', subject: branch.agent.id, path: branch.agent.path, at: clock.now(), data: {} }]),
    )
    const sealed = async () => (await storage.read(PLATFORM_SCOPE, sealingState)).sealedSize
    await expect.poll(sealed, { timeout: 60_000 }).toBeGreaterThan(at.newestPosition)
    const exported = () => notesOf(readFileSync(join(checkpointFolder, 'checkpoints.txt'), 'utf8'))
    await expect.poll(() => exported().length, { timeout: 60_000 }).toBeGreaterThan(0)
    const verification = await verifyLog(owner, { readNote, exported: exported() })
    expect(verification).toMatchObject({ finding: null, exported: exported().length })
    expect(verification.events).toBeGreaterThan(at.newestPosition)
    await expect.poll(() => worker.metrics().sealer.behindMs, { timeout: 60_000 }).toBeLessThan(10_000)
  })

  test('lies in the month of its events, with the next ones made', async () => {
    const client = new Client({ connectionString: database.url })
    await client.connect()
    const count = async () =>
      (await client.query(`select from pg_tables where schemaname = 'partition' and tablename ~ '^event_2027_'`))
        .rowCount
    await expect.poll(count, { timeout: 60_000 }).toBe(3)
    await client.end()
  })
})

// the last one: what it leaves in the queue is nobody's concern
test('an action on many whose commands were not all made is gone on with', async () => {
  const { terminalIds } = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    makeTerminals(unit, branch, BULK_CHUNK + 5, 'WB'),
  )
  const at = clock.now()
  // as an API left it that was killed after its first transaction
  await asPerson(async (unit) => {
    await unit.execute(
      `insert into selection (id, person_id, path, filter, terminal_count, created_at, expires_at) values ('sel_left', 'usr_operator', $1, '{}', $2, $3, $3)`,
      [branch.agent.path, terminalIds.length, new Date(at)],
    )
    await unit.execute(`insert into selection_terminal select 'sel_left', unnest($1::text[])`, [terminalIds])
    await unit.execute(
      `insert into bulk (id, path, node_id, type, params, tier, reason, not_after, terminal_count, command_count, breakdown, state, hash,
         requested_by, requested_at, selection_id, made_count, bulk_raise, unfinished)
       values ('blk_left', $1, 'n', 'STATUS_GET', '{}', 'R0', 'r', $2, $3, $3, '[]', 'RUNNING', 'h', 'usr_operator', $4, 'sel_left', 0, 10000, true)`,
      [branch.agent.path, new Date(at + HOUR), terminalIds.length, new Date(at)],
    )
  })
  await expect
    .poll(
      () =>
        owner.read(PLATFORM_SCOPE, (db) =>
          db.query(
            `select made_count as "made", unfinished, (select count(distinct terminal_id)::int from command where bulk_id = 'blk_left') as terminals
           from bulk where id = 'blk_left'`,
          ),
        ),
      { timeout: 60_000 },
    )
    .toEqual([{ made: terminalIds.length, unfinished: false, terminals: terminalIds.length }])
})
