import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './ports.ts'
import { processesBelow } from './processes.ts'
import { until } from './until.ts'

/** The repository; the dist folder and the src folder are equally deep. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..')
const START_TIMEOUT_MS = 150_000
const STOP_TIMEOUT_MS = 60_000

/** The processes of a running house, as the operating system knows them. */
export type Room = 'api' | 'gateway' | 'worker' | 'postgres' | 'simulator'

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
  /** Every process of the house now, the supervisor among them. */
  pids(): readonly number[]
  /** Ends the supervisor by kill -9: what a power cut or an impatient person does. The data folder stays. */
  kill(): Promise<void>
  /** `keepData`: another house shall be started on the same folder. */
  stop(options?: { readonly keepData: boolean }): Promise<void>
}

export interface HouseOptions {
  readonly terminals: number
  readonly seed?: number
  /** Terminals on which people learn. */
  readonly training?: number
  /** More arguments of `budeng start`. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The folder of a house that was stopped with its data kept. */
  readonly dataDir?: string
}

/** A folder for a house: others may walk through it, because root lends the database's server another account. */
export function newDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'budeng-house-'))
  chmodSync(folder, 0o711)
  return folder
}

/** Starts `budeng` with free ports and waits for nothing. */
export async function spawnBudeng(args: readonly string[], env: Readonly<Record<string, string>>) {
  const [httpPort = 0, mqttPort = 0, hostPort = 0, hostIsoPort = 0] = await freePorts(4)
  const child = spawn(process.execPath, [join(ROOT, 'apps/cli/dist/main.js'), ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      BUDENG_HTTP_PORT: String(httpPort),
      BUDENG_MQTT_PORT: String(mqttPort),
      BUDENG_HOST_PORT: String(hostPort),
      BUDENG_HOST_ISO_PORT: String(hostIsoPort),
      DATABASE_URL: '',
      // one session, in several windows, walks faster than people
      BUDENG_API_COST_PER_MINUTE: '10000000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, output: collect(child), httpPort, mqttPort, hostPort }
}

/** Starts a house and waits until it says that it is ready. @throws with what it printed */
export async function startHouse(options: HouseOptions): Promise<House> {
  const dataDir = options.dataDir ?? newDataDir()
  const args = [
    'start',
    '--terminals',
    String(options.terminals),
    '--seed',
    String(options.seed ?? 1),
    '--training',
    String(options.training ?? 0),
    ...(options.args ?? []),
  ]
  const { child, output, httpPort, mqttPort, hostPort } = await spawnBudeng(args, {
    BUDENG_DATA_DIR: dataDir,
    ...options.env,
  })
  await until(
    () => {
      if (hasEnded(child)) throw new Error(`the house did not start:\n${output()}`)
      return output().includes('Ready after')
    },
    { what: () => `the house is ready:\n${output()}`, timeoutMs: START_TIMEOUT_MS },
  ).catch(async (error: unknown) => {
    await stop(child, output)
    rmSync(dataDir, { recursive: true, force: true })
    throw error
  })
  return {
    httpUrl: `http://127.0.0.1:${httpPort}`,
    hostUrl: `http://127.0.0.1:${hostPort}`,
    mqttPort,
    dataDir,
    output,
    pid: (room) => pidOf(room, child.pid ?? 0),
    pids: () => processesBelow(child.pid ?? 0).map(({ pid }) => pid),
    async kill() {
      child.kill('SIGKILL')
      await until(() => hasEnded(child), { what: () => 'the supervisor is dead' })
    },
    async stop({ keepData } = { keepData: false }) {
      await stop(child, output)
      if (!keepData) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
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

async function stop(child: ChildProcess, output: () => string): Promise<void> {
  if (!hasEnded(child)) child.kill('SIGTERM')
  await until(() => hasEnded(child), { what: () => `the house stops:\n${output()}`, timeoutMs: STOP_TIMEOUT_MS })
}

/** Looks where an operator would look: in the list of processes below the one that was started. */
function pidOf(room: Room, ancestor: number): number | null {
  return processesBelow(ancestor).find(({ command }) => COMMANDS[room].test(command))?.pid ?? null
}

const COMMANDS: Readonly<Record<Room, RegExp>> = {
  api: /apps\/api\/dist\/main\.js/,
  gateway: /apps\/gateway\/dist\/main\.js/,
  worker: /apps\/worker\/dist\/main\.js/,
  simulator: /apps\/cli\/dist\/main\.js simulate/,
  postgres: /bin\/postgres -D /,
}
