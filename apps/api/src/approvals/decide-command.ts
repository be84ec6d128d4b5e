import { type CommandInput, commandApprovalRefusal, commandHash } from '@budeng/fleet'
import { applyCommandInputs, type CommandRow, loadCommands, lockForRequests, type Unit } from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, told } from '../graphql/wish.ts'
import { humansBehind, refuseTooYoung } from './approver.ts'
import type { CommandDecideInput, CommandDecidePayload } from './command-decide.type.ts'
import { checkedNote } from './note.ts'
import { confirmLarge } from '../access/step-up-large-acts.ts'

/** A person's yes or no to one command that waits for it, bound to the hash that was shown. */
export async function decideOnCommand(operation: Operation, input: CommandDecideInput): Promise<CommandDecidePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'commandDecide', key, input: rest, stepUp }, (unit) =>
    decide(operation, unit, input),
  )
  const commandId = idOf('command', input.commandId)
  return {
    command: commandId === null ? null : await operation.load.command.load(commandId),
    ...told(operation, outcome),
  }
}

async function decide(operation: Operation, unit: Unit, input: CommandDecideInput): Promise<{ commandId: string }> {
  const command = await lockedCommand(unit, input.commandId, 'commandId')
  const note = checkedNote(input.note, input.approve)
  const at = unit.clock.now()
  const humans = await humansBehind(unit, command.requestedBy, command.requestedHuman)
  const refusal = commandApprovalRefusal(command, operation.authority, at, humans)
  if (refusal !== null) throw new Refused(refusal.refusal)
  await refuseTooYoung(operation, unit)
  if (input.approve) await confirmLarge(operation, unit, 'commandDecide', input, { tier: command.tier })
  const by = operation.viewer.person.id
  await sayToCommand(
    unit,
    command,
    input.hash,
    input.approve ? { kind: 'approve', at, by } : { kind: 'deny', at, by, note },
  )
  return { commandId: command.id }
}

/** A command under lock, its terminal before it. @throws Refused when it is not there */
export async function lockedCommand(unit: Unit, id: string, ...path: string[]): Promise<CommandRow> {
  const commandId = idOf('command', id)
  const [seen] = commandId === null ? [] : await loadCommands(unit, [commandId])
  if (seen === undefined) throw notFound(...path)
  await lockForRequests(unit, [seen.terminalId])
  const [command] = await loadCommands(unit, [seen.id], 'update')
  if (command === undefined) throw notFound(...path)
  return command
}

/** Decides and stores. @throws Refused */
export async function sayToCommand(unit: Unit, command: CommandRow, hash: string, input: CommandInput): Promise<void> {
  if (hash !== commandHash(command)) throw new Refused({ code: 'HASH_CHANGED', path: ['input', 'hash'] })
  const [applied] = await applyCommandInputs(unit, [{ commandId: command.id, input }])
  if (applied?.refusal != null) throw new Refused(applied.refusal)
}
