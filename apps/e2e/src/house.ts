import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const START_TIMEOUT_MS = 90_000
const STOP_TIMEOUT_MS = 30_000

/** The processes of a running house, as the operating system knows them. */
export type Room = 'api' | 'gateway' | 'worker' | 'postgres'

/** A whole house of built processes on free ports, with a data folder of its own: what `npm start` runs. */
export interface House {
  readonly httpUrl: string
  readonly hostUrl: string
  readonly mqttPort: number
  readonly dataDir: string
  /** What `budeng start` printed so far. */
  output(): string
  /** The process of a room now; null while it is away. */
  pid(room: Room): number | null
  stop(): Promise<void>
}

export interface HouseOptions {
  readonly terminals: number
  readonly seed?: number
  /** More arguments of `budeng start`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export async function startHouse(options: HouseOptions): Promise<House> {
  const dataDir = mkdtempSync(join(tmpdir(), 'budeng-house-'))
  const [httpPort, mqttPort, hostPort] = await freePorts(3)
  const args = ['start', '--terminals', String(options.terminals), '--seed', String(options.seed ?? 1), ...(options.args ?? [])]
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/dist/main.js'), ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      BUDENG_HTTP_PORT: String(httpPort),
      BUDENG_MQTT_PORT: String(mqttPort),
      BUDENG_HOST_PORT: String(hostPort),
      BUDENG_DATA_DIR: dataDir,
      DATABASE_URL: '',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = collect(child)
  const httpUrl = `http://127.0.0.1:${httpPort}`
  await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the house did not start:\n${output()}`)
      return await isReady(httpUrl)
    },
    { what: () => `the house is ready:\n${output()}`, timeoutMs: START_TIMEOUT_MS },
  )
  return {
    httpUrl,
    hostUrl: `http://127.0.0.1:${hostPort}`,
    mqttPort: mqttPort ?? 0,
    dataDir,
    output,
    pid: (room) => pidOf(room, child.pid ?? 0),
    stop: () => stop(child, dataDir, output),
  }
}

async function isReady(httpUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${httpUrl}/readyz`)).status === 200
  } catch {
    return false // nobody listens yet
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer) => {
    text += chunk.toString()
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => text
}

async function stop(child: ChildProcess, dataDir: string, output: () => string): Promise<void> {
  if (child.exitCode === null) child.kill('SIGTERM')
  await until(() => child.exitCode !== null || child.signalCode !== null, { what: () => `the house stops:\n${output()}`, timeoutMs: STOP_TIMEOUT_MS })
  rmSync(dataDir, { recursive: true, force: true })
}

/** Ports that nobody has now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
      return server
    }),
  )
  const ports = servers.map((server) => {
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  })
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))))
  return ports
}

/** Looks where an operator would look: in the list of processes below the one that was started. */
function pidOf(room: Room, ancestor: number): number | null {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const below = new Set([ancestor])
  const facts = pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      return [{ pid: Number(pid), parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
    } catch {
      return [] // it ended while we looked
    }
  })
  for (let grew = true; grew; ) {
    const before = below.size
    for (const { pid, parent } of facts) if (below.has(parent)) below.add(pid)
    grew = below.size > before
  }
  const wanted = room === 'postgres' ? /bin\/postgres -D / : new RegExp(`apps/${room}/dist/main\\.js`)
  return facts.find(({ pid, command }) => below.has(pid) && wanted.test(command))?.pid ?? null
}
