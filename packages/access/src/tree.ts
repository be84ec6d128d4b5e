import { type Authority, type Refusal, refuse } from '@budeng/kernel'
import { isTimeZone } from './budget.ts'
import { AGENT_LEVELS_MAX, CODE_LENGTH_MAX, NAME_LENGTH_MAX, PLACE_TEXT_LENGTH_MAX } from './limits.ts'
import { type OpeningSpan, openingHoursProblem } from './opening-hours.ts'
import { isBelow, type NodeKind, type OrganisationNode, parentRefusal, sees } from './organisation.ts'
import type { AccessRefusalCode } from './refusals.ts'

/** What is entered of an organisation. */
export interface OrganisationFacts {
  readonly code: string
  readonly name: string
  readonly timeZone: string
  readonly phone: string | null
  readonly address: string | null
  readonly contact: string | null
  /** Null: not known. */
  readonly openingHours: readonly OpeningSpan[] | null
}

const CODE = /^[a-z0-9][a-z0-9._-]*$/i
const CONTROL = /\p{Cc}/u
/** A telephone number as people write it. */
const PHONE = /^[+0-9][0-9 ()/.-]*$/

/** Why these facts are not taken, or null; `path` names the first that is wrong. */
export function factsRefusal(facts: OrganisationFacts): Refusal<AccessRefusalCode> | null {
  const { code, name, timeZone, phone, openingHours } = facts
  if (code.length > CODE_LENGTH_MAX || !CODE.test(code))
    return refuse('CODE_MALFORMED', { max: CODE_LENGTH_MAX }, ['code']).refusal
  if (name.trim() === '' || name.length > NAME_LENGTH_MAX || CONTROL.test(name))
    return refuse('NAME_MALFORMED', { max: NAME_LENGTH_MAX }, ['name']).refusal
  if (!isTimeZone(timeZone)) return refuse('TIME_ZONE_UNKNOWN', undefined, ['timeZone']).refusal
  for (const member of ['phone', 'address', 'contact'] as const) {
    const text = facts[member]
    if (text !== null && (text.length > PLACE_TEXT_LENGTH_MAX || CONTROL.test(text)))
      return refuse('TEXT_MALFORMED', { max: PLACE_TEXT_LENGTH_MAX }, [member]).refusal
  }
  if (phone !== null && !PHONE.test(phone)) return refuse('PHONE_MALFORMED', undefined, ['phone']).refusal
  const problem = openingHours === null ? null : openingHoursProblem(openingHours)
  return problem === null ? null : refuse(problem, undefined, ['openingHours']).refusal
}

/** Somebody who changes the tree. */
export interface Mover {
  readonly authority: Authority
  readonly path: string
}

/** Why this person may not put something under that parent. */
export function createRefusal(
  mover: Mover,
  kind: NodeKind,
  parent: OrganisationNode,
): Refusal<AccessRefusalCode> | null {
  if (!mover.authority.permits.has('organisation:write'))
    return refuse('NOT_PERMITTED', { permission: 'organisation:write' }).refusal
  return parentRefusal(kind, parent)
}

export interface MoveWish {
  readonly mover: Mover
  readonly node: OrganisationNode
  readonly parent: OrganisationNode
  /** Agents one below the other in the moved subtree, the node itself included. */
  readonly agentLevels: number
}

/** Why an organisation may not be moved there, or null. Its own place and what is above nobody can move. */
export function moveRefusal({ mover, node, parent, agentLevels }: MoveWish): Refusal<AccessRefusalCode> | null {
  if (!mover.authority.permits.has('organisation:write'))
    return refuse('NOT_PERMITTED', { permission: 'organisation:write' }).refusal
  if (!isBelow(mover.path, node.path)) return refuse('MOVE_OF_OWN').refusal
  if (sees(node.path, parent.path)) return refuse('MOVE_INTO_ITSELF', undefined, ['parentId']).refusal
  if (node.path === `${parent.path}.${node.id}`) return refuse('MOVE_NOWHERE', undefined, ['parentId']).refusal
  const refusal = parentRefusal(node.kind, parent)
  if (refusal !== null) return refusal
  const levels = parent.path.split('.').length - 1 + agentLevels
  return node.kind === 'AGENT' && levels > AGENT_LEVELS_MAX
    ? refuse('AGENTS_TOO_DEEP', { max: AGENT_LEVELS_MAX }, ['parentId']).refusal
    : null
}

/** Why a terminal may not be moved to that organisation, or null. */
export function terminalMoveRefusal(
  mover: Mover,
  fromStoreId: string,
  store: OrganisationNode,
): Refusal<AccessRefusalCode> | null {
  if (!mover.authority.permits.has('terminal:write'))
    return refuse('NOT_PERMITTED', { permission: 'terminal:write' }).refusal
  if (store.kind !== 'STORE') return refuse('MOVE_TO_STORE', undefined, ['storeId']).refusal
  return store.id === fromStoreId ? refuse('MOVE_NOWHERE', undefined, ['storeId']).refusal : null
}
