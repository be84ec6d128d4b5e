import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { applyCommandInputs, loadCommands, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import type { CommandCancelInput } from './command-input.ts'
import type { CommandCancelPayload } from './command-payload.type.ts'

/** Calls a command off; the reason stands in its timeline. */
export async function cancelCommand(operation: Operation, input: CommandCancelInput): Promise<CommandCancelPayload> {
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'commandCancel', key, input: rest }, (unit) =>
    cancel(operation, unit, input),
  )
  const commandId = idOf('command', input.commandId)
  const command = commandId === null ? null : await operation.load.command.load(commandId)
  return {
    command,
    ...told(operation, outcome),
  }
}

async function cancel(operation: Operation, unit: Unit, input: CommandCancelInput): Promise<{ commandId: string }> {
  const { authority, viewer } = operation
  const commandId = idOf('command', input.commandId)
  const [command] = commandId === null ? [] : await loadCommands(unit, [commandId])
  if (command === undefined) throw notFound('commandId')
  const forbidden = permissionRefusal(authority, 'command:cancel')
  if (forbidden !== null) throw new Refused(forbidden)
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const at = unit.clock.now()
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = command
  const terminal = { terminalId, acquirerId, agentId, merchantId, storeId, path }
  unit.append([
    { type: 'CancelReasonGiven', subject: command.id, terminal, path, at, data: { reason: input.reason.trim() } },
  ])
  const [applied] = await applyCommandInputs(unit, [
    { commandId: command.id, input: { kind: 'cancel', at, by: viewer.person.id } },
  ])
  if (input.expectedVersion != null && applied?.before?.version !== input.expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  if (applied?.refusal != null) throw new Refused(applied.refusal)
  return { commandId: command.id }
}
