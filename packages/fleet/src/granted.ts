import { type Authority, type Budget, type GrantedRight, type GrantLevel, type Refusal, refuse } from '@budeng/kernel'
import { type CommandType, type Tier, TIERS } from './command.ts'
import { commandType } from './command-types/index.ts'
import type { RefusalCode } from './refusals.ts'

/** An order as grants see it. */
export interface GrantedOrder {
  readonly authority: Authority
  readonly type: CommandType
  /** Of the whole action: many terminals count one tier higher. */
  readonly tier: Tier
  readonly terminalsInAction: number
  /** Terminals of the same action that were charged before this one. */
  readonly chargedBefore: number
}

/** Why grants up the tree do not cover it: each agent's organisation on the way must hold one that does. Types that read are free. */
export function grantRefusals(order: GrantedOrder): readonly Refusal<RefusalCode>[] {
  if (isFree(order.type)) return []
  return order.authority.granted.flatMap((level) => levelRefusal(level, order) ?? [])
}

/** The grants that an order is charged to, one for each agent's organisation on the way up. */
export function chargedGrants(authority: Authority, type: CommandType): readonly string[] {
  if (isFree(type)) return []
  return authority.granted.flatMap((level) => covering(level, type)?.grantId ?? [])
}

/** Reading costs nothing, of however many terminals. */
function isFree(type: CommandType): boolean {
  return commandType(type).tier === 'R0'
}

function covering({ grants }: GrantLevel, type: CommandType): GrantedRight | undefined {
  return grants.find(({ types }) => types.includes(type))
}

function levelRefusal(level: GrantLevel, order: GrantedOrder): Refusal<RefusalCode> | null {
  const { type, tier, terminalsInAction, chargedBefore } = order
  const grant = covering(level, type)
  if (grant === undefined) return refuse('GRANT_MISSING', { type }).refusal
  if (TIERS.indexOf(tier) > TIERS.indexOf(grant.tierMax))
    return refuse('GRANT_TIER', { tier, max: grant.tierMax }).refusal
  if (terminalsInAction > grant.terminalsMax)
    return refuse('GRANT_TERMINALS', { asked: terminalsInAction, max: grant.terminalsMax }).refusal
  const spent = grant.budgets.find((budget) => budget.spent + chargedBefore >= budget.limit)
  return spent === undefined ? null : budgetRefusal(spent)
}

/** With its figures: "43 of 50 today". */
function budgetRefusal({ period, limit, spent, resetsAt }: Budget): Refusal<RefusalCode> {
  return refuse('BUDGET_SPENT', { spent, budget: limit, period, resetsAt }).refusal
}
