import { type CommandRequest, evolveChallenge, needsPresence, spendGrant } from '@budeng/fleet'
import type { Authority } from '@budeng/kernel'
import { lockChallenge, saveChallenge, type TerminalScope, type Unit } from '@budeng/storage'
import { commandIdOfChallenge } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/wish.ts'
import { checkedChoice, type CommandChoice } from './command-choice.ts'
import type { StepUpInput } from '../access/step-up-input.ts'

/** A request for one or many terminals, as presence sees it. */
export interface PresenceUse {
  /** The asker's, under the policies of the place. */
  readonly authority: Authority
  readonly choice: CommandChoice
  readonly stepUp: StepUpInput | null | undefined
  /** All terminals of the request, locked. */
  readonly terminals: readonly TerminalScope[]
}

/**
 * What the core shall know of the merchant's presence, and whether it was proven: that confirms the person too. The grant
 * is spent in the transaction of the request, so that a refused request does not use it up.
 */
export async function presenceOf(
  operation: Operation,
  unit: Unit,
  use: PresenceUse,
): Promise<{ readonly presence: CommandRequest['presence']; readonly presenceProven: boolean }> {
  const { choice, terminals, stepUp } = use
  const [terminal, more] = terminals
  const asked = { authority: use.authority, type: choice.type, terminalsInAction: terminals.length }
  if (terminal === undefined) return { presence: 'NOT_NEEDED', presenceProven: false }
  const isNeeded = needsPresence(asked)
  // whoever need not prove presence may do so instead of a factor of their own
  const isOffered = stepUp?.presenceId != null && more === undefined
  const presenceProven = (isNeeded || isOffered) && (await spend(operation, unit, use, terminal))
  return { presence: isNeeded ? (presenceProven ? 'PROVEN' : 'MISSING') : 'NOT_NEEDED', presenceProven }
}

/** False: no check was named, or it is not there. */
async function spend(
  operation: Operation,
  unit: Unit,
  { choice, stepUp }: PresenceUse,
  terminal: TerminalScope,
): Promise<boolean> {
  const commandId = stepUp?.presenceId == null ? null : commandIdOfChallenge(stepUp.presenceId)
  const challenge = commandId === null ? null : await lockChallenge(unit, commandId)
  const checked = checkedChoice(choice)
  if (challenge === null || !checked.ok) return false
  const { terminalId, path } = terminal
  const by = operation.viewer.person.id
  const use = { at: unit.clock.now(), by, terminalId, type: choice.type, params: checked.params }
  const decision = spendGrant(challenge, use)
  if (!decision.ok) throw new Refused({ ...decision.refusal, path: ['input', 'stepUp', 'presenceId'] })
  await saveChallenge(unit, decision.events.reduce(evolveChallenge, challenge))
  const subject = challenge.commandId
  unit.append(decision.events.map(({ type, at, ...data }) => ({ type, subject, terminal, path, at, data })))
  return true
}
