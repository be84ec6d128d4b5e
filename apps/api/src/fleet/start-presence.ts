import { decideRequest, lockRefusal, openChallenge, standingRefusals } from '@budeng/fleet'
import {
  insertChallenge,
  insertCommands,
  loadOpenCommands,
  loadSituations,
  lockForRequests,
  presenceLockedUntil,
  type Unit,
} from '@budeng/storage'
import { rulesAt } from '../access/place-policies.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../graphql/wish.ts'
import { checkedChoice, type CommandChoice, commandChoice } from './command-choice.ts'
import type { PresenceStartInput, PresenceStartPayload } from './presence-input.ts'

/** Puts words and digits on the terminal's screen: a PRESENCE_SHOW with a challenge that knows what it will permit. */
export async function startPresence(operation: Operation, input: PresenceStartInput): Promise<PresenceStartPayload> {
  const choice = commandChoice(input.command)
  const wish = {
    name: 'presenceStart',
    key: input.idempotencyKey,
    input: { terminalId: input.terminalId, command: choice },
  }
  const outcome = await fulfil(operation, wish, (unit) => start(operation, unit, input, choice))
  if (!outcome.ok) return { challenge: null, ...told(operation, outcome) }
  return {
    challenge: await operation.load.challenge.load(outcome.answer.commandId),
    ...told(operation, outcome),
  }
}

async function start(
  operation: Operation,
  unit: Unit,
  input: PresenceStartInput,
  choice: CommandChoice,
): Promise<{ commandId: string }> {
  const { viewer } = operation
  const personId = viewer.person.id
  const terminalId = idOf('terminal', input.terminalId)
  if (terminalId === null) throw notFound('terminalId')
  const terminal = (await lockForRequests(unit, [terminalId])).get(terminalId)
  const situation = (await loadSituations(unit, [terminalId])).get(terminalId)
  if (terminal === undefined || situation === undefined) throw notFound('terminalId')
  const at = unit.clock.now()
  const { authority, bulkRaise } = await rulesAt(operation, unit, [terminal.path])
  const locked = lockRefusal(await presenceLockedUntil(unit, personId, terminalId), at)
  if (locked !== null) throw new Refused(locked.refusal)
  const checked = checkedChoice(choice)
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  const [standing] = standingRefusals({
    authority,
    terminal: situation,
    type: choice.type,
    terminalsInAction: 1,
    bulkRaise,
  })
  if (standing !== undefined) throw new Refused(standing)
  const decision = decideRequest({
    id: unit.newId('command'),
    at,
    newBackupId: unit.newId('command'),
    terminal: situation,
    open: (await loadOpenCommands(unit, [terminalId])).get(terminalId) ?? [],
    type: 'PRESENCE_SHOW',
    params: {},
    reason: '',
    authority,
    terminalsInAction: 1,
    bulkRaise,
    bulkId: null,
    presence: 'NOT_NEEDED',
  })
  if (!decision.ok) throw new Refused(decision.refusal)
  const commandId = decision.command.id
  await insertCommands(unit, [{ ...decision, terminal }])
  const challenge = openChallenge({ commandId, personId, terminalId, type: choice.type, params: checked.params, at })
  await insertChallenge(unit, { ...challenge, sessionId: viewer.session.id, path: terminal.path })
  return { commandId }
}
