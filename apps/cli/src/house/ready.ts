import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import type { Environment } from '../environment.ts'
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
  place: HttpPlace,
  fleet: (() => FleetState | null) | null,
  signal: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + READY_TIMEOUT_MS
  for (;;) {
    signal.throwIfAborted()
    const missing = (await whatIsMissing(place)) ?? (fleet === null ? null : fleetMissing(fleet()))
    if (missing === null) return
    if (performance.now() > deadline)
      throw new CommandFault(EXIT.failed, `The house is not ready after ${READY_TIMEOUT_MS / 1_000} s: ${missing}`)
    await wait(READY_POLL_MS, undefined, { signal }).catch(() => {})
  }
}

/** What `/readyz` names, or null when it says 200. */
export async function whatIsMissing(place: HttpPlace): Promise<string | null> {
  const answer = await readyz(place)
  if (answer === null) return 'the API does not answer'
  return answer.status === 200 ? null : `/readyz says ${answer.status}: ${answer.text.trim()}`
}

/** Where the API of this machine listens. */
export type HttpPlace = Pick<Environment, 'httpPort' | 'https'>

/** On loopback, so the name in the certificate, which is for the outside, is not looked at. */
function readyz({ httpPort: port, https }: HttpPlace): Promise<{ status: number; text: string } | null> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port, path: '/readyz', rejectUnauthorized: false, agent: false } as const
    const asked = (https ? getHttps : getHttp)(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', () => resolve(null))
    })
    asked.on('error', () => resolve(null))
  })
}

function fleetMissing(fleet: FleetState | null): string | null {
  if (fleet === null) return 'the simulator has not started yet'
  const { connected, expected } = fleet
  return connected >= expected * READY_CONNECTED_SHARE ? null : `${connected} of ${expected} terminals are connected`
}
