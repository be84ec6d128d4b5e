import {
  type Command,
  COMMAND_TYPES,
  type CommandInput,
  type CommandResult,
  type CommandType,
  FINAL_STATES,
  holdsSlot,
  isFinal,
} from '@budeng/fleet'
import { SECOND } from '@budeng/kernel'
import { seededRandom } from '@budeng/kernel/testing'
import { Client } from 'pg'
import { afterAll, expect, test } from 'vitest'
import { byOperator, byPlatform, openDoors } from './doors.fixture.ts'
import { handClock, makeBranch, makeTerminals, request } from './fleet.fixture.ts'
import {
  applyCommandInputs,
  commandTable,
  columnList,
  type CommandRow,
  isConnectionLost,
  PLATFORM_SCOPE,
  readFeed,
  Sequencer,
  silentLog,
  tickDueCommands,
  wakeTerminals,
} from './index.ts'

/** Random histories over a few terminals, by several processes at once, some of whose connections are cut. */
const SEEDS = [1, 2, 3, 4]
const TERMINALS = 6
const STEPS = 80
const ACTORS = 4
/** A connection is cut after so many steps of all: by count, so that a slow machine does no less than a fast one. */
const STEPS_BETWEEN_CUTS = { least: 4, most: 16 }

const clock = handClock(1_800_000_000_000)
const { owner, app, gateway, worker, database } = await openDoors(clock, 'owner', 'app', 'gateway', 'worker')
const asOwner = byPlatform(owner)
const asGateway = byPlatform(gateway)
const asWorker = byPlatform(worker)
const branch = await asOwner((unit) => makeBranch(unit, 'a'))
const asPerson = byOperator(app, branch.agent)
const sequencer = new Sequencer({ url: database.url, role: 'worker' }, silentLog)
afterAll(() => sequencer.close())

/** What one history did, as far as it was told that it happened. */
interface History {
  readonly terminalIds: readonly string[]
  readonly commandIds: string[]
  readonly random: () => number
}

const pick = <Item>(random: () => number, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item
const STATUSES: readonly CommandResult['status'][] = ['SUCCEEDED', 'FAILED', 'REJECTED', 'INTERRUPTED', 'NO_OP']

function randomInput(random: () => number, attempt: number): CommandInput {
  const at = clock.now()
  return pick<() => CommandInput>(random, [
    () => ({ kind: 'published', at, attempt, boot: 1, conn: 1 }),
    () => ({ kind: 'acknowledged', at, attempt }),
    () => ({ kind: 'deferred', at, attempt, reason: 'BUSY', retryInMs: 30 * SECOND }),
    () => ({ kind: 'progress', at, attempt, step: 'STEP' }),
    () => ({ kind: 'result', at, attempt, result: { status: pick(random, STATUSES), code: '', at } }),
    () => ({ kind: 'evidence', at, evidence: { kind: 'BACKUP_MATCHED', witness: 'PLATFORM', at, facts: {} } }),
    () => ({
      kind: 'evidence',
      at,
      evidence: { kind: 'PLATFORM_SIGN_ON', witness: 'PLATFORM', at, facts: { batch: '1', kcv: 'A' } },
    }),
    () => ({ kind: 'neverSeen', at, attempt }),
    () => ({ kind: 'cancel', at, by: 'usr_operator' }),
    () => ({ kind: 'cancelled', at, attempt }),
  ])()
}

async function step({ random, terminalIds, commandIds }: History): Promise<void> {
  const some = terminalIds.filter(() => random() < 0.4)
  const dice = random()
  if (dice < 0.2) {
    const type: CommandType = pick(
      random,
      COMMAND_TYPES.filter((name) => name !== 'MESSAGE_SHOW' && name !== 'PRESENCE_SHOW'),
    )
    const made = await asPerson((unit) => request(unit, some, type, type === 'RELOGIN' ? { level: 'TERMINAL' } : {}))
    commandIds.push(...made)
  } else if (dice < 0.5) {
    await asWorker((unit) =>
      tickDueCommands(
        unit,
        { atWork: 20, queuedSingly: 20, queuedInBulk: 20 },
        { ticketHashOf: () => 'ab'.repeat(32), objectionTo: () => null },
      ),
    )
  } else if (dice < 0.9) {
    const inputs = Array.from({ length: 1 + Math.floor(random() * 5) }, () => ({
      commandId: pick(random, commandIds),
      input: randomInput(random, random() < 0.9 ? 1 : 2),
    }))
    await asGateway((unit) =>
      applyCommandInputs(
        unit,
        inputs.filter(({ commandId }) => commandId !== undefined),
      ),
    )
  } else if (dice < 0.95) {
    await asGateway((unit) => wakeTerminals(unit, some))
  } else {
    clock.advance(Math.floor(random() * 60) * SECOND)
  }
}

/** Refusals of requests are expected; a cut connection may or may not have committed. */
async function stepWhateverHappens(history: History): Promise<void> {
  try {
    await step(history)
  } catch (error) {
    const isRefusal = error instanceof Error && /^[A-Z_]+$/.test(error.message)
    if (!isRefusal && !isConnectionLost(error)) throw error
  }
}

async function run(seed: number): Promise<{ terminalIds: readonly string[]; cuts: number }> {
  const { terminalIds } = await asOwner((unit) => makeTerminals(unit, branch, TERMINALS, `S${seed}X`))
  const commandIds: string[] = []
  const cutter = new Client({ connectionString: database.url })
  await cutter.connect()
  const random = seededRandom(seed)
  const { least, most } = STEPS_BETWEEN_CUTS
  const pause = () => least + Math.floor(random() * (most - least))
  let untilCut = pause()
  let cuts = 0
  const cutWhenDue = async () => {
    if (--untilCut > 0) return
    untilCut = pause()
    const role = pick(random, ['budeng_app', 'budeng_gateway', 'budeng_worker'])
    const { rowCount } = await cutter.query(
      `select pg_terminate_backend(pid) from (select pid from pg_stat_activity where datname = current_database() and application_name = $1 limit 1) one`,
      [role],
    )
    cuts += rowCount ?? 0
  }
  const actors = Array.from({ length: ACTORS }, async (_, actor) => {
    const history: History = { terminalIds, commandIds, random: seededRandom(seed * 1_000 + actor) }
    for (let n = 0; n < STEPS; n++) await Promise.all([stepWhateverHappens(history), cutWhenDue()])
  })
  await Promise.all(actors)
  await cutter.end()
  return { terminalIds, cuts }
}

const query = <Row extends object>(sql: string, params: readonly unknown[] = []) =>
  owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql, params))

async function checkTerminals(terminalIds: readonly string[]): Promise<void> {
  const commands = await query<CommandRow>(
    `select ${columnList(commandTable, 'command')} from command where terminal_id = any($1)`,
    [terminalIds],
  )
  expect(commands.length).toBeGreaterThan(20)
  const terminals = await query<{ id: string; slot: string | null; open: number }>(
    'select id, slot_command_id as slot, open_commands as open from terminal where id = any($1)',
    [terminalIds],
  )
  for (const terminal of terminals) {
    const own = commands.filter(({ terminalId }) => terminalId === terminal.id)
    const holders = own.filter(holdsSlot).map(({ id }) => id)
    const besides = holders.filter((id) => id !== terminal.slot)
    expect(terminal.slot === null ? [] : holders, 'the slot is with one that holds it').toEqual(
      terminal.slot === null ? [] : expect.arrayContaining([terminal.slot]),
    )
    expect(terminal.slot === null ? holders : [], 'nobody holds a slot that is free').toEqual([])
    expect(
      await gaveSlotBack(besides),
      'a second one only when it had given the slot back and answers after all',
    ).toEqual(besides.sort())
    expect(terminal.open).toBe(own.filter(({ state }) => !isFinal(state)).length)
  }
  for (const command of commands) {
    expect(command.finishedAt !== null).toBe(isFinal(command.state))
    expect(command.lookAt === null).toBe(isFinal(command.state))
  }
}

/** Of these commands, those that the terminal was silent about, or said that it never saw. */
async function gaveSlotBack(ids: readonly string[]): Promise<readonly string[]> {
  const rows = await query<{ subject: string }>(
    `select distinct subject from event where subject = any($1) and type in ('CommandSilent', 'CommandNeverSeen') order by 1`,
    [ids],
  )
  return rows.map(({ subject }) => subject)
}

const ENDINGS = ['CommandEnded', 'CommandDenied', 'CommandLapsed']

async function checkEvents(terminalIds: readonly string[]): Promise<void> {
  const commands = await query<Pick<Command, 'id' | 'state' | 'type'>>(
    'select id, state, type from command where terminal_id = any($1)',
    [terminalIds],
  )
  for (const { id, state } of commands) {
    const events = await query<{ type: string; data: { state?: string } }>(
      'select type, data from event where subject = $1 order by ordinal',
      [id],
    )
    expect(events[0]?.type, 'begins with its request').toBe('CommandRequested')
    const endings = events.filter(({ type }) => ENDINGS.includes(type))
    expect(endings.length, 'ends once').toBe((FINAL_STATES as readonly string[]).includes(state) ? 1 : 0)
    if (endings[0] !== undefined) expect(endings[0].data.state).toBe(state)
  }
  const receipts = await query<{ count: number }>('select count(*) as count from backup where terminal_id = any($1)', [
    terminalIds,
  ])
  expect(receipts[0]?.count).toBe(commands.filter(({ type }) => type === 'BACKUP').length)
}

test.each(SEEDS)(
  'history %i keeps one slot a terminal, ends each command once, and writes every fact',
  async (seed) => {
    const { terminalIds, cuts } = await run(seed)
    expect(cuts).toBeGreaterThan(0)
    await checkTerminals(terminalIds)
    await checkEvents(terminalIds)
  },
  90_000,
)

test('all events have positions without a gap, in the order in which they were written', async () => {
  const waiting = async () => (await query('select from event_pending')).length
  await expect.poll(waiting, { timeout: 60_000 }).toBe(0)
  const events = await query<{ id: string; ordinal: number; position: number }>(
    'select id, ordinal, position from event join event_order on event_id = id order by position',
  )
  expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => index + 1))
  const [{ count } = { count: -1 }] = await query<{ count: number }>('select count(*) as count from event')
  expect(events).toHaveLength(count)
  const bySubject = new Map<string, number>()
  let after = 0n
  for (let page = await feedAfter(after); page.length > 0; page = await feedAfter(after)) {
    for (const event of page) {
      const ordinal = events[Number(event.position) - 1]?.ordinal ?? 0
      expect(ordinal).toBeGreaterThan(bySubject.get(event.subject) ?? 0)
      bySubject.set(event.subject, ordinal)
      after = event.position
    }
  }
})
const feedAfter = (position: bigint) => owner.read(PLATFORM_SCOPE, (db) => readFeed(db, position, 1_000))
