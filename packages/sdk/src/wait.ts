import { setTimeout as sleep } from 'node:timers/promises'
import { COMMAND_PROGRESS } from './documents.ts'
import { BudengError } from './errors.ts'
import { LIVE_CHECK_MS, RETRY_DELAYS_MS } from './limits.ts'
import type { Live, Values } from './live.ts'
import type { Command, FleetEvent } from './types.ts'

export interface WaitOptions {
  /** Called with the command as it is at first, and with each step. */
  readonly onStep?: (command: Command, event: FleetEvent | null) => void
  readonly signal?: AbortSignal
}

interface Step {
  readonly commandProgress: { readonly command: Command; readonly event: FleetEvent | null; readonly position: string }
}

interface Source {
  command(id: string): Promise<Command | null>
  readonly live: Live
}

/**
 * Follows a command until it is final. The subscription is only a bell: when it breaks it is taken up at the position
 * where it broke, and the state itself is asked for between.
 * @throws BudengError when there is no such command, or the signal ends the wait
 */
export async function waitForCommand(
  source: Source,
  id: string,
  { onStep = () => {}, signal }: WaitOptions = {},
): Promise<Command> {
  let since: string | undefined
  let seen = -1
  const show = (command: Command, event: FleetEvent | null) => {
    if (command.version > seen || event !== null) onStep(command, event)
    seen = Math.max(seen, command.version)
  }
  for (let broken = 0; ; broken++) {
    if (signal?.aborted) throw new BudengError(`stopped waiting for ${id}`)
    const command = await source.command(id)
    if (command === null) throw new BudengError(`there is no command ${id}`)
    show(command, null)
    if (command.final) return command
    const steps = source.live.subscribe<Step>(COMMAND_PROGRESS, { commandId: id, since })
    try {
      for (let next = await nextOrSilence(steps, signal); next !== null; next = await nextOrSilence(steps, signal)) {
        const { command: current, event, position } = next.commandProgress
        broken = 0
        since = position
        show(current, event)
        if (current.final) return current
      }
    } catch (error) {
      if (broken >= RETRY_DELAYS_MS.length)
        throw new BudengError(`cannot follow ${id}: ${(error as Error).message}`, { cause: error })
      await sleep(RETRY_DELAYS_MS[broken])
    } finally {
      steps.stop()
    }
  }
}

/** The next value; null when the subscription ended, or nothing came for a while: then the state is asked for anew. */
async function nextOrSilence<Value>(values: Values<Value>, signal: AbortSignal | undefined): Promise<Value | null> {
  const timer = new AbortController()
  const stop = () => timer.abort()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const next = values.next()
    // Whoever loses the race may still fail when the subscription is stopped
    next.catch(() => {})
    return await Promise.race([next, sleep(LIVE_CHECK_MS, null, { signal: timer.signal }).catch(() => null)])
  } finally {
    timer.abort()
    signal?.removeEventListener('abort', stop)
  }
}
