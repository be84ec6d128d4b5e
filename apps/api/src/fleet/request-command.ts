import { decideRequest, evolveChallenge, needsPresence, spendGrant } from '@budeng/fleet'
import {
  insertCommands,
  loadOpenCommands,
  loadSituations,
  lockChallenge,
  lockForRequests,
  saveChallenge,
  type Unit,
} from '@budeng/storage'
import { commandIdOfChallenge, idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { checkedChoice, type CommandChoice, commandChoice } from './command-choice.ts'
import type { CommandRequestInput } from './command-input.ts'
import type { CommandRequestPayload } from './command-payload.type.ts'

/** One command for one terminal: the core decides on what is true under the terminal's lock. */
export async function requestCommand(operation: Operation, input: CommandRequestInput): Promise<CommandRequestPayload> {
  const choice = commandChoice(input.command)
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(
    operation,
    { name: 'commandRequest', key, input: { ...rest, command: choice } },
    (unit) => request(operation, unit, input, choice),
  )
  if (!outcome.ok) return { command: null, replayed: false, userErrors: [userError(outcome.refusal, operation.reader)] }
  const command = await operation.load.command.load(outcome.answer.commandId)
  return { command, replayed: outcome.replayed, userErrors: [] }
}

async function request(
  operation: Operation,
  unit: Unit,
  input: CommandRequestInput,
  choice: CommandChoice,
): Promise<{ commandId: string }> {
  const { authority, house } = operation
  const terminalId = idOf('terminal', input.terminalId)
  if (terminalId === null) throw notFound('terminalId')
  const places = await lockForRequests(unit, [terminalId])
  const terminal = places.get(terminalId)
  const situation = (await loadSituations(unit, [terminalId])).get(terminalId)
  if (terminal === undefined || situation === undefined) throw notFound('terminalId')
  const open = (await loadOpenCommands(unit, [terminalId])).get(terminalId) ?? []
  const at = unit.clock.now()
  const isAsked = needsPresence({ authority, type: choice.type, terminalsInAction: 1 })
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
    bulkRaise: house.bulkRaise,
    bulkId: null,
    presence: !isAsked ? 'NOT_NEEDED' : (await spendPresence(operation, unit, input, choice)) ? 'PROVEN' : 'MISSING',
  })
  if (!decision.ok) throw new Refused(underInput(decision.refusal))
  await insertCommands(unit, [{ ...decision, terminal }])
  return { commandId: decision.command.id }
}

/** Spends the grant in the transaction of the request: a refused request does not use it up. */
async function spendPresence(
  operation: Operation,
  unit: Unit,
  input: CommandRequestInput,
  choice: CommandChoice,
): Promise<boolean> {
  const presenceId = input.stepUp?.presenceId
  if (presenceId == null) return false
  const commandId = commandIdOfChallenge(presenceId)
  const challenge = commandId === null ? null : await lockChallenge(unit, commandId)
  const checked = checkedChoice(choice)
  if (challenge === null || !checked.ok) return false
  const { terminalId } = input
  const decision = spendGrant(challenge, {
    at: unit.clock.now(),
    by: operation.viewer.person.id,
    terminalId,
    type: choice.type,
    params: checked.params,
  })
  if (!decision.ok) throw new Refused({ ...decision.refusal, path: ['input', 'stepUp', 'presenceId'] })
  await saveChallenge(unit, decision.events.reduce(evolveChallenge, challenge))
  unit.append(
    decision.events.map(({ type, at, ...data }) => ({
      type,
      subject: challenge.commandId,
      path: challenge.path,
      at,
      data,
    })),
  )
  return true
}
