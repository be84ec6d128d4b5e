import { join } from 'node:path'
import { Client } from 'pg'
import { median, medianOf, percentile, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import { Speaker } from '../fleet/speaker.ts'
import { connected, type Peer } from '../ingest/peers.ts'
import {
  BELLS_PER_RUN,
  CLICK_FLEETS,
  CLICKS_PER_RUN,
  COMMITS_PER_RUN,
  CONNECTIONS,
  RELOGINS_PER_RUN,
  ROUND_TRIPS_PER_RUN,
} from '../limits.ts'
import type { Options } from '../options.ts'
import { atMost, type Findings, NO_GOAL, type Row } from '../report/row.ts'
import { startBareAedes } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withStorage } from '../servers/database.ts'
import { click } from './click.ts'
import { type RunningHouse, startHouse } from './house.ts'
import { type ReloginSteps, STEPS, stepsOf } from './relogin.ts'
import { openRoundTrips, type RoundTrips } from './round-trip.ts'
import { measureBells, measureCommits } from './steps.ts'

interface Spread {
  readonly p50Ms: number
  readonly p99Ms: number
}

interface Run {
  readonly click: Spread
  readonly roundTrip: Spread
  readonly commit: Spread
  readonly bell: Spread
  readonly relogins: readonly ReloginSteps[]
}

/** A click may cost three bare round trips, five commits and three ticks of the bell; a tenfold fleet half as much again. */
const GOALS = { roundTrips: 3, commits: 5, bells: 3, ofSmall: 1.5 }

/** (b) From the click to the result: a command through the public API to a terminal and back. */
export async function measureCommands(database: DatabaseServer, folder: string, options: Options): Promise<Findings> {
  const { peer, trips } = await bareFleet(database, folder)
  const measured: { readonly terminals: number; readonly runs: readonly Run[] }[] = []
  for (const terminals of CLICK_FLEETS) {
    const house = await startHouse(database, folder, terminals)
    measured.push({ terminals, runs: await runsOf(house, trips, options.runs) })
    await house.close()
  }
  trips.close()
  for (const connection of peer.connections) connection.close()
  await peer.server.stop()
  return {
    rows: [...measured.flatMap(clickRows), growthRow(measured), ...measured.map(reloginRow)],
    figures: { measured },
  }
}

async function bareFleet(database: DatabaseServer, folder: string): Promise<{ peer: Peer; trips: RoundTrips }> {
  const devices = await seedFleet(
    await createMigrated(database, 'round_trips'),
    join(folder, 'round-trip-keys'),
    CONNECTIONS,
  )
  const peer = await connected(
    await startBareAedes(),
    devices.map((device) => new Speaker(device)),
    false,
  )
  return { peer, trips: await openRoundTrips(peer, devices) }
}

/** The house's own figure and what it is held against, by turns, so that both see the same machine. */
async function runsOf(house: RunningHouse, trips: RoundTrips, runs: number): Promise<Run[]> {
  const { databaseUrl, pool, session, healthy } = house
  const listener = new Client({ connectionString: databaseUrl })
  listener.on('error', () => {}) // whoever waits for the bell sees it
  await listener.connect()
  const measured: Run[] = []
  let next = 0
  const terminal = () => healthy[next++ % healthy.length] ?? ''
  await withStorage(databaseUrl, 'worker', async (storage) => {
    await clicks(session, terminal, CLICKS_PER_RUN)
    for (let run = 0; run < runs; run++) {
      const roundTrip = spread(await trips.measure(ROUND_TRIPS_PER_RUN))
      const commit = spread(await measureCommits(pool, COMMITS_PER_RUN))
      const bell = spread(await measureBells(storage, listener, BELLS_PER_RUN))
      const clicked = spread(await clicks(session, terminal, CLICKS_PER_RUN))
      const relogins: ReloginSteps[] = []
      while (relogins.length < RELOGINS_PER_RUN) {
        const { commandId, tookMs } = await click(session, terminal(), { relogin: { level: 'TERMINAL' } })
        relogins.push(await stepsOf(pool, commandId, tookMs))
      }
      measured.push({ click: clicked, roundTrip, commit, bell, relogins })
    }
  })
  await listener.end()
  return measured
}

async function clicks(session: RunningHouse['session'], terminal: () => string, count: number): Promise<number[]> {
  const figures: number[] = []
  while (figures.length < count) figures.push((await click(session, terminal(), { statusGet: {} })).tookMs)
  return figures
}

function spread(figures: readonly number[]): Spread {
  return { p50Ms: percentile(figures, 0.5), p99Ms: percentile(figures, 0.99) }
}

function clickRows({ terminals, runs }: { readonly terminals: number; readonly runs: readonly Run[] }): Row[] {
  return (['p50Ms', 'p99Ms'] as const).map((which) => {
    const figure = (part: 'click' | 'roundTrip' | 'commit' | 'bell') => medianOf(runs, (run) => run[part][which])
    const allowedMs =
      GOALS.roundTrips * figure('roundTrip') + GOALS.commits * figure('commit') + GOALS.bells * figure('bell')
    const parts = `${GOALS.roundTrips} × ${shown(figure('roundTrip'))} + ${GOALS.commits} × ${shown(figure('commit'))} + ${GOALS.bells} × ${shown(figure('bell'))} ms`
    return {
      group: 'b',
      what: `click to result, STATUS_GET, ${shownCount(terminals)} terminals, ${which === 'p50Ms' ? 'p50' : 'p99'}`,
      ours: shown(figure('click'), 'ms'),
      beside: `round trips, commits, bell ticks ${parts}`,
      ratio: figure('click') / allowedMs,
      ...atMost(figure('click'), Number(allowedMs.toFixed(1)), ' ms'),
    }
  })
}

function growthRow(measured: readonly { readonly terminals: number; readonly runs: readonly Run[] }[]): Row {
  const [small = Number.NaN, large = Number.NaN] = measured.map(({ runs }) => medianOf(runs, (run) => run.click.p50Ms))
  const [few, many] = CLICK_FLEETS
  return {
    group: 'b',
    what: `click to result, p50, ${shownCount(many)} terminals`,
    ours: shown(large, 'ms'),
    beside: `${shownCount(few)} terminals ${shown(small, 'ms')}`,
    ratio: large / small,
    ...atMost(large / small, GOALS.ofSmall),
  }
}

/** Told step by step, each with the median of when it was reached after the request. */
function reloginRow({ terminals, runs }: { readonly terminals: number; readonly runs: readonly Run[] }): Row {
  const all = runs.flatMap(({ relogins }) => relogins)
  const steps = STEPS.map((step) => `${step} ${shown(median(all.flatMap((one) => one.steps[step] ?? [])))}`)
  return {
    group: 'b',
    what: `RELOGIN, ${shownCount(terminals)} terminals, p50`,
    ours: shown(median(all.map(({ tookMs }) => tookMs)), 'ms'),
    beside: `${steps.join(' → ')} ms`,
    ratio: null,
    ...NO_GOAL,
  }
}

const shownCount = (count: number) => count.toLocaleString('en-US')
