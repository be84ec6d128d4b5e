import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { heapArguments, type ServerKind } from '@budeng/storage'
import { READY_POLL_MS, SERVER_READY_MS, STOP_TIMEOUT_MS } from '../limits.ts'
import type { Usage } from '../peers/probe.ts'
import { atTheEnd } from './ending.ts'

/** A measured server in a process of its own. */
export interface Server {
  readonly name: string
  readonly port: number
  /** As the process itself tells; `collected`: its memory after a full collection. */
  usage(wish: 'now' | 'collected'): Promise<Usage>
  stop(): Promise<void>
}

export interface NodeProgram {
  readonly name: string
  readonly script: string
  readonly port: number
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Which of our servers it is: it has the heap that the house gives it. */
  readonly kind?: ServerKind
  /** True when it serves; by default: its port takes connections. */
  readonly isReady?: (port: number) => Promise<boolean>
  readonly readyMs?: number
  /** True: it speaks to people, of passwords too, and its words are not passed on. */
  readonly isTalkative?: boolean
}

const BUILT = import.meta.dirname
/** The bench's own folder, whose `dist` we run from. */
export const BENCH_FOLDER = join(BUILT, '..')
export const APPS_FOLDER = join(BUILT, '..', '..')
const LAST_WORDS_MAX = 4_000

/** Starts a built program with the probe in front of it, and waits until it serves. */
export async function startNode({
  name,
  script,
  port,
  args = [],
  env = {},
  kind,
  isReady = takesConnections,
  readyMs = SERVER_READY_MS,
  isTalkative = false,
}: NodeProgram): Promise<Server> {
  const child = fork(script, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', BUDENG_LOG_LEVEL: 'error', ...env },
    execArgv: [
      ...(kind === undefined ? [] : heapArguments(kind)),
      ...['--expose-gc', '--enable-source-maps', '--import', join(BUILT, 'probe.js')],
      ...profiling(name),
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const stop = await untilReady(child, { name, isReady: () => isReady(port), readyMs, isTalkative })
  return {
    name,
    port,
    stop,
    usage: async (wish) => {
      child.send(wish)
      const [usage] = (await once(child, 'message')) as [Usage]
      return usage
    },
  }
}

/** With `BUDENG_BENCH_PROFILES=folder` every Node process leaves a CPU profile there: for finding out, not for figures. */
function profiling(name: string): string[] {
  const folder = process.env.BUDENG_BENCH_PROFILES
  return folder
    ? [
        '--cpu-prof',
        `--cpu-prof-dir=${folder}`,
        `--cpu-prof-name=${name.replaceAll(' ', '-')}-${process.hrtime.bigint()}.cpuprofile`,
      ]
    : []
}

/** Starts a program that is not ours. */
export async function startProgram(
  name: string,
  program: string,
  args: readonly string[],
  port: number,
): Promise<Server> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = await untilReady(child, {
    name,
    isReady: () => takesConnections(port),
    readyMs: SERVER_READY_MS,
    isTalkative: false,
  })
  return { name, port, stop, usage: () => Promise.reject(new Error(`${name} does not tell what it uses`)) }
}

interface Waited {
  readonly name: string
  readonly isReady: () => Promise<boolean>
  readonly readyMs: number
  readonly isTalkative: boolean
}

/** Answers how to stop it. @throws with its last words when it ends, or is not ready in time */
async function untilReady(
  child: ChildProcess,
  { name, isReady, readyMs, isTalkative }: Waited,
): Promise<() => Promise<void>> {
  let words = ''
  let isServing = false
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      words = (words + chunk.toString()).slice(-LAST_WORDS_MAX)
      // they are told to speak of errors only
      if (isServing && !isTalkative) process.stderr.write(`${name}: ${chunk.toString()}`)
    })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const stop = atTheEnd(() => end(child, ended))
  const deadline = performance.now() + readyMs
  while (!(await isReady())) {
    const isOver = child.exitCode !== null || child.signalCode !== null
    if (isOver || performance.now() > deadline) {
      await stop()
      throw new Error(`${name} ${isOver ? 'ended' : 'was not ready in time'}:\n${words}`)
    }
    await wait(READY_POLL_MS)
  }
  isServing = true
  return stop
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
  await ended
  clearTimeout(timer)
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
