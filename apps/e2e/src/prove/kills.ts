import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Terminal } from '@budeng/sdk'
import { clientOf } from '../api.ts'
import { demoPostgresUrl } from '../demo.ts'
import { type House, type Room, startHouse } from '../house.ts'
import { until } from '../until.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { judge, type Verdict } from './checker.ts'
import { readHistories } from './histories.ts'
import { type Kill, planKills } from './plan.ts'
import { type Relogin, Relogins } from './relogins.ts'
import { seconds } from './table.ts'

const AWAY_TIMEOUT_MS = 120_000
const QUIET_TIMEOUT_MS = 240_000
/** How long terminals stand still while they are judged, and how long they go on before the next try. */
const FROZEN_MS = 3_000
const THAWED_MS = 5_000

export interface KillSizes {
  readonly kills: number
  readonly relogins: number
  readonly terminals: number
}

export interface Blow extends Kill {
  /** Re-logins that were asked for and not at their end when it fell. */
  readonly underWay: number
  /** From the kill to the first acknowledgement that a terminal got from what was started again. */
  readonly firstAckMs: number
}

/** What happened, and what the checker makes of it. */
export interface Endured {
  readonly blows: readonly Blow[]
  readonly relogins: readonly Relogin[]
  readonly verdict: Verdict
}

/**
 * Kills gateway, API, worker and PostgreSQL with SIGKILL while re-logins, heartbeats and reports go on, and has an
 * independent checker judge what is left.
 * @param dataDir a folder that was seeded before; a new one unless given
 */
export async function endureKills(
  seed: number,
  sizes: KillSizes,
  tell: (line: string) => void,
  dataDir?: string,
): Promise<Endured> {
  const history = join(tmpdir(), `budeng-history-${process.pid}-${seed}.jsonl`)
  const house = await startHouse({
    terminals: sizes.terminals,
    seed,
    args: ['--scenario', 'reporting', '--history', history],
    ...(dataDir === undefined ? {} : { dataDir }),
  })
  try {
    const { blows, relogins } = await strikeAll(house, history, seed, sizes, tell)
    return { blows, relogins, verdict: await settled(house, history) }
  } finally {
    await house.stop()
    rmSync(history, { force: true })
  }
}

async function strikeAll(house: House, history: string, seed: number, sizes: KillSizes, tell: (line: string) => void) {
  const client = await clientOf(house, 'operations')
  const terminals: Terminal[] = []
  for await (const terminal of client.terminals({ presence: ['ONLINE'] })) terminals.push(terminal)
  const acknowledgements = new Acknowledgements(history)
  const wishes = new Relogins(client, terminals)
  const blows: Blow[] = []
  const strikes = async () => {
    for (const [index, kill] of planKills(seed, sizes.kills).entries()) {
      await new Promise((pause) => setTimeout(pause, kill.pauseMs))
      wishes.wave(shareOf(sizes.relogins, sizes.kills, index))
      await new Promise((pause) => setTimeout(pause, kill.afterMs))
      const { underWay } = wishes
      const firstAckMs = await strike(house, kill.room, acknowledgements)
      blows.push({ ...kill, underWay, firstAckMs })
      tell(
        `kill ${index + 1}/${sizes.kills} ${kill.room}: ${underWay} re-logins under way, first acknowledgement after ${seconds(firstAckMs)}`,
      )
    }
  }
  try {
    await Promise.race([strikes(), wishes.failure])
    return { blows, relogins: await wishes.all() }
  } finally {
    acknowledgements.stop()
    await client.close()
  }
}

/** The total in equal waves; the remainder comes with the first. */
function shareOf(total: number, waves: number, index: number): number {
  return Math.floor(total / waves) + (index < total % waves ? 1 : 0)
}

async function strike(house: House, room: Room, acknowledgements: Acknowledgements): Promise<number> {
  let killed = 0
  await until(() => (killed = house.pid(room) ?? 0) > 0, { what: () => `${room} runs`, timeoutMs: AWAY_TIMEOUT_MS })
  const at = performance.now()
  process.kill(killed, 'SIGKILL')
  // what was on its way when it died still arrives: only an acknowledgement after the restart counts for these two
  const away = room === 'gateway' || room === 'postgres'
  const isBack = () => ![null, killed].includes(house.pid(room))
  if (away) await until(isBack, { what: () => `${room} is started again`, timeoutMs: AWAY_TIMEOUT_MS, everyMs: 5 })
  const back = performance.now()
  await until(() => acknowledgements.lastAtMs > (away ? back : at), {
    what: () => `a terminal is acknowledged again after ${room} was killed:\n${house.output()}`,
    timeoutMs: AWAY_TIMEOUT_MS,
    everyMs: 5,
  })
  return acknowledgements.lastAtMs - at
}

/** Waits until everything came to its end, then asks the checker. */
async function settled(house: House, history: string): Promise<Verdict> {
  let verdict = await judgeFrozen(house, history)
  const end = performance.now() + QUIET_TIMEOUT_MS
  while (verdict.broken.length > 0 && performance.now() < end) {
    await new Promise((pause) => setTimeout(pause, THAWED_MS))
    verdict = await judgeFrozen(house, history)
  }
  return verdict
}

/**
 * Judges while the terminals' process stands still: otherwise they would go on reporting between the look at their
 * history and the look at the database. What they had sent still arrives meanwhile.
 */
async function judgeFrozen(house: House, history: string): Promise<Verdict> {
  const terminals = house.pid('simulator')
  if (terminals === null) throw new Error('the terminals have ended')
  const databaseUrl = demoPostgresUrl(house)
  const histories = () => readHistories(history)
  process.kill(terminals, 'SIGSTOP')
  try {
    const end = performance.now() + FROZEN_MS
    let verdict = await judge(databaseUrl, histories())
    while (verdict.broken.length > 0 && performance.now() < end) verdict = await judge(databaseUrl, histories())
    return verdict
  } finally {
    process.kill(terminals, 'SIGCONT')
  }
}
