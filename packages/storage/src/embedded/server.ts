import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { boundToParent, SERVER_ENVIRONMENT } from './account.ts'
import type { Binaries } from './binaries.ts'
import { EmbeddedFault } from './fault.ts'
import type { Home } from './home.ts'
import {
  IMMEDIATE_SHUTDOWN_TIMEOUT_MS,
  LOG_TAIL_LINES_MAX,
  READY_TIMEOUT_MS,
  SHUTDOWN_TIMEOUT_MS,
  STATUS_POLL_MS,
} from './limits.ts'
import type { EmbeddedLog } from './log.ts'
import { readPostmaster } from './postmaster.ts'
import { serverArguments } from './settings.ts'

/** One running PostgreSQL process; when it has ended it does not come back. */
export interface Server {
  readonly pid: number
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<Ending>
  /** Rolls open transactions back, writes a checkpoint, ends. */
  stop(): Promise<void>
}

/** How a process ended: by itself with a code, or by a signal. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/**
 * Starts a server and waits until it takes connections.
 * @throws EmbeddedFault with the last lines of the server's log when it ends instead
 */
export async function startServer(
  binaries: Binaries,
  home: Home,
  port: number,
  fsync: boolean,
  log: EmbeddedLog,
): Promise<Server> {
  const { program, args, identity } = boundToParent(home.account, binaries.postgres, serverArguments(home, port, fsync))
  // A session of its own: an interrupt typed in the terminal reaches us alone, and we stop the server after its users
  const child = spawn(program, args, {
    ...identity,
    cwd: '/',
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = endOf(child)
  const said = listen(child, log)
  const stopAtExit = () => child.kill('SIGINT')
  process.once('exit', stopAtExit)
  void ended.then(() => process.removeListener('exit', stopAtExit))

  const server: Server = {
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      said.quiet = true
      await stop(child, ended)
    },
  }
  await untilReady(server, home, said)
  return server
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null })) // could not be started at all
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

interface Said {
  readonly tail: string[]
  quiet: boolean
}

/** What ends one session its client is told; shown is only what shakes the server. The rest explains a failed start. */
function listen(child: ChildProcess, log: EmbeddedLog): Said {
  const said: Said = { tail: [], quiet: false }
  if (!child.stderr) return said
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.tail.push(line)
    if (said.tail.length > LOG_TAIL_LINES_MAX) said.tail.shift()
    if (!said.quiet && /\bPANIC:|was terminated by signal/.test(line)) log('warn', `PostgreSQL: ${line}`)
  })
  return said
}

async function untilReady(server: Server, home: Home, said: Said): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  let ending: Ending | null = null
  void server.ended.then((how) => (ending = how))
  for (;;) {
    if (ending !== null) throw new EmbeddedFault(`PostgreSQL did not start: ${explain(said, ending)}`)
    const postmaster = readPostmaster(home.cluster)
    if (postmaster?.pid === server.pid && postmaster.status === 'ready') return
    if (performance.now() > deadline) {
      await server.stop()
      throw new EmbeddedFault(`PostgreSQL in ${home.cluster} was not ready after ${READY_TIMEOUT_MS / 1_000} s`)
    }
    await wait(STATUS_POLL_MS)
  }
}

function explain(said: Said, { code, signal }: Ending): string {
  return said.tail.join('\n') || `it ended with ${signal ?? `code ${code}`}`
}

async function stop(child: ChildProcess, ended: Promise<Ending>): Promise<void> {
  const steps = [
    { signal: 'SIGINT', timeoutMs: SHUTDOWN_TIMEOUT_MS },
    { signal: 'SIGQUIT', timeoutMs: IMMEDIATE_SHUTDOWN_TIMEOUT_MS },
    { signal: 'SIGKILL', timeoutMs: IMMEDIATE_SHUTDOWN_TIMEOUT_MS },
  ] as const
  for (const { signal, timeoutMs } of steps) {
    child.kill(signal)
    const timer = new AbortController()
    const late = wait(timeoutMs, 'late' as const, { signal: timer.signal, ref: false }).catch(() => 'late' as const)
    const outcome = await Promise.race([ended, late])
    timer.abort()
    if (outcome !== 'late') return
  }
}
