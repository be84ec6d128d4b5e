import { answerDigits, type ChallengeEvent, evolveChallenge, evidenceFor } from '@budeng/fleet'
import { equalSecret, presenceDigits, unsealPresenceSecrets } from '@budeng/protocol'
import {
  applyCommandInputs,
  type CommandRow,
  loadCommands,
  lockChallenge,
  lockForRequests,
  lockPresence,
  type PresenceChallengeRow,
  saveChallenge,
  sealedPresenceSecret,
  type Unit,
} from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { commandIdOfChallenge } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { userError } from '../language/language.ts'
import { ownChallenge } from './own-challenge.ts'
import type { PresenceAnswerInput, PresenceAnswerPayload } from './presence-input.ts'

interface Answer {
  readonly right: boolean
  readonly refusal: AnyRefusal | null
}

/**
 * Compares typed digits with those that the terminal shows. They are computed here, compared and forgotten; right or
 * wrong is all that leaves this function, and wrong answers are counted for good.
 */
export async function answerPresence(
  operation: Operation,
  { challengeId, digits }: PresenceAnswerInput,
): Promise<PresenceAnswerPayload> {
  const commandId = commandIdOfChallenge(challengeId)
  const { right, refusal } =
    commandId === null ? UNKNOWN : await operation.write((unit) => answer(operation, unit, commandId, digits))
  return {
    challenge: await ownChallenge(operation, challengeId),
    right,
    userErrors: refusal === null ? [] : [userError(refusal, operation.reader)],
  }
}

const NOT_FOUND: AnyRefusal = { code: 'NOT_FOUND', path: ['input', 'challengeId'] }
const UNKNOWN: Answer = { right: false, refusal: NOT_FOUND }

async function answer(operation: Operation, unit: Unit, commandId: string, digits: string): Promise<Answer> {
  const [command] = await loadCommands(unit, [commandId])
  if (command === undefined) return UNKNOWN
  // terminals are locked before challenges, as in a request that spends one
  await lockForRequests(unit, [command.terminalId])
  const challenge = await lockChallenge(unit, commandId)
  if (challenge === null) return UNKNOWN
  const at = unit.clock.now()
  const by = operation.viewer.person.id
  const decision = answerDigits(challenge, {
    at,
    by,
    right: await areRight(operation, unit, commandId, digits),
    acknowledgedAt: command.acknowledgedAt,
  })
  if (!decision.ok) return { right: false, refusal: decision.refusal }
  await saveChallenge(unit, decision.events.reduce(evolveChallenge, challenge))
  appendEvents(unit, challenge, command, decision.events)
  let result: Answer = { right: false, refusal: null }
  for (const event of decision.events) result = await follow(unit, challenge, command, event, result)
  return result
}

async function areRight(operation: Operation, unit: Unit, commandId: string, typed: string): Promise<boolean> {
  const secret = await sealedPresenceSecret(unit, commandId)
  const keys =
    secret === null ? null : unsealPresenceSecrets(operation.house.keys.sealPresence, secret.deviceId, secret.sealed)
  const plain = typed.normalize('NFKC').replaceAll(/\s/g, '')
  return keys !== null && equalSecret(plain, presenceDigits(keys.digits, commandId))
}

/** What each fact means for the command, the person and the answer. */
async function follow(
  unit: Unit,
  challenge: PresenceChallengeRow,
  command: CommandRow,
  event: ChallengeEvent,
  soFar: Answer,
): Promise<Answer> {
  const { at } = event
  switch (event.type) {
    case 'PresenceGranted': {
      const inputs = evidenceFor(command, { kind: 'digitsRight', at, commandId: command.id }).map((evidence) => ({
        commandId: command.id,
        input: { kind: 'evidence' as const, at, evidence },
      }))
      await applyCommandInputs(unit, inputs)
      return { right: true, refusal: null }
    }
    case 'PresenceDigitsWrong':
      return {
        right: false,
        refusal: { code: 'PRESENCE_DIGITS_WRONG', params: { left: event.left }, path: ['input', 'digits'] },
      }
    case 'PresenceFailed':
      await lockPresence(unit, challenge.personId, challenge.terminalId, event.lockedUntil)
      await applyCommandInputs(unit, [{ commandId: command.id, input: { kind: 'cancel', at, by: challenge.personId } }])
      return {
        right: false,
        refusal: { code: 'PRESENCE_LOCKED', params: { until: event.lockedUntil }, path: ['input', 'digits'] },
      }
    default:
      return soFar
  }
}

function appendEvents(
  unit: Unit,
  challenge: PresenceChallengeRow,
  command: CommandRow,
  events: readonly ChallengeEvent[],
): void {
  const { terminalId, acquirerId, agentId, merchantId, storeId, path } = command
  const terminal = { terminalId, acquirerId, agentId, merchantId, storeId, path }
  unit.append(events.map(({ type, at, ...data }) => ({ type, subject: challenge.commandId, terminal, path, at, data })))
}
