import { decideRequest } from '@budeng/fleet'
import {
  chargeCommands,
  insertCommands,
  loadOpenCommands,
  loadSituations,
  lockForRequests,
  type Unit,
} from '@budeng/storage'
import { lockedAuthority } from '../access/charging.ts'
import { checkStepUp } from '../access/step-up.ts'
import { agentsOnTheWay } from '../access/viewer.ts'
import { rulesAt } from '../access/place-policies.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../graphql/wish.ts'
import { type CommandChoice, commandChoice } from './command-choice.ts'
import type { CommandRequestInput } from './command-input.ts'
import type { CommandRequestPayload } from './command-payload.type.ts'
import { presenceOf } from './spend-presence.ts'
import { refuseUnfetchable } from './withdraw-software.ts'

/** One command for one terminal: the core decides on what is true under the terminal's lock. */
export async function requestCommand(operation: Operation, input: CommandRequestInput): Promise<CommandRequestPayload> {
  const choice = commandChoice(input.command)
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(
    operation,
    { name: 'commandRequest', key, input: { ...rest, command: choice }, stepUp },
    (unit) => request(operation, unit, input, choice),
  )
  if (!outcome.ok) return { command: null, ...told(operation, outcome) }
  const command = await operation.load.command.load(outcome.answer.commandId)
  return { command, ...told(operation, outcome) }
}

async function request(
  operation: Operation,
  unit: Unit,
  input: CommandRequestInput,
  choice: CommandChoice,
): Promise<{ commandId: string }> {
  const terminalId = idOf('terminal', input.terminalId)
  if (terminalId === null) throw notFound('terminalId')
  const places = await lockForRequests(unit, [terminalId])
  const terminal = places.get(terminalId)
  const situation = (await loadSituations(unit, [terminalId])).get(terminalId)
  if (terminal === undefined || situation === undefined) throw notFound('terminalId')
  await refuseUnfetchable(unit, terminal.path, choice)
  const open = (await loadOpenCommands(unit, [terminalId])).get(terminalId) ?? []
  const at = unit.clock.now()
  const granted = await lockedAuthority(operation, unit)
  const { authority, bulkRaise } = await rulesAt(operation, unit, [terminal.path], granted)
  const proven = await presenceOf(operation, unit, { authority, choice, stepUp: input.stepUp, terminals: [terminal] })
  const decision = decideRequest({
    id: unit.newId('command'),
    at,
    newBackupId: unit.newId('command'),
    terminal: situation,
    open,
    ...choice,
    reason: input.reason,
    notAfterMs: input.notAfter ?? undefined,
    authority,
    terminalsInAction: 1,
    bulkRaise,
    bulkId: null,
    presence: proven.presence,
  })
  if (!decision.ok) throw new Refused(underInput(decision.refusal))
  const { presenceProven } = proven
  const { tier } = decision.command
  const action = { mutation: 'commandRequest', input, tier, terminals: 1, targets: [terminalId], path: terminal.path }
  await checkStepUp(operation, unit, { ...action, presenceProven }, input.stepUp)
  await insertCommands(unit, [{ ...decision, terminal }])
  const agents = agentsOnTheWay(operation.viewer.organisation, operation.viewer.above)
  await chargeCommands(unit, { authority, agents, type: choice.type, commandIds: [decision.command.id] })
  return { commandId: decision.command.id }
}
