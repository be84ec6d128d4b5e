import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { median } from '../figures.ts'
import { type Device, seedFleet } from '../fleet/seed.ts'
import {
  BEAT_ONCE_MS,
  FILES_BESIDE,
  PRESENT_FLEETS,
  READY_POLL_MS,
  WAVE_TIMEOUT_MS,
  WAVES_APART_MS,
} from '../limits.ts'
import type { Options } from '../options.ts'
import type { Findings } from '../report/row.ts'
import { type House, startBareAedes, startGateway, startWorker } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer, withPool } from '../servers/database.ts'
import type { Server } from '../servers/process.ts'
import { Lanes } from './lanes.ts'
import { type Measured, type Peer, rowsOf } from './rows.ts'
import { lanesFor } from './waves.ts'

/**
 * (n) Presence and status of a fleet whose connections are all held: until it is connected, online and heard of, beside the
 * broker library alone with the same connections and heartbeats. Where open files of one process do not reach, there are as
 * many gateways as it takes, on one database, and as many brokers, each with a generator of its own.
 */
export async function measurePresence(database: DatabaseServer, folder: string, options: Options): Promise<Findings> {
  const measured: Measured[] = []
  for (const terminals of options.terminals === null ? PRESENT_FLEETS : [options.terminals])
    measured.push(await measureFleet(database, folder, terminals, options))
  return { rows: measured.flatMap(rowsOf), figures: { openFiles: openFilesMax(), measured } }
}

async function measureFleet(
  database: DatabaseServer,
  folder: string,
  terminals: number,
  { runs }: Options,
): Promise<Measured> {
  const lanes = lanesFor(terminals, openFilesMax(), FILES_BESIDE)
  const house = {
    databaseUrl: await createMigrated(database, `presence_${terminals}`),
    keysFolder: join(folder, `presence-${terminals}-keys`),
  }
  const devices = await seedFleet(house.databaseUrl, house.keysFolder, terminals)
  const bare = await measureBare(devices, lanes, runs)
  return { terminals, lanes, openFiles: openFilesMax(), bare, ours: await measureOurs(house, devices, lanes, runs) }
}

async function measureBare(devices: readonly Device[], count: number, runs: number): Promise<Peer> {
  const servers = await startMany(count, startBareAedes)
  const lanes = await Lanes.open(
    devices,
    servers.map(({ port }) => ({ port, databaseUrl: null })),
  )
  // nobody is measured cold
  await lanes.wave(0)
  const takenMs: number[] = []
  while (takenMs.length < runs) takenMs.push((await lanes.wave(0)).takenMs)
  const peer = { connectedMs: lanes.connectedMs, residentBytes: await residentOf(servers), takenMs: median(takenMs) }
  await lanes.close()
  for (const server of servers) await server.stop()
  return peer
}

async function measureOurs(
  house: House,
  devices: readonly Device[],
  count: number,
  runs: number,
): Promise<Measured['ours']> {
  const worker = await startWorker(house)
  const servers = await startMany(count, () => startGateway(house))
  const { databaseUrl } = house
  const lanes = await Lanes.open(
    devices,
    servers.map(({ port }) => ({ port, databaseUrl })),
  )
  const held = await countOf(databaseUrl, 'select count(*) from connection where ready')
  const startedAt = performance.now()
  await lanes.wave(0)
  const online = await untilOnline(databaseUrl, devices.length)
  const onlineMs = performance.now() - startedAt
  const atOnce: Measured['ours']['atOnce'][number][] = []
  while (atOnce.length < runs) {
    await wait(WAVES_APART_MS)
    atOnce.push(await lanes.wave(0))
  }
  await wait(WAVES_APART_MS)
  const spread = await lanes.wave(BEAT_ONCE_MS)
  const peer = { connectedMs: lanes.connectedMs, residentBytes: await residentOf(servers) }
  await lanes.close()
  for (const server of [...servers, worker]) await server.stop()
  return { ...peer, held, online, onlineMs, atOnce, spread }
}

async function startMany(count: number, start: () => Promise<Server>): Promise<Server[]> {
  const servers: Server[] = []
  while (servers.length < count) servers.push(await start())
  return servers
}

async function residentOf(servers: readonly Server[]): Promise<number> {
  let bytes = 0
  for (const server of servers) bytes += (await server.usage('collected')).memory.rss
  return bytes
}

/** Until the list shows each as online, or the time is up; answers how many. */
async function untilOnline(databaseUrl: string, terminals: number): Promise<number> {
  const look = () => countOf(databaseUrl, `select count(*) from terminal where presence = 'ONLINE'`)
  const end = performance.now() + WAVE_TIMEOUT_MS
  let online = await look()
  while (online < terminals && performance.now() < end) {
    await wait(READY_POLL_MS)
    online = await look()
  }
  return online
}

async function countOf(databaseUrl: string, sql: string): Promise<number> {
  const { rows } = await withPool(databaseUrl, (pool) => pool.query<{ count: string }>(sql))
  return Number(rows[0]?.count)
}

/** Files that a process may have open here, and what it starts. Linux says; elsewhere a careful guess, as the gateway's. */
function openFilesMax(): number {
  try {
    const [, most] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return Number(most ?? OPEN_FILES_GUESS)
  } catch {
    return OPEN_FILES_GUESS
  }
}

const OPEN_FILES_GUESS = 4_096
