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
  stopDispatch,
  type Unit,
} from '@budeng/storage'
import { byOperator, byPlatform, openDoors } from '@budeng/storage/doors-fixture'
import { handClock, makeBranch, makeTerminals, request } from '@budeng/storage/fleet-fixture'
import { afterAll, describe, expect, test } from 'vitest'
import { publishWanted, type Sent, workerOf } from './worker.fixture.ts'

const clock = handClock(1_800_000_000_000)
const { owner, gateway, app, worker: storage, database } = await openDoors(clock, 'owner', 'gateway', 'app', 'worker')
const branch = await byPlatform(owner)((unit) => makeBranch(unit, 'a'))
const worker = workerOf(database, storage, 'http://127.0.0.1:9')
afterAll(() => worker.close())

const asPerson = byOperator(app, branch.agent)
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
