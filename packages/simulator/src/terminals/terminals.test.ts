import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { draftEnrolment, enrol, type Identity, systemRandom } from '@budeng/terminal'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { behaviourOf, type BehaviourName } from '../behaviours/index.ts'
import { Bench } from '../certify/bench.ts'
import { createTimerWheel, type TimerWheel } from '../time/wheel.ts'
import { type SimulatedFleet, startFleet } from './fleet.ts'
import { type History, type HistoryFact, openHistory } from './history.ts'
import { memoryDisk, openSharedDisk, type SharedDisk } from './shared-disk.ts'

// every wait is for something that comes; on a busy machine it comes later
vi.setConfig({ testTimeout: 120_000 })

const FACTOR = 20
const WAIT_MS = 30_000

let folder: string
let bench: Bench
let wheel: TimerWheel
let fleet: SimulatedFleet | undefined
let history: History | undefined
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-simulator-'))
  bench = await Bench.open({
    address: { acquirer: 'demo', tid: '10000001' },
    httpPort: 0,
    mqttPort: 0,
    scale: 1 / FACTOR,
  })
  wheel = createTimerWheel(FACTOR)
})
afterEach(async () => {
  fleet?.stop()
  history?.close()
  wheel.stop()
  await bench.close()
  rmSync(folder, { recursive: true, force: true })
})

async function enrolled(): Promise<Identity> {
  const result = await enrol(
    `http://127.0.0.1:${bench.httpPort}`,
    bench.desk.code,
    draftEnrolment('SN-1', systemRandom),
  )
  if (!result.ok) throw new Error(result.reason)
  return result.identity
}

function switchOn(
  identity: Identity,
  behaviour: BehaviourName,
  disk: SharedDisk = memoryDisk(),
  openingMs = 0,
): SimulatedFleet {
  history = openHistory(join(folder, 'history.jsonl'), () => Date.now())
  const { host } = behaviourOf(behaviour)
  if (host !== undefined) bench.host.script(bench.address, host)
  fleet = startFleet({
    machines: [{ identity, mid: '898310580000001', model: 'A920', behaviour: behaviourOf(behaviour) }],
    mqtt: { host: '127.0.0.1', port: bench.mqttPort },
    hostUrl: `http://127.0.0.1:${bench.httpPort}`,
    scheduler: wheel,
    disk,
    seed: 1,
    openingMs,
    history,
  })
  return fleet
}

async function start(behaviour: BehaviourName): Promise<SimulatedFleet> {
  const running = switchOn(await enrolled(), behaviour)
  await bench.inbox.expect('hb', 0, WAIT_MS)
  return running
}

const facts = () =>
  readFileSync(join(folder, 'history.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as HistoryFact)
const signedOn = (from: number) => bench.inbox.expect('hb', from, WAIT_MS, ({ signOn }) => signOn === 'SIGNED_ON')
const relogin = () => bench.run('RELOGIN', { level: 'TERMINAL' }, WAIT_MS)

describe('behaviours', () => {
  test('healthy: signs on by itself, and answers', async () => {
    const running = await start('healthy')
    await signedOn(0)
    expect(running.connected).toBe(1)
    expect(await bench.run('SELF_TEST')).toMatchObject({ status: 'SUCCEEDED' })
    expect(bench.observer.breaches).toEqual(new Map())
  })

  test('healthy: tries again when nobody answered its first sign-on', async () => {
    bench.habits.nonce = false
    await start('healthy')
    await bench.inbox.expect('nonceRequest', 0, WAIT_MS)
    await bench.inbox.until(
      () => (bench.inbox.all.filter(({ message }) => message.kind === 'nonceRequest').length >= 6 ? true : undefined),
      WAIT_MS,
    )
    bench.habits.nonce = true
    await signedOn(0)
    expect(bench.inbox.all.filter(({ message }) => message.kind === 'nonceRequest').length).toBeGreaterThan(6)
  })

  test('logged-out: comes while the others open, and waits for a re-login, which succeeds', async () => {
    // nobody waits for it
    expect(switchOn(await enrolled(), 'logged-out', memoryDisk(), 10_000).expected).toBe(0)
    await bench.inbox.expect('hb', 0, WAIT_MS)
    const quiet = await bench.inbox.silence(
      0,
      20_000,
      (message) => message.kind === 'hb' && message.signOn === 'SIGNED_ON',
    )
    expect(quiet).toBeUndefined()
    expect(await relogin()).toMatchObject({ status: 'SUCCEEDED', code: 'SIGNED_ON' })
  })

  test('lost-sign-on-77: the host declines once, a re-login puts it right and clears the fault', async () => {
    await start('lost-sign-on-77')
    await bench.inbox.expect('hostSignOn', 0, WAIT_MS, ({ responseCode }) => responseCode === '77')
    await bench.inbox.expect('fault', 0, WAIT_MS, ({ code, set }) => code === 'AUTH_BATCH_MISMATCH' && set)
    expect(await relogin()).toMatchObject({ status: 'SUCCEEDED' })
    await bench.inbox.expect('fault', 0, WAIT_MS, ({ code, set }) => code === 'AUTH_BATCH_MISMATCH' && !set)
  })

  test('not-registered-97: no re-login helps', async () => {
    await start('not-registered-97')
    expect(await relogin()).toMatchObject({ status: 'FAILED', code: 'HOST_DECLINED' })
    expect(await relogin()).toMatchObject({ status: 'FAILED', code: 'HOST_DECLINED' })
  })

  test('refuses: says whose rule it is', async () => {
    await start('refuses')
    expect(await relogin()).toMatchObject({ status: 'REJECTED', code: 'FORBIDDEN_BY_MERCHANT' })
    expect(await bench.run('STATUS_GET')).toMatchObject({ status: 'SUCCEEDED' })
  })

  test('never-acks: runs commands and answers nothing', async () => {
    await start('never-acks')
    const from = bench.inbox.mark()
    bench.sendCommand(bench.command('STATUS_GET'))
    expect(await bench.inbox.silence(from, 20_000, (message) => 'id' in message)).toBeUndefined()
    expect(facts().some(({ fact }) => fact === 'executed')).toBe(true)
  })

  test('double-ack: each reply comes twice', async () => {
    await start('double-ack')
    const from = bench.inbox.mark()
    const { seq } = await bench.run('STATUS_GET')
    const twice = () =>
      bench.inbox.all.slice(from).filter(({ message }) => message.kind === 'result' && message.seq === seq).length === 2
    expect(await bench.inbox.until(() => (twice() ? true : undefined), WAIT_MS)).toBe(true)
  })

  test('crashes-mid-command: the power goes once, and the command is settled after it', async () => {
    await start('crashes-mid-command')
    const from = bench.inbox.mark()
    expect(await bench.run('REBOOT', {}, WAIT_MS)).toMatchObject({ status: 'INTERRUPTED' })
    expect(bench.inbox.find('hello', from)?.message).toMatchObject({ boot: 2 })
    expect(await relogin()).toMatchObject({ status: 'SUCCEEDED' })
  })

  test('in-transaction: puts a re-login off and runs it by itself', async () => {
    await start('in-transaction')
    await bench.inbox.expect('hb', 0, WAIT_MS, ({ inTransaction }) => inTransaction)
    const from = bench.inbox.mark()
    expect(await bench.run('RELOGIN', { level: 'TERMINAL' }, WAIT_MS)).toMatchObject({ status: 'SUCCEEDED' })
    expect(bench.inbox.find('hb', from, ({ inTransaction }) => !inTransaction)).toBeDefined()
  })

  test('boasts: says that its host signed it on, which knows nothing of it', async () => {
    await start('boasts')
    expect(await relogin()).toMatchObject({ status: 'SUCCEEDED', code: 'SIGNED_ON' })
    expect(bench.host.witness(bench.address)).toEqual({ lastSignOn: null, lastEcho: null })
  })

  test('skewed-clock: takes what is right for expired', async () => {
    await start('skewed-clock')
    const from = bench.inbox.mark()
    await bench.inbox.silence(from, 60_000, () => false)
    const { status, code } = await bench.run('STATUS_GET', {}, WAIT_MS)
    expect(`${status} ${code}`).toBe('REJECTED EXPIRED')
  })

  test('flapping and stale-will: come back by themselves', async () => {
    await start('flapping')
    const line = bench.line?.number ?? 0
    await bench.inbox.expectReceived('hello', 0, WAIT_MS, ({ conn }) => conn >= 2)
    expect(bench.losses).toContain(line)
    fleet?.stop()
  })

  test('silent: holds the line and says nothing', async () => {
    switchOn(await enrolled(), 'silent')
    expect(await bench.inbox.until(() => bench.line ?? undefined, WAIT_MS)).toBeDefined()
    expect(await bench.inbox.silence(0, 20_000, () => true)).toBeUndefined()
  })

  test('offline: never comes', async () => {
    expect(switchOn(await enrolled(), 'offline').expected).toBe(0)
    expect(await bench.inbox.until(() => bench.line ?? undefined, 300)).toBeUndefined()
  })
})

describe('histories', () => {
  test('tell what was kept, sent, acknowledged and executed, each with its number', async () => {
    await start('healthy')
    await signedOn(0)
    const reply = await bench.run('STATUS_GET')
    const acknowledged = () =>
      facts().some((fact) => fact.fact === 'platformAck' && fact.stream === 'reply' && fact.throughSeq >= reply.seq)
    expect(await bench.inbox.until(() => (acknowledged() ? true : undefined), WAIT_MS)).toBe(true)
    const all = facts()
    expect(all.filter((fact) => fact.fact === 'executed' && fact.id === reply.id)).toHaveLength(1)
    expect(all).toContainEqual(
      expect.objectContaining({ fact: 'replied', id: reply.id, seq: reply.seq, kind: 'result', status: 'SUCCEEDED' }),
    )
    const seqs = (name: string) =>
      new Set(
        all.flatMap((fact) =>
          fact.fact === name && 'stream' in fact && 'seq' in fact ? [`${fact.stream} ${fact.seq}`] : [],
        ),
      )
    expect(seqs('sent')).toEqual(seqs('kept'))
    expect([...seqs('puback')].filter((seq) => !seqs('sent').has(seq))).toEqual([])
  })
})

describe('the disks of many terminals in one file', () => {
  test('a terminal goes on where it was killed, also after half a line', async () => {
    const path = join(folder, 'disks.lines')
    const identity = await enrolled()
    switchOn(identity, 'healthy', openSharedDisk(path))
    await signedOn(0)
    await bench.run('STATUS_GET')
    const before = fleet?.terminals[0]?.terminal.view
    fleet?.stop(false)
    appendFileSync(path, '["dev_')
    const disk = openSharedDisk(path)
    const { state } = disk.storeOf(identity)
    expect(state).toMatchObject({ boot: 1, conn: before?.conn, signOn: 'SIGNED_ON', batch: before?.batch })
    const from = bench.inbox.mark()
    switchOn(identity, 'healthy', disk)
    expect((await bench.inbox.expect('hello', from, WAIT_MS)).boot).toBe(2)
    expect(bench.observer.breaches).toEqual(new Map())
  })
})
