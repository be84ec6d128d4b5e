import { OUTAGE_OVER_MS } from '@budeng/fleet'
import { DAY } from '@budeng/kernel'
import { describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminal } from '../fleet.fixture.ts'
import {
  automaticCandidates,
  automaticChances,
  beginAutomatic,
  continueDueRecoveries,
  listWorkOrders,
  loadRecoveries,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  sayToRecovery,
} from '../index.ts'

const clock = handClock(1_800_000_000_000)
const { owner, worker } = await openDoors(clock, 'owner', 'worker')
const asOwner = byPlatform(owner)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))
let prefix = 0

const freshTerminal = () => asOwner((unit) => makeTerminal(unit, branch, `R${prefix++}X`))
const load = async (id: string) => (await worker.read(PLATFORM_SCOPE, (db) => loadRecoveries(db, [id])))[0]
/** Time goes on, and the worker looks. */
const look = async () => {
  clock.advance(3_000)
  await continueDueRecoveries(worker, 50)
}

describe('a recovery that nobody asked for', () => {
  const allow = (changed: object = {}) =>
    asOwner((unit) =>
      unit.execute(
        `insert into node_policy select id, 'RECOVERY', path, $2::jsonb, 1, now() from node where id = $1
         on conflict (node_id, kind) do update set value = excluded.value`,
        [
          branch.acquirer.id,
          JSON.stringify({
            ...{ playbooks: ['AUTH'], hours: null, perHour: 1_000, perDay: 1_000, stopped: false },
            ...changed,
          }),
        ],
      ),
    )
  /** Signed out for two minutes, and the host says why. */
  const ill = async () => {
    const terminal = await freshTerminal()
    const since = new Date(clock.now() - 120_000)
    await asOwner(async (unit) => {
      // the others are well: many that are ill alike are an outage
      await unit.execute(`update terminal set faults = '{}', presence = 'ONLINE' where store_id = $1`, [
        branch.store.id,
      ])
      await unit.execute(
        `update terminal set sign_on = 'SIGNED_OFF', host_response_code = '77', presence = 'ONLINE', faults = '{AUTH_LOGGED_OUT}', fault_mark = true where id = $1`,
        [terminal],
      )
      await unit.execute(`insert into terminal_fault values ($1, 'AUTH_LOGGED_OUT', $2, null, null, null, $2)`, [
        terminal,
        since,
      ])
    })
    return terminal
  }
  const candidates = async () =>
    (await worker.read(PLATFORM_SCOPE, (db) => automaticCandidates(db, null, 1_000))).map(
      ({ terminalId }) => terminalId,
    )
  const endCommand = (id: string, state: 'SUCCEEDED' | 'EXPIRED') =>
    asOwner(async (unit) => {
      await unit.execute(
        `update command set state = $2, finished_at = $3, look_at = null, due_at = null where id = $1 or caused_by = $1`,
        [id, state, new Date(clock.now())],
      )
      await unit.execute(
        `update terminal set slot_command_id = null, open_commands = 0 where id = (select terminal_id from command where id = $1)`,
        [id],
      )
    })
  const ordersOf = (terminal: string) =>
    worker.read(PLATFORM_SCOPE, (db) =>
      listWorkOrders(db, { level: branch.acquirer, terminalId: terminal, after: null, limit: 9 }),
    )
  const begin = (terminal: string) =>
    worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => beginAutomatic(unit, terminal))

  test('is looked for where somebody has agreed to it, and begun once, with its cause on record', async () => {
    const terminal = await ill()
    expect(await candidates()).not.toContain(terminal)
    expect(await begin(terminal)).toEqual({ objection: 'NOT_IN_POLICY' })
    await allow()
    expect(await candidates()).toContain(terminal)
    expect(await worker.read(PLATFORM_SCOPE, (db) => automaticChances(db, [terminal]))).toEqual([terminal])
    const both = await Promise.all([begin(terminal), begin(terminal)])
    const ids = both.flatMap((one) => ('id' in one ? [one.id] : []))
    expect(ids).toHaveLength(1)
    expect(both).toContainEqual({ objection: 'REFUSED' })
    expect(await load(ids[0] ?? '')).toMatchObject({ startedBy: null, playbook: 'AUTH', cause: 'SIGN_ON_LOST' })
    expect(await candidates()).not.toContain(terminal)
  })

  test.each<[string, object, string]>([
    ['another playbook', { playbooks: ['NET', 'SYS'] }, 'NOT_IN_POLICY'],
    ['the brake', { stopped: true }, 'NOT_IN_POLICY'],
    ['a budget that is spent', { perHour: 1, perDay: 1 }, 'HOUR_SPENT'],
  ])('is not begun against %s', async (_name, policy, objection) => {
    await allow(policy)
    expect(await begin(await ill())).toEqual({ objection })
  })

  test('holds while dispatch is stopped above it', async () => {
    await allow()
    const terminal = await ill()
    await asOwner((unit) =>
      unit.execute(
        `insert into dispatch_stop (id, node_id, path, set_at_id, since, by, by_name, reason) values ('stp_1', $1, $2, $1, now(), 'usr_x', 'x', 'x')`,
        [branch.agent.id, branch.agent.path],
      ),
    )
    expect(await begin(terminal)).toEqual({ objection: 'DISPATCH_STOPPED' })
    await asOwner((unit) => unit.execute('delete from dispatch_stop'))
  })

  test('holds while an outage lasts, and one that runs ends with it', async () => {
    await allow()
    const [terminal, other] = [await ill(), await ill()]
    const running = await begin(terminal)
    if (!('id' in running)) throw new Error(running.objection)
    await asOwner(async (unit) => {
      await unit.execute(
        `insert into incident (id, acquirer_id, path, kind, key, started_at, hit, out, population, state, standing, due_at, version)
         values ('inc_held', $1, $2, 'HOST', 'h', now(), 20, 20, 30, 'RAISED', true, now(), 1)`,
        [branch.acquirer.id, branch.acquirer.path],
      )
      await unit.execute(
        `insert into incident_terminal select 'inc_held', id, $2, now(), null from unnest($1::text[]) id`,
        [[terminal, other], branch.store.path],
      )
    })
    expect(await candidates()).not.toContain(other)
    expect(await begin(other)).toEqual({ objection: 'NOTHING_CERTAIN' })
    await look()
    expect(await load(running.id)).toMatchObject({ endedAs: 'NOT_FIXABLE_REMOTELY', endReason: 'PART_OF_INCIDENT' })
    // it is no terminal's own trouble
    expect(await ordersOf(terminal)).toEqual([])
  })

  test('leaves a terminal to people while the work order of an earlier one is open, however long that takes', async () => {
    await allow()
    const terminal = await ill()
    const chances = () => worker.read(PLATFORM_SCOPE, (db) => automaticChances(db, [terminal]))
    const first = await begin(terminal)
    if (!('id' in first)) throw new Error(first.objection)
    await asOwner((unit) => sayToRecovery(unit, first.id, { kind: 'giveUp', at: clock.now(), note: 'not from here' }))
    expect(await load(first.id)).toMatchObject({ endedAs: 'ESCALATED' })
    clock.advance(2 * DAY)
    expect(await chances()).toEqual([])
    expect(await begin(terminal)).toEqual({ objection: 'WORK_ORDER_OPEN' })
    await asOwner((unit) =>
      unit.execute(`update work_order set state = 'DONE', outcome = 'seen to', closed_at = $2 where recovery_id = $1`, [
        first.id,
        new Date(clock.now()),
      ]),
    )
    expect(await chances()).toEqual([terminal])
    expect(await begin(terminal)).toMatchObject({ id: expect.any(String) })
  })

  test.each([
    ['UNREACHABLE', 'status'],
    ['BACKUP_FAILED', 'backup'],
  ])('that nothing from afar helps because of %s sends for somebody, once', async (reason, until) => {
    await allow()
    const terminal = await ill()
    const first = await begin(terminal)
    if (!('id' in first)) throw new Error(first.objection)
    for (let step = 0; (await load(first.id))?.step !== null && step < 9; step++) {
      await look()
      const row = await load(first.id)
      await endCommand(row?.commandId ?? '', row?.step === until ? 'EXPIRED' : 'SUCCEEDED')
    }
    expect(await load(first.id)).toMatchObject({ endedAs: 'NOT_FIXABLE_REMOTELY', endReason: reason })
    expect(await ordersOf(terminal)).toMatchObject([{ recoveryId: first.id, reason, state: 'OPEN', claimedBy: null }])
    const told = await worker.read(PLATFORM_SCOPE, (db) =>
      db.query<{ type: string }>('select type from event where terminal_id = $1 order by ordinal desc limit 2', [
        terminal,
      ]),
    )
    expect(told.map(({ type }) => type)).toEqual(['WorkOrderOpened', 'RecoveryEnded'])
    // it is with people: the policy does not try the same day after day
    clock.advance(2 * DAY)
    expect(await worker.read(PLATFORM_SCOPE, (db) => automaticChances(db, [terminal]))).toEqual([])
    expect(await begin(terminal)).toEqual({ objection: 'WORK_ORDER_OPEN' })
    expect(await ordersOf(terminal)).toHaveLength(1)
  })

  test('is begun for one that is back for a while, though the outage lasts for others', async () => {
    await allow()
    const terminal = await ill()
    await asOwner((unit) =>
      unit.execute(
        `with back as (insert into incident (id, acquirer_id, path, kind, key, started_at, hit, out, population, state, standing, due_at, version)
           values ('inc_back', $1, $2, 'HOST', 'back', $3, 20, 19, 30, 'RAISED', true, $3, 1) returning id)
         insert into incident_terminal select id, $4, $5, $3, $3 from back`,
        [branch.acquirer.id, branch.acquirer.path, new Date(clock.now()), terminal, branch.store.path],
      ),
    )
    clock.advance(OUTAGE_OVER_MS - 1)
    expect(await candidates()).not.toContain(terminal)
    expect(await begin(terminal)).toEqual({ objection: 'NOTHING_CERTAIN' })
    clock.advance(1)
    expect(await candidates()).toContain(terminal)
    expect(await begin(terminal)).toMatchObject({ id: expect.any(String) })
  })
})
