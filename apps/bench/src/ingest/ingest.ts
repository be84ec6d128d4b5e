import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'pg'
import { medianOf, shown } from '../figures.ts'
import { PreparedFrames } from '../fleet/frames.ts'
import { seedFleet } from '../fleet/seed.ts'
import { type Frame, Speaker } from '../fleet/speaker.ts'
import { CONNECTIONS, FRAMES_PER_CONNECTION_SECOND, FRESH_MS, READY_POLL_MS, WARM_UP_SECONDS } from '../limits.ts'
import { closedLoad, type LoadFigures, type LoadLength } from '../mqtt/load.ts'
import type { Options } from '../options.ts'
import { atLeast, atMost, type Findings, NO_GOAL, type Row } from '../report/row.ts'
import { startWorker } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withPool } from '../servers/database.ts'
import { type FreshnessFigures, FreshnessWatch } from './freshness.ts'
import { type Peer, type Peers, startPeers, stopPeers } from './peers.ts'

type Name = keyof Peers
type Urls = Readonly<Record<'ours' | 'naive', string>>
type Runs<Figures> = Partial<Record<Name, Figures[]>>

const GOALS = { ofBare: 0.4, ofNaive: 3, p99Ms: 150 }

/** (a) What terminals say: reports that are committed before they are acknowledged, heartbeats of which the newest counts. */
export async function measureIngest(database: DatabaseServer, folder: string, options: Options): Promise<Findings> {
  const house = { databaseUrl: await createMigrated(database, 'ingest'), keysFolder: join(folder, 'keys') }
  const devices = await seedFleet(house.databaseUrl, house.keysFolder, 2 * CONNECTIONS)
  const all = devices.map((device) => new Speaker(device))
  const [speakers, changing] = [all.slice(0, CONNECTIONS), all.slice(CONNECTIONS)]
  const worker = await startWorker(house)
  const urls = { ours: house.databaseUrl, naive: await database.create('naive') }
  const peers = await startPeers(house, urls.naive, folder, speakers, changing)
  const { reports, acknowledged } = await reportRuns(peers, speakers, changing, options)
  const stored = await storedReports(house.databaseUrl)
  const { heartbeats, freshness } = await heartbeatRuns(peers, speakers, urls, options)
  await stopPeers(peers)
  await worker.stop()
  return {
    rows: [...reportRows(reports, acknowledged, stored), ...heartbeatRows(heartbeats, freshness)],
    figures: {
      connections: CONNECTIONS,
      reports,
      heartbeats,
      freshness,
      reportsAcknowledged: acknowledged,
      reportsStored: stored,
    },
  }
}

async function reportRuns(
  peers: Peers,
  speakers: readonly Speaker[],
  changing: readonly Speaker[],
  { runs, seconds }: Options,
) {
  const frames = new PreparedFrames(speakers, (speaker) => speaker.standingFault())
  const changes = new PreparedFrames(changing, (speaker) => speaker.changingFault())
  let acknowledged = 0
  const reports = await inTurn(peers, runs, seconds, [frames, changes], (peer, name, forSeconds) =>
    closedLoad(peer.connections, { seconds: forSeconds }, async (connection, index, message) => {
      const { bytes, messageId } =
        name === 'ours' ? frames.take(index) : name === 'changing' ? changes.take(index) : frames.look(index, message)
      await connection.publish(bytes, messageId)
      if (name === 'ours' || name === 'changing') acknowledged++
    }),
  )
  return { reports, acknowledged }
}

async function heartbeatRuns(peers: Peers, speakers: readonly Speaker[], urls: Urls, { runs, seconds }: Options) {
  const freshness: FreshnessFigures[] = []
  const frames = new PreparedFrames(speakers, (speaker) => speaker.heartbeat())
  const naivePool = new Pool({ connectionString: urls.naive, max: 1 })
  const heartbeats = await withPool(urls.ours, (pool) =>
    inTurn({ ...peers, changing: null }, runs, seconds, [frames], async (peer, name, forSeconds) => {
      const isOurs = name === 'ours'
      const length = peer === peers.naive ? await naiveLength(naivePool, forSeconds) : { seconds: forSeconds }
      const watch = isOurs
        ? new FreshnessWatch(
            pool,
            speakers.map(({ device }) => device.id),
          )
        : null
      const watching = watch?.watch()
      const figures = await closedLoad(peer.connections, length, async (connection, index, message) => {
        const { bytes, n } = isOurs ? frames.take(index) : frames.look(index, message)
        await connection.send(bytes)
        watch?.took(index, n)
      })
      if (watch !== null) freshness.push(await watch.end())
      await watching
      return figures
    }),
  )
  await naivePool.end()
  // the first is the warm-up, in which every terminal comes online at once
  return { heartbeats, freshness: freshness.slice(1) }
}

/**
 * The broker library answers a PINGREQ while hooks of messages before it still run, so of the naive peer, which falls
 * behind, only rows tell: it gets a number of messages, and the load lasts until all are stored.
 */
async function naiveLength(pool: Pool, seconds: number): Promise<LoadLength> {
  const newest = async () =>
    Number((await pool.query<{ id: string | null }>('select max(id) as id from naive_message')).rows[0]?.id ?? 0)
  const before = await newest()
  return {
    seconds,
    messagesMax: 2 * seconds,
    caughtUp: async (messages) => {
      while ((await newest()) < before + messages) await wait(READY_POLL_MS)
    },
  }
}

/** Everyone in turn, again and again; a short load before, so that nobody is measured cold. */
async function inTurn(
  peers: Readonly<Record<Name, Peer | null>>,
  runs: number,
  seconds: number,
  frames: readonly PreparedFrames<Frame>[],
  load: (peer: Peer, name: Name, seconds: number) => Promise<LoadFigures>,
): Promise<Runs<LoadFigures>> {
  const measured: Runs<LoadFigures> = {}
  const all = Object.entries(peers).flatMap(([name, peer]) => (peer === null ? [] : [[name as Name, peer] as const]))
  for (let run = 0; run <= runs; run++) {
    const isWarmUp = run === 0
    for (const each of frames) each.topUp((isWarmUp ? WARM_UP_SECONDS : seconds) * FRAMES_PER_CONNECTION_SECOND)
    for (const [name, peer] of all) {
      const before = await cpuMsOf(peer)
      const figures = await load(peer, name, isWarmUp ? WARM_UP_SECONDS : seconds)
      const cpuUsPerMessage =
        before === null ? null : ((((await cpuMsOf(peer)) ?? before) - before) * 1_000) / figures.messages
      if (!isWarmUp) (measured[name] ??= []).push({ ...figures, cpuUsPerMessage })
    }
  }
  return measured
}

/** Processor time of a peer so far; null for a program that is not ours to ask. */
async function cpuMsOf({ server }: Peer): Promise<number | null> {
  return server.name === 'Mosquitto' ? null : (await server.usage('now')).cpuMs
}

async function storedReports(databaseUrl: string): Promise<number> {
  const { rows } = await withPool(databaseUrl, (pool) =>
    pool.query<{ count: string }>(`select count(*) from uplink where stream = 'report'`),
  )
  return Number(rows[0]?.count ?? 0)
}

const perSecond = (runs: readonly LoadFigures[] = []) => medianOf(runs, (run) => run.perSecond)

const REPORTS = 'reports/s, QoS 1, PUBACK after commit'
const CHANGES = 'the same, each changes the terminal and is an event'

function reportRows(runs: Runs<LoadFigures>, acknowledged: number, stored: number): Row[] {
  const { ours = [], changing = [], bare, mosquitto } = runs
  return [
    ...beside(REPORTS, ours, runs),
    mosquitto === undefined ? skipped(REPORTS, perSecond(ours)) : line(REPORTS, ours, 'Mosquitto', mosquitto),
    slowest('report to its PUBACK, p99', ours, bare),
    ...beside(CHANGES, changing, runs),
    slowest('such a report to its PUBACK, p99', changing, bare),
    {
      group: 'a',
      what: 'reports stored of those acknowledged',
      ours: shown(stored),
      beside: shown(acknowledged),
      ratio: stored / acknowledged,
      goal: 'all',
      holds: stored === acknowledged,
    },
  ]
}

function beside(what: string, ours: readonly LoadFigures[], { bare = [], naive = [] }: Runs<LoadFigures>): Row[] {
  const rate = perSecond(ours)
  return [
    { ...line(what, ours, 'bare Aedes', bare), ...atLeast(rate / perSecond(bare), GOALS.ofBare) },
    { ...line(what, ours, 'one INSERT a message', naive), ...atLeast(rate / perSecond(naive), GOALS.ofNaive) },
  ]
}

function line(what: string, ours: readonly LoadFigures[], name: string, peer: readonly LoadFigures[] = []): Row {
  const [rate, theirs] = [perSecond(ours), perSecond(peer)]
  const told = { ours: shown(rate), beside: `${name} ${shown(theirs)}` }
  return { group: 'a', what, ...told, ratio: rate / theirs, ...NO_GOAL }
}

function slowest(what: string, ours: readonly LoadFigures[], bare: readonly LoadFigures[] = []): Row {
  const p99Of = (runs: readonly LoadFigures[]) => medianOf(runs, (run) => run.p99Ms)
  const told = { ours: shown(p99Of(ours), 'ms'), beside: `bare Aedes ${shown(p99Of(bare), 'ms')}` }
  return { group: 'a', what, ...told, ratio: null, ...atMost(p99Of(ours), GOALS.p99Ms, ' ms') }
}

function heartbeatRows(runs: Runs<LoadFigures>, freshness: readonly FreshnessFigures[]): Row[] {
  const { ours = [], bare, naive, mosquitto } = runs
  const rate = perSecond(ours)
  const what = 'heartbeats/s, QoS 0, newest stored'
  const stale = Math.max(...freshness.map(({ staleMax }) => staleMax))
  const settledMs = Math.max(...freshness.map((run) => run.settledMs))
  return [
    line(what, ours, 'bare Aedes', bare),
    line(what, ours, 'one INSERT a message', naive),
    mosquitto === undefined ? skipped(what, rate) : line(what, ours, 'Mosquitto', mosquitto),
    {
      group: 'a',
      what: 'terminals whose row was over 1 s old, worst look',
      ours: `${stale} of ${CONNECTIONS}`,
      beside: `newest in all rows ${shown(settledMs, 'ms')} after the last`,
      ratio: null,
      goal: `0, ≤ ${FRESH_MS} ms`,
      holds: stale === 0 && settledMs <= FRESH_MS,
    },
  ]
}

function skipped(what: string, rate: number): Row {
  return { group: 'a', what, ours: shown(rate), beside: 'Mosquitto SKIPPED (not installed)', ratio: null, ...NO_GOAL }
}
