import { type Authority, type Instant, type Refusal, refuse, type Tier, TIERS } from '@budeng/kernel'
import { GRANT_BUDGET_MAX, GRANT_LIFE_MAX_MS } from './limits.ts'
import type { NodeKind } from './organisation.ts'
import { isBelow } from './organisation.ts'
import { PERMISSIONS } from './permissions.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** What an agent's organisation may order, how often, until when. */
export interface GrantTerms {
  /** Command types. */
  readonly types: readonly string[]
  readonly tierMax: Tier
  readonly budgetHour: number
  readonly budgetDay: number
  /** Most terminals of one action. */
  readonly terminalsMax: number
  readonly expiresAt: Instant
}

/** Terms that somebody at a strict ancestor gave to an agent's organisation. */
export interface Grant extends GrantTerms {
  readonly id: string
  readonly nodeId: string
  readonly givenBy: string
  readonly giverNodeId: string
  readonly givenAt: Instant
  readonly revokedAt: Instant | null
  readonly version: number
}

export type GrantState = 'LIVE' | 'EXPIRED' | 'REVOKED'

export function grantState(grant: Pick<Grant, 'revokedAt' | 'expiresAt'>, at: Instant): GrantState {
  if (grant.revokedAt !== null) return 'REVOKED'
  return at >= grant.expiresAt ? 'EXPIRED' : 'LIVE'
}

/** Somebody who gives, changes or revokes. */
export interface Giver {
  readonly authority: Authority
  readonly path: string
}

/** What a grant is given to. */
export interface Receiver {
  readonly kind: NodeKind
  readonly path: string
}

/** A wish to give terms, or to put others in the place of those of a grant. */
export interface GrantWish {
  readonly at: Instant
  readonly giver: Giver
  readonly receiver: Receiver
  readonly terms: GrantTerms
  /** Live grants of the same organisation, without the one that is changed. */
  readonly beside: readonly Pick<Grant, 'types'>[]
}

/** Why these terms may not be given, or null. The same for a change: a grant never becomes wider than its giver. */
export function grantRefusal(wish: GrantWish): Refusal<AccessRefusalCode> | null {
  return standRefusal(wish) ?? termsRefusal(wish) ?? widthRefusal(wish) ?? overlapRefusal(wish)
}

/** Why this person may not touch grants of that organisation at all, or null. Revoking asks only this. */
export function grantTouchRefusal(
  giver: Giver,
  receiver: Receiver,
  permission: 'grant:write' | 'grant:revoke',
): Refusal<AccessRefusalCode> | null {
  if (!giver.authority.permits.has(permission)) return refuse('NOT_PERMITTED', { permission }).refusal
  return isBelow(giver.path, receiver.path) ? null : refuse('GRANT_TO_ONESELF').refusal
}

function standRefusal({ giver, receiver }: GrantWish): Refusal<AccessRefusalCode> | null {
  const refusal = grantTouchRefusal(giver, receiver, 'grant:write')
  if (refusal !== null) return refusal
  return receiver.kind === 'AGENT' ? null : refuse('GRANT_NOT_AN_AGENT', undefined, ['organisationId']).refusal
}

function termsRefusal({ at, terms }: GrantWish): Refusal<AccessRefusalCode> | null {
  const { types, budgetHour, budgetDay, terminalsMax, expiresAt } = terms
  const known: readonly string[] = PERMISSIONS
  if (types.length === 0 || types.some((type) => !known.includes(`command:${type}`)))
    return refuse('GRANT_TYPES', undefined, ['types']).refusal
  const figures = { budgetHour, budgetDay, terminalsMax }
  for (const [name, value] of Object.entries(figures))
    if (!Number.isInteger(value) || value < 1 || value > GRANT_BUDGET_MAX)
      return refuse('GRANT_FIGURE', { min: 1, max: GRANT_BUDGET_MAX }, [name]).refusal
  if (budgetHour > budgetDay) return refuse('GRANT_HOUR_ABOVE_DAY', { budgetHour, budgetDay }, ['budgetHour']).refusal
  return expiresAt <= at || expiresAt > at + GRANT_LIFE_MAX_MS
    ? refuse('GRANT_EXPIRY', { maxMs: GRANT_LIFE_MAX_MS }, ['expiresAt']).refusal
    : null
}

/** Never wider than what the giver may do: by role, and by every grant up the giver's own way. */
function widthRefusal({ giver, terms }: GrantWish): Refusal<AccessRefusalCode> | null {
  const { permits, terminalsMax, granted } = giver.authority
  for (const type of terms.types)
    if (!permits.has(`command:${type}`)) return refuse('GRANT_TOO_WIDE', { what: 'types', type }, ['types']).refusal
  const own = tooWide('terminalsMax', terms.terminalsMax, terminalsMax)
  if (own !== null) return own
  for (const { grants } of granted)
    for (const type of terms.types) {
      const grant = grants.find(({ types }) => types.includes(type))
      if (grant === undefined) return refuse('GRANT_TOO_WIDE', { what: 'types', type }, ['types']).refusal
      const budget = (period: string) => grant.budgets.find((one) => one.period === period)?.limit ?? 0
      const refusal =
        (TIERS.indexOf(terms.tierMax) > TIERS.indexOf(grant.tierMax)
          ? refuse('GRANT_TOO_WIDE', { what: 'tierMax', asked: terms.tierMax, max: grant.tierMax }, ['tierMax']).refusal
          : null) ??
        tooWide('terminalsMax', terms.terminalsMax, grant.terminalsMax) ??
        tooWide('budgetHour', terms.budgetHour, budget('HOUR')) ??
        tooWide('budgetDay', terms.budgetDay, budget('DAY')) ??
        tooWide('expiresAt', terms.expiresAt, grant.expiresAt)
      if (refusal !== null) return refusal
    }
  return null
}

function tooWide(what: string, asked: number, max: number): Refusal<AccessRefusalCode> | null {
  return asked > max ? refuse('GRANT_TOO_WIDE', { what, asked, max }, [what]).refusal : null
}

/** One type has one budget: two live grants of an organisation never cover the same. */
function overlapRefusal({ terms, beside }: GrantWish): Refusal<AccessRefusalCode> | null {
  const twice = terms.types.filter((type) => beside.some(({ types }) => types.includes(type)))
  return twice.length === 0 ? null : refuse('GRANT_OVERLAPS', { types: twice.join(' ') }, ['types']).refusal
}

/** A grant that a command was charged to, as it stands when the command is about to be signed. */
export type ChargedGrant = Pick<Grant, 'types' | 'tierMax' | 'expiresAt' | 'revokedAt'>

/** Why a command that is about to be signed is no longer covered by what it was charged to, or null. */
export function signingObjection(
  command: { readonly type: string; readonly tier: Tier },
  grants: readonly ChargedGrant[],
  at: Instant,
): 'GRANT_REVOKED' | 'GRANT_EXPIRED' | 'GRANT_NARROWED' | null {
  for (const grant of grants) {
    const state = grantState(grant, at)
    if (state !== 'LIVE') return state === 'REVOKED' ? 'GRANT_REVOKED' : 'GRANT_EXPIRED'
    if (!grant.types.includes(command.type) || TIERS.indexOf(command.tier) > TIERS.indexOf(grant.tierMax))
      return 'GRANT_NARROWED'
  }
  return null
}
