import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { demoPostgresUrl } from '../../demo.ts'
import { type House, startHouse } from '../../house.ts'
import { until } from '../../until.ts'
import { readHistories } from '../histories.ts'
import { ACQUIRER } from './acquirer.ts'
import { administrators, atDesk } from './administrators.ts'
import { type BadVersion, rollOutBadVersions } from './bad-versions.ts'
import { lookAtAll, type Looked, type Send, tryByHand } from './desk.ts'
import type { Ended, Found } from './judge.ts'
import { openOutages, type Outage, sufferHostOutage } from './outage.ts'
import { takesSoftware } from './truths.ts'

/** Platform time runs so much faster; with many terminals slower, so that two processors keep up with what happens in it. */
const CLOCK_FACTOR = 6
const CLOCK_FACTOR_OF_MANY = 2
const MANY = 2_000
/** A machine that has other things to do needs a slower clock than this. */
export const clockFactorFor = (terminals: number) => (terminals > MANY ? CLOCK_FACTOR_OF_MANY : CLOCK_FACTOR)
/** So long until all that shall be ill are: in the second half. Some faults are only believed after ten minutes more. */
const OPENING_MINUTES = 16
const SETTLED_MINUTES = OPENING_MINUTES + 13
/** A machine that was busy at the start sees everybody sign on late: an outage, which must be over before anybody looks. */
const CALM_TIMEOUT_MS = 3 * 60_000
/** Shops are shut or open by the time of the day: what is shown here is the same at any. */
const NOBODY_SELLS = ['--sales-per-hour', '0']
const ENDS_TIMEOUT_MS = 15 * 60_000
const LOOK_MS = 2_000
/** Nothing runs and nothing begins for so many looks: all that goes by itself has gone. */
const STILL_LOOKS = 10
/** Some terminals never answer. */
const LEFT_MAX = 20

export interface Day {
  readonly found: readonly Found[]
  readonly ended: readonly Ended[]
  /** Recoveries that began by themselves without a certain cause: none may. */
  readonly uncertain: number
  readonly outage: Outage
  readonly versions: readonly BadVersion[]
  readonly executed: number
  /** Attempts that a terminal took up again after it went down in them. */
  readonly resumed: number
  /** Attempts of commands that ran twice. */
  readonly twice: readonly string[]
}

/** A day of trouble on a house of real processes: faults from a seed, what is made of them, and what becomes of it. */
export async function liveDay(
  { seed, terminals, clockFactor }: { readonly seed: number; readonly terminals: number; readonly clockFactor: number },
  tell: (line: string) => void,
): Promise<Day> {
  const history = join(tmpdir(), `budeng-day-${process.pid}-${seed}.jsonl`)
  const house = await startHouse({
    ...{ terminals, seed },
    args: ['--scenario', 'day-of-faults', '--opening', String(OPENING_MINUTES), '--history', history, ...NOBODY_SELLS],
    env: { BUDENG_CLOCK_FACTOR: String(clockFactor), BUDENG_API_COST_PER_MINUTE: '10000000' },
  })
  const client = new pg.Client({ connectionString: demoPostgresUrl(house) })
  try {
    await client.connect()
    return await live(house, client, { history, minuteMs: 60_000 / clockFactor }, tell)
  } finally {
    await client.end().catch(() => undefined)
    await house.stop()
    rmSync(history, { force: true })
  }
}

async function live(
  house: House,
  client: pg.Client,
  { history, minuteMs }: { readonly history: string; readonly minuteMs: number },
  tell: (line: string) => void,
): Promise<Day> {
  tell(`${house.output().match(/Ready after.*?s\./)?.[0] ?? ''} Terminals fall ill`)
  await new Promise((settled) => setTimeout(settled, SETTLED_MINUTES * minuteMs))
  await until(async () => (await openOutages(client)).length === 0, {
    what: () => 'no outage is open before the first look',
    ...{ timeoutMs: CALM_TIMEOUT_MS, everyMs: LOOK_MS },
  })
  const operations = await atDesk(house, 'operations')
  const send: Send = (query, variables) => operations.ask(query, variables)
  const played = behavioursOf(house)
  const all = await lookAtAll(send)
  const found = all.map(({ tid, causes }) => ({ tid, causes, behaviour: played.get(tid) ?? 'healthy' }))
  tell(`${found.length} terminals were diagnosed`)
  await allowRecoveries(client)
  await allEnded(client)
  const began = await endedRecoveries(client, played)
  tell(`${began.length} recoveries went by themselves`)
  await tryByHand(house, send, all, played)
  await allEnded(client)
  const outage = await sufferHostOutage(house, send, client, played, tell)
  await allCarriedOut(client).catch((error: unknown) => tell(String(error)))
  const people = await administrators(house, client)
  const fits = ({ tid }: Looked) => takesSoftware(played.get(tid) ?? 'healthy')
  // what was found so far is worth its table even when this goes wrong
  const versions = await rollOutBadVersions(people, fits, tell).catch((error: unknown) => {
    tell(`the rollouts did not come to their end: ${String(error)}`)
    return []
  })
  const { executed, resumed, twice } = executions(history)
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from recovery where started_by is null and cause_likelihood <> 'STRONG'`,
  )
  const ended = await endedRecoveries(client, played)
  return { found, ended, uncertain: rows[0]?.count ?? 0, outage, versions, executed, resumed, twice }
}

/** Who plays what, of the acquirer whose desk looks: read where the fleet's machines are kept. */
function behavioursOf({ dataDir }: House): ReadonlyMap<string, string> {
  const lines = readFileSync(join(dataDir, 'demo/machines.lines'), 'utf8').split('\n').filter(Boolean)
  return new Map(
    lines.flatMap((line): (readonly [string, string])[] => {
      const [, machine] = JSON.parse(line) as readonly [string, Machine | null]
      return machine?.identity.acquirer === ACQUIRER ? [[machine.identity.tid, machine.behaviour]] : []
    }),
  )
}

interface Machine {
  readonly identity: { readonly acquirer: string; readonly tid: string }
  readonly behaviour: string
}

/** What two people would have agreed to beforehand. */
async function allowRecoveries(client: pg.Client): Promise<void> {
  const policy = { playbooks: ['AUTH', 'NET', 'SYS'], hours: null, perHour: 2_000, perDay: 20_000, stopped: false }
  await client.query(
    `insert into node_policy (node_id, kind, path, value, version, changed_at)
     select id, 'RECOVERY', path, $1::jsonb, 1, now() from node where kind = 'ACQUIRER' and code = $2`,
    [JSON.stringify(policy), ACQUIRER],
  )
}

/** What was asked of terminals that are here has come to its end: new software is not to wait behind it. */
async function allCarriedOut(client: pg.Client): Promise<void> {
  const left = async () => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from command c join terminal t on t.id = c.terminal_id
       where t.presence = 'ONLINE' and c.state = any($1::text[])`,
      [['QUEUED', 'SENT', 'ACKNOWLEDGED', 'DEFERRED', 'RUNNING', 'VERIFYING']],
    )
    return rows[0]?.count ?? 0
  }
  await until(async () => (await left()) <= LEFT_MAX, {
    what: () => 'what was asked of terminals has ended',
    ...{ timeoutMs: ENDS_TIMEOUT_MS, everyMs: LOOK_MS },
  })
}

async function allEnded(client: pg.Client): Promise<void> {
  let [still, before] = [0, -1]
  await until(
    async () => {
      const { rows } = await client.query<{ count: number; running: number }>(
        'select count(*)::int as count, (count(*) filter (where step is not null))::int as running from recovery',
      )
      const { count = 0, running = 0 } = rows[0] ?? {}
      still = running === 0 && count === before ? still + 1 : 0
      before = count
      return still >= STILL_LOOKS
    },
    { what: () => 'all recoveries are at their end', timeoutMs: ENDS_TIMEOUT_MS, everyMs: LOOK_MS },
  )
}

async function endedRecoveries(client: pg.Client, played: ReadonlyMap<string, string>): Promise<Ended[]> {
  const { rows } = await client.query<Omit<Ended, 'behaviour'>>(
    `select t.tid, r.started_by is null as automatic, r.ended_as as end, r.end_reason as reason
     from recovery r join terminal t on t.id = r.terminal_id where r.ended_as is not null order by r.started_at`,
  )
  return rows.map((row) => ({ ...row, behaviour: played.get(row.tid) ?? 'healthy' }))
}

function executions(history: string): Pick<Day, 'executed' | 'resumed' | 'twice'> {
  const { executions: runs, resumed } = readHistories(history)
  return { executed: runs.size, resumed, twice: [...runs].flatMap(([run, times]) => (times > 1 ? [run] : [])) }
}
