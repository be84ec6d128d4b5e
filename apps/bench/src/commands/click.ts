import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Session } from '../graphql/session.ts'
import { CLICK_TIMEOUT_MS } from '../limits.ts'

const REQUEST = `mutation Click($input: CommandRequestInput!) {
  commandRequest(input: $input) { command { id } userErrors { code message } }
}`
const PROGRESS = `subscription Progress($commandId: ID!) {
  commandProgress(commandId: $commandId) { command { state final } }
}`

interface Requested {
  readonly commandRequest: { readonly command: { readonly id: string } | null; readonly userErrors: readonly object[] }
}
interface Progress {
  readonly commandProgress: { readonly command: { readonly state: string; readonly final: boolean } }
}

/** A command from the HTTP request until the subscription says how it ended. */
export interface Click {
  readonly commandId: string
  readonly tookMs: number
}

/** @throws Error when the command is refused, ends otherwise than SUCCEEDED, or not at all */
export async function click(session: Session, terminalId: string, command: object): Promise<Click> {
  const startedAt = performance.now()
  const input = { terminalId, command, reason: 'bench', idempotencyKey: randomUUID() }
  const { commandRequest } = await session.post<Requested>(REQUEST, { input })
  const commandId = commandRequest.command?.id
  if (commandId === undefined) throw new Error(`refused: ${JSON.stringify(commandRequest.userErrors)}`)
  const state = await finalState(session, commandId)
  if (state !== 'SUCCEEDED') throw new Error(`${commandId} ended as ${state}`)
  return { commandId, tookMs: performance.now() - startedAt }
}

async function finalState(session: Session, commandId: string): Promise<string> {
  const timer = new AbortController()
  const late = wait(CLICK_TIMEOUT_MS, null, { signal: timer.signal }).catch(() => null)
  let found = (_state: string) => {}
  const final = new Promise<string>((resolve) => (found = resolve))
  const { ended, stop } = session.subscribe<Progress>(PROGRESS, { commandId }, ({ commandProgress: { command } }) => {
    if (command.final) found(command.state)
  })
  try {
    const state = await Promise.race([final, late, ended.then(() => final)])
    if (state === null) throw new Error(`${commandId} is not final after ${CLICK_TIMEOUT_MS} ms`)
    return state
  } finally {
    stop()
    timer.abort()
  }
}
