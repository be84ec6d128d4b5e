import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { medianOf, shown } from '../figures.ts'
import { seedFleet } from '../fleet/seed.ts'
import { Speaker } from '../fleet/speaker.ts'
import { connected } from '../ingest/peers.ts'
import { IDLE_CONNECTIONS, IDLE_WARM_UP, SETTLE_MS } from '../limits.ts'
import type { Options } from '../options.ts'
import { atMost, type Findings, NO_GOAL, type Row } from '../report/row.ts'
import { startBareAedes, startGateway } from '../servers/brokers.ts'
import { createMigrated, type DatabaseServer } from '../servers/database.ts'
import type { Server } from '../servers/process.ts'

/** What one idle terminal costs the process that holds its connection, in bytes. */
interface PerTerminal {
  readonly resident: number
  readonly heap: number
  /** Buffers and what the sockets hold outside of the heap. */
  readonly external: number
}

const GOAL_OF_BARE = 1.25

/**
 * (d) Memory of an idle terminal. Each process is started anew; some connections are opened and stay, so that code and
 * pools are there; then its memory after a full collection is read, the rest connects and says hello, all is quiet for
 * some seconds, and it is read again.
 */
export async function measureMemory(database: DatabaseServer, folder: string, { runs }: Options): Promise<Findings> {
  const house = { databaseUrl: await createMigrated(database, 'memory'), keysFolder: join(folder, 'memory-keys') }
  const devices = await seedFleet(house.databaseUrl, house.keysFolder, IDLE_CONNECTIONS + IDLE_WARM_UP)
  const ours: PerTerminal[] = []
  const bare: PerTerminal[] = []
  for (let run = 0; run < runs; run++) {
    const speakers = () => devices.map((device) => new Speaker(device))
    bare.push(await weigh(await startBareAedes(), speakers(), false))
    ours.push(await weigh(await startGateway(house), speakers(), true))
  }
  return { rows: rowsOf(ours, bare), figures: { connections: IDLE_CONNECTIONS, ours, bare } }
}

async function weigh(server: Server, speakers: readonly Speaker[], isWelcomed: boolean): Promise<PerTerminal> {
  const first = await connected(server, speakers.slice(0, IDLE_WARM_UP), isWelcomed)
  const before = await settled(server)
  const rest = await connected(server, speakers.slice(IDLE_WARM_UP), isWelcomed)
  const after = await settled(server)
  for (const connection of [...first.connections, ...rest.connections]) connection.close()
  await server.stop()
  const each = (bytes: number) => bytes / rest.connections.length
  return {
    resident: each(after.rss - before.rss),
    heap: each(after.heapUsed - before.heapUsed),
    external: each(after.external - before.external),
  }
}

async function settled(server: Server): Promise<NodeJS.MemoryUsage> {
  await wait(SETTLE_MS)
  return (await server.usage('collected')).memory
}

function rowsOf(ours: readonly PerTerminal[], bare: readonly PerTerminal[]): Row[] {
  const line = (what: string, part: keyof PerTerminal): Omit<Row, 'goal' | 'holds'> & { readonly ratio: number } => {
    const [own, other] = [medianOf(ours, (run) => run[part]), medianOf(bare, (run) => run[part])]
    return { group: 'd', what, ours: kilobytes(own), beside: `bare Aedes ${kilobytes(other)}`, ratio: own / other }
  }
  const resident = line('memory of an idle terminal, resident', 'resident')
  return [
    { ...resident, ...atMost(resident.ratio, GOAL_OF_BARE) },
    { ...line('of it on the heap', 'heap'), ...NO_GOAL },
    { ...line('of it in buffers and sockets', 'external'), ...NO_GOAL },
  ]
}

function kilobytes(bytes: number): string {
  return shown(bytes / 1_024, 'KB')
}
