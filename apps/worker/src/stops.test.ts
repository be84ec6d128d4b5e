import type { CommandInput, StopHand } from '@budeng/fleet'
import { PLATFORM } from '@budeng/kernel'
import {
  applyCommandInputs,
  liftStop,
  listStops,
  loadCommands,
  type NodeRow,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  silentLog,
  stopDispatch,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { type Branch, handClock, makeBranch, makeTerminals, open, request } from '@budeng/storage/fleet-fixture'
import { type TestDatabase, testDatabase } from '@budeng/storage/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { httpHost } from './http-host.ts'
import { audit, checkpointFolder, publishWanted, ring, sealLink, type Sent } from './worker.fixture.ts'
import { createWorker, type Worker } from './worker.ts'

const clock = handClock(1_800_000_000_000)
let database: TestDatabase
let storage: Storage
let owner: Storage
let gateway: Storage
let app: Storage
let worker: Worker
let branch: Branch

beforeAll(async () => {
  database = await testDatabase()
  owner = await open(database.url, 'owner', clock)
  gateway = await open(database.url, 'gateway', clock)
  app = await open(database.url, 'app', clock)
  storage = await open(database.url, 'worker', clock)
  branch = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeBranch(unit, 'a'))
  worker = createWorker({
    ...{ storage, databaseUrl: database.url, workerId: 'worker-stops', keys: { ring: () => ring, sealLink }, audit },
    ...{ filesFolder: checkpointFolder, host: httpHost('http://127.0.0.1:9'), log: silentLog },
  })
})
afterAll(async () => {
  await worker.close()
  for (const one of [storage, owner, gateway, app]) await one.close()
  await database.drop()
})

const asPerson = <T>(work: (unit: Unit) => Promise<T>) =>
  app.write({ path: branch.agent.path }, { kind: 'PERSON', id: 'usr_operator' }, work)
const say = (commandId: string, input: CommandInput) =>
  gateway.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => applyCommandInputs(unit, [{ commandId, input }]))
const load = async (id: string) => (await storage.read(PLATFORM_SCOPE, (db) => loadCommands(db, [id])))[0]
const publish = () => publishWanted(gateway)
const published = async (id: string) => {
  const sent = async () => (await publish()).some(({ commandId }) => commandId === id)
  await expect.poll(sent).toBe(true)
}
const result = (): CommandInput => ({
  ...{ kind: 'result', at: clock.now(), attempt: 1 },
  result: { status: 'SUCCEEDED', code: '', at: clock.now() },
})

describe('a stop', () => {
  const hand = (path = branch.acquirer.path, nodeId = branch.acquirer.id): StopHand => ({
    authority: { ...PLATFORM, personId: 'usr_ops', permits: new Set(['dispatch:stop']) },
    ...{ path, nodeId, name: 'Wang' },
  })
  const asOps = <T>(work: (unit: Unit) => Promise<T>) =>
    app.write({ path: branch.acquirer.path }, { kind: 'PERSON', id: 'usr_ops' }, work)
  const stop = async (node: NodeRow) => {
    const done = await asOps((unit) => stopDispatch(unit, node, 'wrong key', hand()))
    return 'id' in done ? done.id : JSON.stringify(done)
  }
  const lift = (id: string) => asOps((unit) => liftStop(unit, id, 1, 'mended', hand()))
  const states = async (ids: readonly string[]) => {
    const rows = await storage.read(PLATFORM_SCOPE, (db) => loadCommands(db, ids))
    return [...new Set(rows.map(({ state, why }) => `${state} ${why.code}`))]
  }

  test('thrown while an action on many is under way: nothing that is not sent yet is sent, what stands beside goes on', async () => {
    const beside = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeBranch(unit, 'b', branch.acquirer))
    const { terminalIds } = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      makeTerminals(unit, branch, 60, 'S'),
    )
    const sibling = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeTerminals(unit, beside, 1, 'N'))
    const [sent = '', waiting = '', ...many] = terminalIds
    const [before = ''] = await asPerson((unit) => request(unit, [sent], 'STATUS_GET'))
    await published(before)
    // chunks are being made, signed and published when the switch is thrown
    const requested: string[] = []
    const chunks = (async () => {
      for (let at = 0; at < many.length; at += 6)
        requested.push(...(await asPerson((unit) => request(unit, many.slice(at, at + 6), 'STATUS_GET'))))
    })()
    await expect.poll(() => requested.length).toBeGreaterThan(6)
    const gone: Sent[] = await publish()
    const id = await stop(branch.agent)
    const late = await publish()
    await chunks
    const [asked = ''] = await asPerson((unit) => request(unit, [waiting], 'LOCK'))
    const goneIds = new Set(gone.map(({ commandId }) => commandId))
    const held = [...requested, asked].filter((commandId) => !goneIds.has(commandId))
    await expect.poll(() => states(held)).toEqual(['QUEUED DISPATCH_STOPPED'])
    expect((await load(asked))?.why.params).toEqual({ since: clock.now(), by: 'Wang' })
    expect([...late, ...(await publish())].map(({ commandId }) => commandId)).toEqual([])
    // sent stays sent, and its answer counts
    await say(before, result())
    expect((await load(before))?.state).toBe('SUCCEEDED')
    const [other = ''] = await app.write({ path: beside.agent.path }, { kind: 'PERSON', id: 'usr_b' }, (unit) =>
      request(unit, sibling.terminalIds, 'STATUS_GET'),
    )
    await published(other)
    await lift(id)
    const sentNow = new Set<string>()
    const sentAll = async () => {
      for (const { commandId } of await publish()) sentNow.add(commandId)
      return held.filter((commandId) => !sentNow.has(commandId))
    }
    await expect.poll(sentAll).toEqual([])
  })

  test('a switch above holds when the one below is lifted; from below neither is', async () => {
    const { terminalIds } = await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      makeTerminals(unit, branch, 1, 'F'),
    )
    const low = await stop(branch.store)
    const high = await stop(branch.acquirer)
    const [id = ''] = await asPerson((unit) => request(unit, terminalIds, 'STATUS_GET'))
    await lift(low)
    await expect.poll(() => states([id])).toEqual(['QUEUED DISPATCH_STOPPED'])
    const below = hand(branch.agent.path, branch.agent.id)
    const seen = await app.read({ path: branch.agent.path }, (db) => listStops(db, true, 10))
    expect(seen.map((one) => one.id)).toEqual([high])
    expect(await asPerson((unit) => liftStop(unit, high, 1, 'please', below))).toEqual({
      refusal: { code: 'STOPPED_ABOVE', params: { by: 'Wang' } },
    })
    await lift(high)
    await published(id)
  })
})
