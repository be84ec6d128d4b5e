import { Client } from 'pg'
import { serverAccount } from './account.ts'
import { type Binaries, installation, runnableBinaries } from './binaries.ts'
import { ensureCluster, SUPERUSER } from './cluster.ts'
import { EmbeddedFault } from './fault.ts'
import { type Home, openHome } from './home.ts'
import { claimHome } from './launcher.ts'
import { PORT_ATTEMPTS_MAX } from './limits.ts'
import type { EmbeddedLog } from './log.ts'
import { freePort } from './port.ts'
import { clearTheWay } from './postmaster.ts'
import { type Server, startServer } from './server.ts'
import { type Incident, supervise } from './supervise.ts'

export { binariesIn, type Binaries } from './binaries.ts'
export { EmbeddedFault } from './fault.ts'
export type { EmbeddedLog } from './log.ts'
export { freePort } from './port.ts'
export { removeEmbedded } from './remove.ts'
export { runningEmbedded } from './running.ts'
export type { Incident } from './supervise.ts'

export interface EmbeddedOptions {
  /** The folder for this server and nothing else; made if need be. */
  readonly dataDir: string
  /** False loses data when the machine loses power: for tests only. */
  readonly fsync: boolean
  /** A free one when left out. */
  readonly port?: number
  readonly log: EmbeddedLog
  /** Restarts the server, on the same port, when it ends unasked; called at each step of it. */
  readonly supervise?: (incident: Incident) => void
  /** Another PostgreSQL than the one that npm installed. */
  readonly binaries?: Binaries
}

/** A real PostgreSQL server, ours alone, on the loopback address. */
export interface EmbeddedServer {
  /** The superuser's connection to the database `budeng`. Holds the password: not for a log. */
  readonly url: string
  readonly port: number
  /** Of the process that serves now; another one after a restart. */
  readonly pid: number
  /** Rolls open transactions back, waits until every process of the server has ended. */
  stop(): Promise<void>
}

/** The database that a start makes in a new cluster. */
const DATABASE = 'budeng'

/**
 * Starts PostgreSQL in a folder, and makes the cluster when there is none. Works for root and for ordinary users.
 * @throws EmbeddedFault when the folder is in use, the port is taken or the server does not come up
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const home = openHome(options.dataDir, serverAccount(), options.log)
  const release = claimHome(home)
  try {
    const binaries = options.binaries ?? runnableBinaries(installation(), home.account, options.log)
    await clearTheWay(home.cluster, options.log)
    const password = await ensureCluster(binaries, home, options.fsync)
    const { server, port } = await startOnPort(binaries, home, options)
    const urlOf = (database: string) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
    await ensureDatabase(urlOf('postgres')).catch(async (error: unknown) => {
      await server.stop()
      throw error
    })
    const again = () => startServer(binaries, home, port, options.fsync, options.log)
    const running = options.supervise ? supervise(server, again, options.supervise) : server
    return {
      url: urlOf(DATABASE),
      port,
      get pid() {
        return running.pid
      },
      stop: () => running.stop().finally(release),
    }
  } catch (error) {
    release()
    throw error
  }
}

async function startOnPort(
  binaries: Binaries,
  home: Home,
  options: EmbeddedOptions,
): Promise<{ server: Server; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    try {
      return { server: await startServer(binaries, home, port, options.fsync, options.log), port }
    } catch (error) {
      const taken = error instanceof EmbeddedFault && error.message.includes('could not bind')
      if (!taken) throw error
      if (options.port !== undefined) throw new EmbeddedFault(`Port ${port} on 127.0.0.1 is taken.`, { cause: error })
      if (attempt === PORT_ATTEMPTS_MAX) throw error
    }
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}
