import { setTimeout as wait } from 'node:timers/promises'
import { HEALTHY_AFTER_MS, RESTART_DELAYS_MS } from '../limits.ts'
import { type Child, type Program, type SayLine, startChild } from './child.ts'

/** A program that is started again whenever it ends unasked. */
export interface Supervised {
  readonly name: string
  /** Of the process that runs now, or ran last. */
  readonly pid: number
  readonly restarts: number
  /** Ends the process; the next one is started at once. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface SuperviseOptions {
  readonly program: Program
  readonly say: SayLine
  /** Called for each message of each process that runs the program. */
  readonly onMessage?: (message: unknown) => void
}

/** Keeps a program running: waits a little longer before each restart, tries for ever, says every step. */
export function supervise({ program, say, onMessage = () => {} }: SuperviseOptions): Supervised {
  const stopping = new AbortController()
  let child = start()
  let restarts = 0
  let asked = false
  const watching = watch()

  function start(): Child {
    const next = startChild(program, say)
    next.onMessage(onMessage)
    return next
  }

  async function watch(): Promise<void> {
    for (let failures = 0; ; ) {
      const startedMs = performance.now()
      const { code, signal } = await child.ended
      if (stopping.signal.aborted) return
      if (performance.now() - startedMs > HEALTHY_AFTER_MS) failures = 0
      const delayMs = asked ? 0 : (RESTART_DELAYS_MS[Math.min(failures, RESTART_DELAYS_MS.length - 1)] ?? 0)
      if (!asked)
        say(program.name, `ended (${signal ?? `code ${code}`}), started again${delayMs > 0 ? ` in ${delayMs} ms` : ''}`)
      failures = asked ? 0 : failures + 1
      asked = false
      await wait(delayMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      child = start()
      restarts++
    }
  }

  return {
    name: program.name,
    get pid() {
      return child.pid
    },
    get restarts() {
      return restarts
    },
    async restart() {
      asked = true
      await child.stop()
    },
    async stop() {
      stopping.abort()
      await child.stop()
      await watching
    },
  }
}
