import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@budeng/storage/embedded'
import { nextDemoCode, openMachineFile } from '@budeng/simulator'
import { Pool } from 'pg'
import { type Session, logIn } from '../graphql/session.ts'
import { HOUSE_READY_MS } from '../limits.ts'
import { UNMETERED } from '../servers/brokers.ts'
import type { DatabaseServer } from '../servers/database.ts'
import { APPS_FOLDER, type Server, startNode } from '../servers/process.ts'

/** The whole house as `budeng start` runs it, with its simulated terminals, and somebody of operations who is logged in. */
export interface RunningHouse {
  readonly server: Server
  readonly databaseUrl: string
  readonly pool: Pool
  readonly session: Session
  readonly port: number
  /** Ids of terminals that behave well and are connected. */
  readonly healthy: readonly string[]
  /** Somebody else of the acquirer who is there: the first of a role, or by the name that a start prints. */
  logIn(name: string): Promise<Colleague>
  close(): Promise<void>
}

/** A person of the demonstration, logged in. */
export interface Colleague {
  readonly email: string
  readonly session: Session
}

/** The part of a demonstration's terminals that must be connected: some are switched off on purpose. */
const CONNECTED_SHARE = 0.93

export async function startHouse(
  database: DatabaseServer,
  folder: string,
  terminals: number,
  more: readonly string[] = [],
): Promise<RunningHouse> {
  const dataDir = join(folder, `house-${terminals}`)
  const databaseUrl = await database.create(`house_${terminals}_${more.length}`)
  const pool = new Pool({ connectionString: databaseUrl, max: 2 })
  const [httpPort, mqttPort, hostPort, hostIsoPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const server = await startNode({
    name: `house of ${terminals}`,
    script: join(APPS_FOLDER, 'cli', 'dist', 'main.js'),
    args: ['start', '--terminals', String(terminals), '--seed', '42', '--training', '0', ...more],
    port: httpPort,
    env: {
      // simulated terminals are refused in production
      NODE_ENV: 'development',
      DATABASE_URL: databaseUrl,
      BUDENG_DATA_DIR: dataDir,
      BUDENG_HTTP_PORT: String(httpPort),
      BUDENG_MQTT_PORT: String(mqttPort),
      BUDENG_HOST_PORT: String(hostPort),
      BUDENG_HOST_ISO_PORT: String(hostIsoPort),
      ...UNMETERED,
    },
    isReady: async () => (await isServing(httpPort)) && (await connectedTerminals(pool)) >= terminals * CONNECTED_SHARE,
    readyMs: HOUSE_READY_MS,
    isTalkative: true,
  })
  const enter = async (name: string): Promise<Colleague> => {
    const { email, password } = personOf(dataDir, name)
    return { email, session: await logIn(httpPort, email, password, await nextDemoCode(join(dataDir, 'demo'), email)) }
  }
  const { session } = await enter('OPERATIONS')
  const others: Session[] = []
  return {
    server,
    databaseUrl,
    pool,
    session,
    port: httpPort,
    healthy: await healthyTerminals(pool, dataDir),
    logIn: async (name) => {
      const colleague = await enter(name)
      others.push(colleague.session)
      return colleague
    },
    close: async () => {
      for (const each of [session, ...others]) await each.close()
      await pool.end()
      await server.stop()
    },
  }
}

async function isServing(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ status }) => status === 200,
    () => false,
  )
}

async function connectedTerminals(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ count: string }>('select count(*) from connection where ready')
  return Number(rows[0]?.count ?? 0)
}

const ACQUIRER = 'huaxin'

function personOf(dataDir: string, name: string): { readonly email: string; readonly password: string } {
  const people = JSON.parse(readFileSync(join(dataDir, 'demo', 'people.json'), 'utf8')) as readonly {
    role: string
    label: string
    nodeKey: string
    email: string
    password: string
  }[]
  const person = people.find((each) => [each.role, each.label].includes(name) && each.nodeKey === ACQUIRER)
  if (person === undefined) throw new Error(`nobody of the demonstration is ${name}`)
  return person
}

async function healthyTerminals(pool: Pool, dataDir: string): Promise<string[]> {
  const machines = openMachineFile(join(dataDir, 'demo', 'machines.lines'))
  const tids = [...machines.entries()].flatMap(([, { identity, behaviour }]) =>
    behaviour === 'healthy' && identity.acquirer === ACQUIRER ? [identity.tid] : [],
  )
  machines.close()
  const { rows } = await pool.query<{ id: string }>(
    `select terminal.id from terminal join connection on connection.terminal_id = terminal.id and connection.ready
     where terminal.acquirer_code = $1 and terminal.tid = any($2) order by md5(terminal.id)`,
    [ACQUIRER, tids],
  )
  return rows.map(({ id }) => id)
}
