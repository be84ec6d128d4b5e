import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { STOP_TIMEOUT_MS, TAIL_LINES_MAX } from '../limits.ts'

/** A program of the house: one child process at a time runs it. */
export interface Program {
  readonly name: string
  /** A built JavaScript file. */
  readonly script: string
  readonly args: readonly string[]
  /** For Node itself. */
  readonly node?: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How a child process ended. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface Child {
  readonly pid: number
  readonly ended: Promise<Ending>
  /** The last lines that it said. */
  readonly tail: readonly string[]
  onMessage(listener: (message: unknown) => void): void
  /** Asks it to end, and kills it when it does not. */
  stop(options?: { readonly timeoutMs?: number }): Promise<void>
}

/** Says a line for people; the name tells whose it is. */
export type SayLine = (name: string, line: string) => void

const GUARD = import.meta.url.endsWith('.ts')
  ? new URL('./bound-to-parent.ts', import.meta.url)
  : new URL('./bound-to-parent.js', import.meta.url)

/**
 * Starts a program. It gets a process group of its own, so that an interrupt typed in the terminal reaches the
 * supervisor alone, which then stops everything in order.
 */
export function startChild({ name, script, args, node = [], env }: Program, say: SayLine): Child {
  const child = fork(script, args, {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [...node, '--import', GUARD.href],
  })
  const tail: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line)
      if (tail.length > TAIL_LINES_MAX) tail.shift()
      say(name, line)
    })
  }
  const ended = endOf(child)
  return {
    pid: child.pid ?? 0,
    ended,
    tail,
    onMessage: (listener) => void child.on('message', listener),
    stop: ({ timeoutMs = STOP_TIMEOUT_MS } = {}) => stop(child, ended, timeoutMs),
  }
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null })) // could not be started at all
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

async function stop(child: ChildProcess, ended: Promise<Ending>, timeoutMs: number): Promise<void> {
  child.kill('SIGTERM')
  const timer = new AbortController()
  const late = wait(timeoutMs, true, { signal: timer.signal }).catch(() => false)
  if (await Promise.race([ended.then(() => false), late])) child.kill('SIGKILL')
  timer.abort()
  await ended
}
