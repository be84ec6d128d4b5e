import { permissionRefusal } from '@budeng/access'
import { reasonProblem, stepsOfTerminal, type TerminalStep } from '@budeng/fleet'
import { clearRetired, lockForRequests, setTerminalState, terminalsByIds, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import type { TerminalStateSetInput, TerminalStateSetPayload } from './terminal-life.type.ts'

/** Takes a terminal out of use, back, or out of use for good: then its commands, codes and keys end with it. */
export async function stepTerminal(
  operation: Operation,
  input: TerminalStateSetInput,
): Promise<TerminalStateSetPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'terminalStateSet', key, input: rest }, (unit) =>
    step(operation, unit, input),
  )
  const terminalId = idOf('terminal', input.terminalId)
  return {
    terminal: terminalId === null ? null : await operation.load.terminal.load(terminalId),
    ...told(operation, outcome),
  }
}

/** The gateway listens for the last two: whoever is retired is cut off at once. */
const EVENTS: Readonly<Record<TerminalStep, string>> = {
  ACTIVE: 'TerminalResumed',
  SUSPENDED: 'TerminalSuspended',
  RETIRED: 'TerminalRetired',
}

async function step(
  operation: Operation,
  unit: Unit,
  { terminalId: asked, state: to, reason }: TerminalStateSetInput,
): Promise<{ terminalId: string }> {
  const terminalId = idOf('terminal', asked)
  const terminal = terminalId === null ? undefined : (await lockForRequests(unit, [terminalId])).get(terminalId)
  const [known] = terminalId === null ? [] : await terminalsByIds(unit, [terminalId])
  if (terminal === undefined || known === undefined) throw notFound('terminalId')
  const forbidden = permissionRefusal(operation.authority, 'terminal:write')
  if (forbidden !== null) throw new Refused(forbidden)
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const { id: subject, state } = known
  const next = stepsOfTerminal(state).find((one) => one === to)
  if (next === undefined) throw new Refused({ code: 'TERMINAL_STEP', path: ['input', 'state'] })
  await setTerminalState(unit, subject, next)
  const { path } = terminal
  const at = unit.clock.now()
  const data = { reason: reason.trim(), before: { state }, after: { state: next } }
  unit.append([{ type: EVENTS[next], subject, terminal, path, at, data }])
  const freed = next === 'RETIRED' ? await clearRetired(unit, subject) : []
  for (const { id, serial } of freed) {
    const swapped = { serial, before: { state: 'ASSIGNED' }, after: { state: 'SWAPPED_OUT' } }
    unit.append([{ type: 'DeviceSwappedOut', subject: id, terminal, path, at, data: swapped }])
  }
  return { terminalId: subject }
}
