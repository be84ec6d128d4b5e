import { type CommandState, MEMBER_STANDINGS, NO_FIGURES, sumFigures } from '@budeng/fleet'
import { HOUR, MINUTE, SECOND } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { byOperator, byPlatform, eventTypes, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminals } from '../fleet.fixture.ts'
import {
  applyCommandInputs,
  continueDueRollouts,
  liftStop,
  listMembers,
  loadRollouts,
  PLATFORM_SCOPE,
  type RolloutAct,
  type RolloutRow,
  sayToRollout,
  stopDispatch,
  type Storage,
} from '../index.ts'
import { fastPlan as plan, handAt, tag, makeRollout, openWindow, type RolloutOptions } from './rollouts.fixture.ts'

const clock = handClock(Date.parse('2027-03-02T04:00:00Z'))
const { owner, app, worker } = await openDoors(clock, 'owner', 'app', 'worker')
const asOwner = byPlatform(owner)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))
let prefix = 0

const by = 'usr_operator'
const asPerson = byOperator(app, branch.acquirer)
const begin = (terminalIds: readonly string[], wished = plan(), options: RolloutOptions = {}) =>
  asPerson((unit) => makeRollout(unit, branch, terminalIds, wished, options))
const terminals = async (count: number) =>
  (await asOwner((unit) => makeTerminals(unit, branch, count, `L${prefix++}X`))).terminalIds
const load = async (id: string): Promise<RolloutRow> => {
  const [row] = await worker.read(PLATFORM_SCOPE, (db) => loadRollouts(db, [id]))
  if (row === undefined) throw new Error(`no ${id}`)
  return row
}
const members = (rolloutId: string) =>
  worker.read(PLATFORM_SCOPE, (db) =>
    listMembers(db, { rolloutId, standings: null, group: null, drift: null, after: null, limit: 100_000 }),
  )
/** Time goes on, and the worker looks. */
const look = async (ms = 2 * SECOND) => {
  clock.advance(ms)
  await continueDueRollouts(worker, 50, tag)
}
const say = (id: string, act: RolloutAct) =>
  asPerson(async (unit) => {
    const [row] = await loadRollouts(unit, [id], 'update')
    return row === undefined ? 'NOT_FOUND' : await sayToRollout(unit, row, { act, by, reason: 'seen' })
  })
/** Commands of a rollout that are under way end so; their members hear of it as they do from the gateway. */
const end = (rolloutId: string, state: CommandState, limit = 1_000) =>
  asOwner((unit) =>
    unit.execute(
      `with ended as (
         update command set state = $2::text, published_at = $3::timestamptz, signed_at = $3::timestamptz, look_at = null, due_at = null,
           finished_at = case when $2::text = 'UNKNOWN' then null else $3::timestamptz end
         where id in (select command_id from rollout_member where rollout_id = $1 and standing in ('OFFLINE', 'UNDER_WAY') order by place limit $4)
         returning id)
       update rollout_member set look_at = $3::timestamptz from ended where command_id = ended.id`,
      [rolloutId, state, new Date(clock.now()), limit],
    ),
  )
/** Counted anew from the members: the figures of a rollout are never another. */
async function expectExact(id: string): Promise<void> {
  const counted = (await load(id)).figures.map(() => ({ ...NO_FIGURES }))
  for (const { groupNo, standing } of await members(id)) {
    const group = counted[groupNo]
    if (group !== undefined) group[standing]++
  }
  expect((await load(id)).figures).toEqual(counted)
}
const figuresOf = async (id: string) => {
  const sum = sumFigures((await load(id)).figures)
  return Object.fromEntries(MEMBER_STANDINGS.filter((name) => sum[name] > 0).map((name) => [name, sum[name]]))
}

describe('a rollout', () => {
  test('goes from its canaries to the rest, each terminal once, and tells every step', async () => {
    const ids = await terminals(5)
    const id = await begin(ids, plan())
    await look()
    expect(await figuresOf(id)).toEqual({ WAITING: 3, UNDER_WAY: 2 })
    await end(id, 'SUCCEEDED')
    await look()
    expect(await figuresOf(id)).toEqual({ SUCCEEDED: 2, UNDER_WAY: 3 })
    await end(id, 'SUCCEEDED')
    await look()
    await expectExact(id)
    expect(await load(id)).toMatchObject({
      state: 'FINISHED',
      dueAt: null,
      figures: [{ SUCCEEDED: 2 }, { SUCCEEDED: 3 }],
    })
    expect(await eventTypes(owner, id)).toEqual(['RolloutPlanned', 'RolloutGroupOpened', 'RolloutFinished'])
    const all = await members(id)
    expect(all.map(({ terminalId }) => terminalId).sort()).toEqual([...ids].sort())
    expect(all.map(({ groupNo }) => groupNo)).toEqual([0, 0, 1, 1, 1])
    expect(new Set(all.map(({ commandId }) => commandId)).size).toBe(5)
  })

  test('of nobody is over at once; of one is one group; of whom nobody can find it skips all', async () => {
    const none = await begin([], plan())
    const one = await begin(await terminals(1), plan())
    const strangers = await begin(['trm_x', 'trm_y', 'trm_z'], plan({ groups: [] }))
    await look()
    expect(await load(none)).toMatchObject({ state: 'FINISHED', figures: [NO_FIGURES] })
    expect(await figuresOf(one)).toEqual({ UNDER_WAY: 1 })
    await look()
    expect(await load(strangers)).toMatchObject({ state: 'FINISHED', figures: [{ SKIPPED: 3 }] })
    expect((await members(strangers)).map(({ code }) => code)).toEqual(['MOVED', 'MOVED', 'MOVED'])
  })

  test('waits for the second person, and ends with a no', async () => {
    const ids = await terminals(2)
    const locked = { needsApproval: true, type: 'LOCK' as const }
    const [yes, no] = [await begin(ids, plan(), locked), await begin(ids, plan(), locked)]
    await look()
    expect(await load(yes)).toMatchObject({ state: 'WAITING', frozen: 2 })
    const decide = (id: string, state: string) =>
      asOwner((unit) =>
        unit.execute(
          `update bulk set state = $2, decided_by = 'usr_second', decided_at = $3 from rollout where bulk.id = bulk_id and rollout.id = $1`,
          [...[id, state, new Date(clock.now())]],
        ),
      )
    await decide(yes, 'APPROVED')
    await decide(no, 'DENIED')
    await look()
    expect(await load(no)).toMatchObject({ state: 'REFUSED', why: { code: 'DENIED' }, dueAt: null })
    expect(await figuresOf(yes)).toEqual({ UNDER_WAY: 2 })
    const [command] = await owner.read(PLATFORM_SCOPE, (db) =>
      db.query<object>(
        'select state, approved_by from command join rollout_member on command_id = command.id where rollout_id = $1',
        [yes],
      ),
    )
    expect(command).toEqual({ state: 'QUEUED', approved_by: 'usr_second' })
  })

  test('stops at its threshold and not one below, takes back what no terminal has, and goes on with a person', async () => {
    const id = await begin(
      await terminals(30),
      plan({ groups: [25], abort: { badBps: 500, atLeast: 20 }, successBps: 1 }),
    )
    await look()
    await end(id, 'SUCCEEDED', 18)
    await look()
    await end(id, 'FAILED', 1)
    await look()
    // one of nineteen is bad enough, and nineteen are too few
    expect(await load(id)).toMatchObject({ state: 'RUNNING' })
    await end(id, 'SUCCEEDED', 1)
    await look()
    expect(await load(id)).toMatchObject({
      state: 'STOPPED',
      why: { code: 'TOO_MANY_BAD', params: { bad: 1, known: 20 } },
    })
    expect(await figuresOf(id)).toEqual({ WAITING: 10, SUCCEEDED: 19, FAILED: 1 })
    await expectExact(id)
    const queued = await owner.read(PLATFORM_SCOPE, (db) =>
      db.query(
        `select 1 from command join rollout on rollout.bulk_id = command.bulk_id where rollout.id = $1 and command.state = 'QUEUED'`,
        [id],
      ),
    )
    expect(queued).toHaveLength(0)
    expect(await say(id, 'RETRY')).toBeNull()
    expect(await say(id, 'PAUSE')).toMatchObject({ code: 'NOT_RUNNING' })
    expect(await say(id, 'RESUME')).toBeNull()
    await look()
    await look()
    await end(id, 'SUCCEEDED')
    await look()
    await look()
    await end(id, 'SUCCEEDED')
    await look()
    expect(await figuresOf(id)).toEqual({ SUCCEEDED: 30 })
    expect(await load(id)).toMatchObject({ state: 'FINISHED', retryAt: null })
    expect((await members(id)).filter(({ tries }) => tries > 0).length).toBe(6)
    await expectExact(id)
    const way = 'RolloutPlanned RolloutStopped RolloutRetried RolloutResumed RolloutGroupOpened RolloutFinished'
    expect(await eventTypes(owner, id)).toEqual(way.split(' '))
  })

  test('of terminals that are all away holds still; what was not heard of in time is taken up by a retry', async () => {
    const ids = await terminals(4)
    await asOwner((unit) => unit.execute('update connection set connected = false where terminal_id = any($1)', [ids]))
    const id = await begin(ids, plan())
    await look()
    await look(MINUTE)
    expect(await figuresOf(id)).toEqual({ WAITING: 2, OFFLINE: 2 })
    expect(await load(id)).toMatchObject({ state: 'RUNNING', openGroup: 0 })
    await end(id, 'EXPIRED')
    await look()
    expect(await load(id)).toMatchObject({ state: 'PAUSED', why: { code: 'NOTHING_PROVEN' } })
    expect(await say(id, 'RETRY')).toBeNull()
    expect(await say(id, 'RESUME')).toBeNull()
    await look()
    expect(await figuresOf(id)).toEqual({ WAITING: 2, OFFLINE: 2 })
    expect(await say(id, 'CANCEL')).toBeNull()
    await look()
    await look(6 * SECOND)
    expect(await figuresOf(id)).toEqual({ WAITING: 2, OTHER: 2 })
    expect(await load(id)).toMatchObject({ state: 'CANCELLED', dueAt: null })
    await expectExact(id)
  })

  test('counts silence after a command as bad, and takes it back when the terminal is heard of', async () => {
    const ids = await terminals(1)
    const id = await begin(ids, plan({ groups: [] }))
    await look()
    await end(id, 'SENT')
    await asOwner((unit) =>
      unit.execute(
        `update command set finished_at = null from rollout_member where command_id = id and rollout_id = $1`,
        [id],
      ),
    )
    await look()
    expect(await figuresOf(id)).toEqual({ UNDER_WAY: 1 })
    await look(3 * MINUTE)
    expect(await figuresOf(id)).toEqual({ LOST: 1 })
    await asOwner((unit) =>
      unit.execute(
        `insert into heartbeat select terminal_id, device_id, 1, 1, $2, 'SIGNED_ON', null, null, 1, false, false, false, '{}' from connection where terminal_id = $1`,
        [ids[0], new Date(clock.now())],
      ),
    )
    await look(MINUTE)
    expect(await figuresOf(id)).toEqual({ UNDER_WAY: 1 })
  })

  test.each([
    ['Asia/Shanghai', { from: '02:00', to: '03:00' }, '2027-03-02T18:00:00Z'],
    // 02:00 becomes 03:00 at 01:00 UTC: two hours on the clock are one
    ['Europe/Berlin', { from: '01:30', to: '03:30' }, '2027-03-28T00:30:00Z'],
  ])("waits for the store's own night in %s, and no command outlives its window", async (zone, window, opens) => {
    const opensAt = Date.parse(opens)
    const ids = await terminals(3)
    const moveTo = (timeZone: string) =>
      asOwner((unit) => unit.execute('update node set time_zone = $2 where id = $1', [branch.store.id, timeZone]))
    await moveTo(zone)
    clock.advance(Math.max(0, opensAt - 14 * HOUR - clock.now()))
    const id = await begin(ids, plan({ window }))
    await look()
    expect(await figuresOf(id)).toEqual({ WAITING: 3 })
    for (const { lookAt } of (await members(id)).slice(0, 2)) expect(lookAt).toBe(opensAt)
    clock.advance(opensAt - clock.now())
    await look(30 * MINUTE)
    expect(await figuresOf(id)).toEqual({ WAITING: 1, UNDER_WAY: 2 })
    const ends = await owner.read(PLATFORM_SCOPE, (db) =>
      db.query<{ start: number; end: number }>(
        'select distinct not_before as start, not_after as end from command join rollout_member on command_id = command.id where rollout_id = $1',
        [id],
      ),
    )
    expect(ends).toEqual([{ start: opensAt, end: opensAt + HOUR }])
    await moveTo('Asia/Shanghai')
  })

  test('makes no command under a stop of all dispatch, or in a watch window that freezes it, and goes on after', async () => {
    const id = await begin(await terminals(2))
    const stop = await asPerson((unit) => stopDispatch(unit, branch.agent, 'wrong key', handAt(branch)))
    await look()
    expect(await figuresOf(id)).toEqual({ WAITING: 2 })
    await asOwner((unit) => openWindow(unit, branch))
    await asPerson((unit) => liftStop(unit, 'id' in stop ? stop.id : '', 1, 'mended', handAt(branch)))
    await look(2 * MINUTE)
    expect(await figuresOf(id)).toEqual({ WAITING: 2 })
    await asOwner((unit) => unit.execute(`update watch_window set state = 'ENDED', ended_at = now()`))
    await look(2 * MINUTE)
    expect(await figuresOf(id)).toEqual({ UNDER_WAY: 2 })
  })

  test('stops when approvals fall where there is traffic enough', async () => {
    const ids = await terminals(2)
    const id = await begin(ids, plan({ groups: [1], successBps: 10_000, abort: { badBps: 10_000, atLeast: 100 } }))
    await look()
    await end(id, 'SUCCEEDED')
    // counted, but nothing may open the next group meanwhile: the second terminal is the control
    await asOwner((unit) =>
      unit.execute(`update rollout_member set look_at = 'infinity' where rollout_id = $1 and standing = 'WAITING'`, [
        id,
      ]),
    )
    await look()
    const slot = Math.ceil(clock.now() / (10 * MINUTE)) * 10 * MINUTE
    const traffic = (await members(id)).flatMap((one) => [0, 1, 2, 3, 4].map((thousand) => ({ ...one, thousand })))
    for (const { terminalId, standing, thousand } of traffic)
      await asOwner((unit) =>
        unit.execute(
          `insert into record_line (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, at, id, batch_no, stan, auth_state, reversal_state, follow_up_state, settlement_state, late, recorded_at)
           select id, acquirer_id, agent_id, merchant_id, store_id, path, $2, id || n, '000001', '000001',
             case when n % 100 < $3 then 'DECLINED' else 'APPROVED' end, 'x', 'x', 'x', false, $2
           from terminal, generate_series($4 * 1000 + 1, $4 * 1000 + 1000) n where id = $1`,
          [terminalId, new Date(slot + MINUTE), standing === 'SUCCEEDED' ? 8 : 2, thousand],
        ),
      )
    await look(slot + 13 * MINUTE - clock.now())
    await look()
    expect(await load(id)).toMatchObject({
      ...{ state: 'STOPPED', why: { code: 'APPROVALS_FELL' } },
      traffic: { changed: { approved: 4_600, all: 5_000 }, control: { approved: 4_900, all: 5_000 } },
    })
  })

  test('hears of a command that somebody called off', async () => {
    const id = await begin(await terminals(1), plan({ groups: [] }))
    await look()
    const [member] = await members(id)
    await asPerson((unit) =>
      applyCommandInputs(unit, [
        { commandId: member?.commandId ?? '', input: { kind: 'cancel', at: clock.now(), by } },
      ]),
    )
    await look()
    expect(await load(id)).toMatchObject({ state: 'FINISHED', figures: [{ OTHER: 1 }] })
  })
})

test('a worker that is killed at any point makes no command twice, and the next goes on', async () => {
  const id = await begin(await terminals(40), plan({ groups: [5, 10] }))
  let seed = 7
  // of three transactions one is lost before its commit, one after it
  const mortal: Storage = {
    ...worker,
    read: worker.read.bind(worker),
    clock,
    write: async (scope, actor, work) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      const fate = Math.floor(seed / 65_536) % 3
      const done = await worker.write(scope, actor, async (unit) => {
        const made = await work(unit)
        if (fate === 0) throw new Error('killed')
        return made
      })
      if (fate === 1) throw new Error('killed')
      return done
    },
  }
  for (let turn = 0; turn < 400 && (await load(id)).state === 'RUNNING'; turn++) {
    clock.advance(MINUTE)
    await continueDueRollouts(mortal, 50, tag).catch(() => undefined)
    await end(id, 'SUCCEEDED')
  }
  expect(await load(id)).toMatchObject({ state: 'FINISHED' })
  expect(await figuresOf(id)).toEqual({ SUCCEEDED: 40 })
  await expectExact(id)
  const [made] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<object>(
      `select count(*)::int as commands, count(distinct terminal_id)::int as terminals from command join rollout on rollout.bulk_id = command.bulk_id where rollout.id = $1`,
      [id],
    ),
  )
  expect(made).toEqual({ commands: 40, terminals: 40 })
}, 120_000)

test('fifty thousand are written down in chunks, each once, while nobody has released them', async () => {
  const ids = Array.from({ length: 50_000 }, (_, index) => `trm_${index}`)
  const id = await begin(ids, plan({ groups: [50, 200] }), { needsApproval: true })
  for (let turn = 0; turn < 5 && (await load(id)).frozen < 50_000; turn++) await look()
  const [drawn] = await owner.read(PLATFORM_SCOPE, (db) =>
    db.query<object>(
      `select count(distinct terminal_id)::int as terminals, max(place) as last, array_agg(distinct group_no) as groups,
         count(*) filter (where group_no = 0)::int as canaries from rollout_member where rollout_id = $1`,
      [id],
    ),
  )
  expect(drawn).toEqual({ terminals: 50_000, last: 50_000, groups: [0, 1, 2], canaries: 50 })
  expect(await load(id)).toMatchObject({
    state: 'WAITING',
    figures: [{ WAITING: 50 }, { WAITING: 200 }, { WAITING: 49_750 }],
  })
}, 120_000)
