import type { Authority, Refusal } from '@budeng/kernel'
import { COMMAND_TYPES, type CommandType, type Tier } from './command.ts'
import { commandType } from './command-types/index.ts'
import { needsApproval, needsPresence, standingRefusals, tierOf } from './permission.ts'
import type { RefusalCode } from './refusals.ts'
import type { TerminalSituation } from './terminal.ts'

/** What a screen may offer for one terminal: a button that may not be pressed is shown with its reasons. */
export interface ActionOffer {
  readonly type: CommandType
  readonly tier: Tier
  readonly allowed: boolean
  readonly reasons: readonly Refusal<RefusalCode>[]
  /** The merchant must read six digits from the screen first. */
  readonly presence: boolean
  readonly secondPerson: boolean
}

/** Every command type that a person may ask for by name, with whether and why not: the predicate that decides requests. */
export function actionsFor(
  authority: Authority,
  terminal: TerminalSituation,
  bulkRaise: number,
): readonly ActionOffer[] {
  return COMMAND_TYPES.filter((type) => commandType(type).requestable === 'BY_COMMAND').map((type) => {
    const reasons = standingRefusals({ authority, terminal, type, terminalsInAction: 1, bulkRaise })
    return {
      type,
      tier: tierOf(type, 1, bulkRaise),
      allowed: reasons.length === 0,
      reasons,
      presence: needsPresence({ authority, type, terminalsInAction: 1 }),
      secondPerson: needsApproval(authority, type, 1, bulkRaise),
    }
  })
}
