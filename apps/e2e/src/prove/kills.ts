import { join } from 'node:path'
import { createClient, type Terminal } from '@budeng/sdk'
import { demoLogin, demoPostgresUrl } from '../demo.ts'
import { type House, type Room, startHouse } from '../house.ts'
import { until } from '../until.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { judge, type Verdict } from './checker.ts'
import { readHistories } from './histories.ts'
import { type Kill, planKills } from './plan.ts'
import type { Proof } from './proof.ts'
import { type Relogin, reloginAll } from './relogins.ts'
import { seconds, table } from './table.ts'

const DEFAULTS = { kills: 50, relogins: 1_000, terminals: 200 }
/** After a kill of this room the first acknowledgement must come within this time. */
const FIRST_ACKNOWLEDGEMENT_MS: Readonly<Partial<Record<Room, number>>> = { gateway: 2_000, postgres: 5_000 }
const AWAY_TIMEOUT_MS = 60_000
const QUIET_TIMEOUT_MS = 240_000

interface Blow extends Kill {
  readonly firstAckMs: number
}

/**
 * Kills gateway, API, worker and PostgreSQL with SIGKILL while re-logins, heartbeats and reports go on, and has an
 * independent checker judge what is left.
 */
export async function proveKills(seed: number, options: Readonly<Record<string, string>>): Promise<Proof> {
  const size = {
    kills: Number(options.kills ?? DEFAULTS.kills),
    relogins: Number(options.relogins ?? DEFAULTS.relogins),
    terminals: Number(options.terminals ?? DEFAULTS.terminals),
  }
  const history = join('/tmp', `budeng-history-${process.pid}.jsonl`)
  const house = await startHouse({ terminals: size.terminals, seed, args: ['--scenario', 'reporting', '--history', history] })
  try {
    const { blows, relogins } = await endure(house, history, seed, size)
    const verdict = await settled(house, history)
    return report(seed, size, blows, relogins, verdict)
  } finally {
    await house.stop()
  }
}

async function endure(house: House, history: string, seed: number, size: typeof DEFAULTS): Promise<{ blows: Blow[]; relogins: Relogin[] }> {
  const client = createClient({ url: house.httpUrl })
  const { email, password } = demoLogin(house, 'operations')
  await client.login(email, password)
  const terminals: Terminal[] = []
  for await (const terminal of client.terminals()) terminals.push(terminal)
  const acknowledgements = new Acknowledgements(history)
  let finished = 0
  const wishes = reloginAll(client, terminals, size.relogins, (count) => {
    finished = count
  })
  const blows: Blow[] = []
  for (const kill of planKills(seed, size.kills)) {
    await new Promise((pause) => setTimeout(pause, kill.pauseMs))
    const firstAckMs = await strike(house, kill.room, acknowledgements)
    blows.push({ ...kill, firstAckMs })
    console.error(`kill ${blows.length}/${size.kills} ${kill.room}: first acknowledgement after ${seconds(firstAckMs)}; ${finished} re-logins ended`)
  }
  const relogins = await wishes
  acknowledgements.stop()
  await client.close()
  return { blows, relogins }
}

async function strike(house: House, room: Room, acknowledgements: Acknowledgements): Promise<number> {
  await until(() => house.pid(room) !== null, { what: () => `${room} runs`, timeoutMs: AWAY_TIMEOUT_MS })
  const at = performance.now()
  process.kill(house.pid(room) ?? 0, 'SIGKILL')
  // what was on its way when it died still arrives: only an acknowledgement after the restart counts for these two
  const away = room === 'gateway' || room === 'postgres'
  if (away) await until(() => house.pid(room) !== null, { what: () => `${room} is started again`, timeoutMs: AWAY_TIMEOUT_MS, everyMs: 5 })
  const back = performance.now()
  await until(() => acknowledgements.lastAtMs > (away ? back : at), { what: () => 'a terminal is acknowledged again', timeoutMs: AWAY_TIMEOUT_MS, everyMs: 5 })
  return acknowledgements.lastAtMs - at
}

/** Waits until everything came to its end, then asks the checker. */
async function settled(house: House, history: string): Promise<Verdict> {
  const databaseUrl = demoPostgresUrl(house)
  let verdict = await judge(databaseUrl, readHistories(history))
  await until(
    async () => {
      verdict = await judge(databaseUrl, readHistories(history))
      return verdict.broken.length === 0
    },
    { what: () => 'everything is settled', timeoutMs: QUIET_TIMEOUT_MS, everyMs: 5_000 },
  ).catch(() => {
    // what is still not as promised stands in the verdict
  })
  return verdict
}

function report(seed: number, size: typeof DEFAULTS, blows: readonly Blow[], relogins: readonly Relogin[], verdict: Verdict): Proof {
  const late = blows.filter(({ room, firstAckMs }) => firstAckMs > (FIRST_ACKNOWLEDGEMENT_MS[room] ?? Number.POSITIVE_INFINITY))
  const broken = [
    ...verdict.broken,
    ...late.map(({ room, firstAckMs }) => `${room}: first acknowledgement only after ${seconds(firstAckMs)}`),
  ]
  const rooms = (['gateway', 'api', 'worker', 'postgres'] as const).map((room) => {
    const times = blows.filter((blow) => blow.room === room).map(({ firstAckMs }) => firstAckMs)
    const limit = FIRST_ACKNOWLEDGEMENT_MS[room]
    const sorted = [...times].sort((a, b) => a - b)
    return [room, times.length, seconds(sorted[Math.floor(sorted.length / 2)] ?? Number.NaN), seconds(Math.max(...times)), limit ? `≤ ${seconds(limit)}` : '–']
  })
  const states = Object.entries(verdict.byState).sort(([, a], [, b]) => b - a)
  const ended: Record<string, number> = {}
  for (const { command } of relogins) ended[command.state] = (ended[command.state] ?? 0) + 1
  const text = [
    `# Kills, seed ${seed}`,
    '',
    `${size.kills} × \`kill -9\` during ${relogins.length} re-logins on ${size.terminals} terminals with steady heartbeats and reports.`,
    `\`npm run prove -- kills --seed ${seed}\``,
    '',
    table(['killed', 'times', 'first acknowledgement, median', 'worst', 'promised'], rooms),
    '',
    table(
      ['judged by the independent checker', 'count'],
      [
        ['messages acknowledged to terminals', verdict.acknowledged],
        ['messages stored', verdict.stored],
        ['commands on record', verdict.commands],
        ['executions at terminals', verdict.executed],
        ['events in one gap-free order', verdict.events],
        ['**not as promised**', `**${broken.length}**`],
      ],
    ),
    '',
    table(['commands ended as', 'count'], states),
    '',
    `Re-logins wished through the API: ${Object.entries(ended).map(([state, count]) => `${count} ${state}`).join(', ')}.`,
    ...(broken.length === 0 ? [] : ['', '## Not as promised', '', ...broken.slice(0, 50).map((line) => `- ${line}`)]),
  ].join('\n')
  return { text, broken }
}
