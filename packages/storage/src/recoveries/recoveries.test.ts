import { PLAYBOOKS, type Recovery } from '@budeng/fleet'
import { describe, expect, test } from 'vitest'
import { byOperator, byPlatform, eventTypes, openDoors } from '../doors.fixture.ts'
import { handClock, makeBranch, makeTerminal, open } from '../fleet.fixture.ts'
import {
  continueDueRecoveries,
  diagnosesOf,
  listRecoveries,
  listWorkOrders,
  loadCommands,
  loadRecoveries,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type RecoveryRow,
  recoveryOf,
  saveResponseCode,
  sayToRecovery,
  startRecovery,
} from '../index.ts'

const clock = handClock(1_800_000_000_000)
const { owner, app, worker, database } = await openDoors(clock, 'owner', 'app', 'worker')
const asOwner = byPlatform(owner)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))
let prefix = 0

const asPerson = byOperator(app, branch.agent)
const freshTerminal = () => asOwner((unit) => makeTerminal(unit, branch, `R${prefix++}X`))
const by = () => ({ personId: 'usr_operator', humanId: 'usr_operator', rightsPath: branch.acquirer.path })
const start = (terminalId: string, playbook: Recovery['playbook'] = 'AUTH') =>
  asPerson((unit) => startRecovery(unit, { terminalId, playbook, reason: 'signed out', by: by() }))
async function begun(terminalId: string, playbook: Recovery['playbook'] = 'AUTH'): Promise<string> {
  const made = await start(terminalId, playbook)
  if (made === 'NOT_FOUND' || 'refusal' in made) throw new Error(JSON.stringify(made))
  return made.id
}
const load = async (id: string): Promise<RecoveryRow> => {
  const [row] = await worker.read(PLATFORM_SCOPE, (db) => loadRecoveries(db, [id]))
  if (row === undefined) throw new Error(`no ${id}`)
  return row
}
/** Time goes on, and the worker looks. */
const look = async (ms = 3_000) => {
  clock.advance(ms)
  await continueDueRecoveries(worker, 50)
}
/** The command of the step that is under way ends as it should. */
async function succeed(id: string): Promise<void> {
  const { commandId } = await load(id)
  const [command] = await worker.read(PLATFORM_SCOPE, (db) => loadCommands(db, [commandId ?? '']))
  if (command === undefined) throw new Error('the step has no command')
  await asOwner(async (unit) => {
    await unit.execute(
      `update command set state = 'SUCCEEDED', finished_at = $2, look_at = null, due_at = null where id = $1 or caused_by = $1`,
      [command.id, new Date(clock.now())],
    )
    await unit.execute('update terminal set slot_command_id = null, open_commands = 0 where id = $1', [
      command.terminalId,
    ])
  })
}

const PAST = { playbook: 'AUTH', cause: 'SIGN_ON_LOST', ended: 1, recovered: 0 } as const

describe('a recovery', () => {
  test('goes its steps by what the commands bring, and each is on record', async () => {
    const terminal = await freshTerminal()
    await asOwner((unit) =>
      unit.execute(`update terminal set sign_on = 'SIGNED_ON', presence = 'ONLINE' where id = $1`, [terminal]),
    )
    const id = await begun(terminal)
    const walked: (string | null)[] = []
    for (let commands = 0; commands < 3; commands++) {
      await look()
      walked.push((await load(id)).step)
      await succeed(id)
    }
    await look()
    expect([...walked, (await load(id)).step]).toEqual(['status', 'backup', 'relogin', null])
    const row = await load(id)
    expect(row).toMatchObject({ endedAs: 'RECOVERED', warnings: [], dueAt: null })
    // the terminal's software sends no journal: that is said, not passed over
    expect(row.steps.at(-1)).toMatchObject({ step: 'compare', note: 'NO_JOURNAL' })
    expect(recoveryOf(row).steps.map(({ step, outcome }) => `${step} ${outcome}`)).toEqual(
      PLAYBOOKS.AUTH.steps
        .filter((step) => step.id !== 'operator' && step.extra === undefined)
        .map((step) => `${step.id} SUCCEEDED`),
    )
    const commandIds = row.steps.flatMap(({ commandId }) => commandId ?? [])
    const commands = await worker.read(PLATFORM_SCOPE, (db) => loadCommands(db, commandIds))
    expect(commands.map(({ type, requestedBy }) => [type, requestedBy])).toEqual([
      ['STATUS_GET', 'usr_operator'],
      ['BACKUP', 'usr_operator'],
      ['RELOGIN', 'usr_operator'],
    ])
    const types = await eventTypes(worker, id)
    expect([types[0], types.at(-1)]).toEqual(['RecoveryStarted', 'RecoveryEnded'])
    expect(types.filter((type) => type === 'RecoveryStepEnded')).toHaveLength(7)
    expect(types.filter((type) => type === 'RecoveryStepBegan')).toHaveLength(6)
  })

  test('is one at a time of a terminal, also when two begin at once', async () => {
    const terminal = await freshTerminal()
    const made = await Promise.all([start(terminal), start(terminal)])
    const refused = made.filter((one) => one !== 'NOT_FOUND' && 'refusal' in one)
    expect(refused).toMatchObject([{ refusal: { code: 'RECOVERY_RUNNING' } }])
    const other = await open(database.url, 'app', clock)
    const stranger = other.write({ path: 'org_nowhere' }, { kind: 'PERSON', id: 'usr_x' }, (unit) =>
      startRecovery(unit, { terminalId: terminal, playbook: 'AUTH', reason: 'r', by: by() }),
    )
    expect(await stranger).toBe('NOT_FOUND')
    await other.close()
  })

  test('of two workers one goes on, and no command is made twice', async () => {
    const terminal = await freshTerminal()
    const id = await begun(terminal)
    const second = await open(database.url, 'worker', clock)
    clock.advance(1)
    await Promise.all([continueDueRecoveries(worker, 50), continueDueRecoveries(second, 50)])
    await second.close()
    const rows = await worker.read(PLATFORM_SCOPE, (db) =>
      db.query('select id from command where terminal_id = $1', [terminal]),
    )
    expect(rows).toHaveLength(1)
    expect((await load(id)).step).toBe('status')
  })

  test('keeps what the diagnosis said, and what came of it stands beside the next one, for whoever sees it', async () => {
    const terminal = await freshTerminal()
    await asOwner((unit) =>
      unit.execute(
        `update terminal set sign_on = 'SIGNED_OFF', host_response_code = '77', presence = 'ONLINE' where id = $1`,
        [terminal],
      ),
    )
    const id = await begun(terminal)
    expect(await load(id)).toMatchObject({ cause: 'SIGN_ON_LOST', causeLikelihood: 'STRONG' })
    await asPerson((unit) => sayToRecovery(unit, id, { kind: 'giveUp', at: clock.now(), note: 'shop closed' }))
    const seen = (path: string) => app.read({ path }, (db) => diagnosesOf(db, [terminal]))
    for (const path of [branch.acquirer.path, branch.store.path]) {
      const [diagnosis] = await seen(path)
      expect(diagnosis?.past).toContainEqual({ ...PAST, terminalId: terminal })
      // it was tried in vain, which speaks against it
      expect(diagnosis?.causes[0]).toMatchObject({ code: 'SIGN_ON_LOST', likelihood: 'LIKELY', playbook: 'AUTH' })
    }
    expect(await seen('acq_elsewhere')).toEqual([])
  })

  test('others of the store that are gone alike, and an acquirer’s own word for a code, are part of the diagnosis', async () => {
    const terminals = await Promise.all([freshTerminal(), freshTerminal(), freshTerminal()])
    await asOwner(async (unit) => {
      await unit.execute(`update terminal set presence = 'OFFLINE' where store_id = $1`, [branch.store.id])
      await unit.execute(
        `update terminal set host_response_code = '5X', sign_on = 'SIGNED_OFF', presence = 'ONLINE' where id = $1`,
        [terminals[0]],
      )
      await saveResponseCode(unit, { acquirerId: branch.acquirer.id, path: branch.acquirer.path }, '5X', {
        ...{ route: 'REGISTRATION', fault: 'AUTH_TERMINAL_UNREGISTERED' },
      })
    })
    const [own, other] = await app.read({ path: branch.store.path }, async (db) => [
      ...(await diagnosesOf(db, terminals.slice(0, 2))).toSorted(
        (a, b) => terminals.indexOf(a.terminalId) - terminals.indexOf(b.terminalId),
      ),
    ])
    expect(own?.causes[0]).toMatchObject({ code: 'NOT_REGISTERED', likelihood: 'STRONG' })
    expect(own?.relogin).toEqual({ code: 'HOST_DOES_NOT_KNOW_IT', params: { hostCode: '5X' } })
    expect(other?.causes[0]?.code).toBe('OUTAGE')
    expect(other?.causes[0]?.evidence[0]).toMatchObject({ code: 'NEIGHBOURS_TOO', params: { kind: 'STORE' } })
  })

  test('that needs somebody on the spot leaves one work order, and it is listed', async () => {
    const terminal = await freshTerminal()
    const id = await begun(terminal)
    expect(
      await asPerson((unit) => sayToRecovery(unit, id, { kind: 'giveUp', at: clock.now(), note: 'shop closed' })),
    ).toBeNull()
    expect(
      await asPerson((unit) => sayToRecovery(unit, id, { kind: 'giveUp', at: clock.now(), note: '' })),
    ).toMatchObject({
      code: 'ALREADY_FINAL',
    })
    const level = branch.store
    const [orders, recoveries] = await app.read({ path: branch.acquirer.path }, async (db) => [
      await listWorkOrders(db, { level, terminalId: terminal, after: null, limit: 9 }),
      await listRecoveries(db, {
        level,
        terminalId: terminal,
        running: false,
        waiting: false,
        ends: ['ESCALATED'],
        after: null,
        limit: 9,
      }),
    ])
    expect(orders).toMatchObject([{ recoveryId: id, reason: 'GIVEN_UP', state: 'OPEN' }])
    expect(recoveries.map((row) => row.id)).toEqual([id])
  })

  test('of a terminal that an incident hit waits for the end of that', async () => {
    const terminal = await freshTerminal()
    await asOwner(async (unit) => {
      const { acquirer } = branch
      await unit.execute(
        `insert into incident (id, acquirer_id, path, kind, key, started_at, hit, out, population, state, standing, due_at, version)
         values ('inc_1', $1, $2, 'HOST', 'CUP', $3, 30, 30, 60, 'RAISED', true, $3, 1)`,
        [acquirer.id, acquirer.path, new Date(clock.now())],
      )
      await unit.execute(
        'insert into incident_terminal (incident_id, terminal_id, path, since) values ($1, $2, $3, $4)',
        [...['inc_1', terminal, branch.store.path, new Date(clock.now())]],
      )
    })
    const byItself = await worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      startRecovery(unit, { terminalId: terminal, playbook: 'AUTH', reason: 'signed out', by: null }),
    )
    expect(byItself).toMatchObject({ refusal: { code: 'PART_OF_INCIDENT' } })
    const id = await begun(terminal)
    await look()
    expect(await load(id)).toMatchObject({ endedAs: 'NOT_FIXABLE_REMOTELY', endReason: 'PART_OF_INCIDENT' })
  })

  test('ends when the device is swapped meanwhile', async () => {
    const terminal = await freshTerminal()
    const id = await begun(terminal)
    await asOwner((unit) => unit.execute(`update device set state = 'SWAPPED_OUT' where terminal_id = $1`, [terminal]))
    await look()
    expect(await load(id)).toMatchObject({ endedAs: 'NOT_FIXABLE_REMOTELY', endReason: 'SWAPPED' })
  })
})
