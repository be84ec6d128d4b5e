import { setTimeout as wait } from 'node:timers/promises'
import { CommandFault, EXIT } from '../exit-codes.ts'
import { READY_CONNECTED_SHARE, READY_POLL_MS, READY_TIMEOUT_MS } from '../limits.ts'

/** How many of the simulated terminals are connected, as their process tells. */
export interface FleetState {
  readonly connected: number
  readonly expected: number
}

export function isFleetState(message: unknown): message is FleetState & { readonly kind: 'fleet' } {
  return message !== null && typeof message === 'object' && (message as { kind?: unknown }).kind === 'fleet'
}

/**
 * Waits until the API says that all of the house is up, and the terminals are connected (`fleet` null: there are none).
 * @throws CommandFault with what was still missing
 */
export async function untilReady(
  httpPort: number,
  fleet: (() => FleetState | null) | null,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    signal.throwIfAborted()
    const missing = (await whatIsMissing(httpPort)) ?? (fleet === null ? null : fleetMissing(fleet()))
    if (missing === null) return
    if (performance.now() > deadline)
      throw new CommandFault(EXIT.failed, `The house is not ready after ${READY_TIMEOUT_MS / 1_000} s: ${missing}`)
    await wait(READY_POLL_MS, undefined, { signal }).catch(() => {})
  }
}

/** What `/readyz` names, or null when it says 200. */
export async function whatIsMissing(httpPort: number): Promise<string | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${httpPort}/readyz`)
    const text = await response.text()
    return response.status === 200 ? null : `/readyz says ${response.status}: ${text.trim()}`
  } catch {
    return 'the API does not answer'
  }
}

function fleetMissing(fleet: FleetState | null): string | null {
  if (fleet === null) return 'the simulator has not started yet'
  const { connected, expected } = fleet
  return connected >= expected * READY_CONNECTED_SHARE ? null : `${connected} of ${expected} terminals are connected`
}
