import { type Authority, type Refusal, refuse } from '@budeng/kernel'
import { type CommandType, type Tier, TIERS } from './command.ts'
import { commandType } from './command-types/index.ts'
import { passesHold } from './copies.ts'
import { grantRefusals } from './granted.ts'
import type { RefusalCode } from './refusals.ts'
import { CONFORMANCE_LEVELS, type TerminalSituation } from './terminal.ts'

/** The question "may this person have this done to this terminal at all", before any parameters. */
export interface Standing {
  readonly authority: Authority
  readonly terminal: TerminalSituation
  readonly type: CommandType
  readonly terminalsInAction: number
  readonly bulkRaise: number
  /** Terminals of the same action that were charged to grants before this one. */
  readonly chargedBefore?: number | undefined
}

/** Every reason why not; none: allowed. Requests, `actions` and previews ask here, so that they cannot disagree. */
export function standingRefusals(standing: Standing): readonly Refusal<RefusalCode>[] {
  return [...authorityRefusals(standing), ...terminalRefusals(standing)]
}

function authorityRefusals(standing: Standing): readonly Refusal<RefusalCode>[] {
  const { authority, type, terminalsInAction, bulkRaise, chargedBefore = 0 } = standing
  const refusals: Refusal<RefusalCode>[] = []
  const permission = `command:${type}`
  if (authority.personId !== null && commandType(type).requestable === 'BY_CORRECTION')
    return [refuse('MADE_BY_CORRECTION', { type }).refusal]
  if (authority.personId !== null && !authority.permits.has(permission))
    return [refuse('NOT_PERMITTED', { permission }).refusal]
  if (terminalsInAction > authority.terminalsMax)
    refusals.push(refuse('TOO_MANY_TERMINALS', { asked: terminalsInAction, max: authority.terminalsMax }).refusal)
  const tier = tierOf(type, terminalsInAction, bulkRaise)
  return [...refusals, ...grantRefusals({ authority, type, tier, terminalsInAction, chargedBefore })]
}

function terminalRefusals({ terminal, type }: Standing): readonly Refusal<RefusalCode>[] {
  const { levelMin } = commandType(type)
  const refusals: Refusal<RefusalCode>[] = []
  if (terminal.state !== 'ACTIVE') refusals.push(refuse('TERMINAL_NOT_ACTIVE', { state: terminal.state }).refusal)
  if (terminal.deviceId === null) refusals.push(refuse('NO_DEVICE').refusal)
  if (terminal.heldSince !== null && !passesHold(type) && type !== 'CORRECTION_APPLY')
    refusals.push(refuse('DEVICE_HELD', { since: terminal.heldSince }).refusal)
  if (CONFORMANCE_LEVELS.indexOf(terminal.level) < CONFORMANCE_LEVELS.indexOf(levelMin))
    refusals.push(refuse('LEVEL_TOO_LOW', { level: terminal.level, needs: levelMin }).refusal)
  if (terminal.supports !== null && !terminal.supports.includes(type))
    refusals.push(refuse('NOT_SUPPORTED', { type }).refusal)
  if ((type === 'RELOGIN' || type === 'KEYS_RENEW') && terminal.signOn === 'LOCKED')
    refusals.push(refuse('SIGN_ON_LOCKED').refusal)
  return refusals
}

/** An action on many counts one tier higher. */
export function tierOf(type: CommandType, terminalsInAction: number, bulkRaise: number): Tier {
  const { tier } = commandType(type)
  if (terminalsInAction <= bulkRaise) return tier
  return TIERS[Math.min(TIERS.indexOf(tier) + 1, TIERS.length - 1)] ?? tier
}

/** R2 on more than one terminal, and R3 always, wait for a second person. */
export function needsSecondPerson(type: CommandType, terminalsInAction: number, bulkRaise: number): boolean {
  const tier = tierOf(type, terminalsInAction, bulkRaise)
  return tier === 'R3' || (tier === 'R2' && terminalsInAction > 1)
}

/** As above; and whatever is more than reversible waits for a person when a program asks for it. */
export function needsApproval(
  authority: Authority,
  type: CommandType,
  terminalsInAction: number,
  bulkRaise: number,
): boolean {
  const isDisruptive = TIERS.indexOf(tierOf(type, terminalsInAction, bulkRaise)) >= TIERS.indexOf('R2')
  return needsSecondPerson(type, terminalsInAction, bulkRaise) || (authority.isService && isDisruptive)
}

/**
 * Presence is not asked in bulk, so whoever must prove it may not call one terminal "many": the action makes at least so
 * many commands. What is skipped does not count.
 */
export function bulkSizeRefusal(
  action: Pick<Standing, 'authority' | 'type' | 'terminalsInAction'>,
  commands: number,
  bulkFrom: number,
): Refusal<RefusalCode> | null {
  const isAsked = needsPresence({ ...action, terminalsInAction: 1 })
  if (!isAsked || action.terminalsInAction <= 1 || commands >= bulkFrom) return null
  return refuse('BULK_TOO_SMALL', { commands, min: bulkFrom }).refusal
}

/** One terminal, a person under that policy, a type that asks for it; never in bulk, never for the platform itself. */
export function needsPresence({
  authority,
  type,
  terminalsInAction,
}: Pick<Standing, 'authority' | 'type' | 'terminalsInAction'>): boolean {
  return (
    authority.personId !== null &&
    authority.presenceRequired &&
    commandType(type).asksPresence &&
    terminalsInAction === 1
  )
}
