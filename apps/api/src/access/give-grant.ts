import { type Giver, grantRefusal, grantState, type GrantTerms, grantTouchRefusal, sees } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import {
  type GrantRow,
  grantsByIds,
  insertGrant,
  liveGrants,
  lockGrantedNode,
  nodesByIds,
  removeQueuedUnder,
  saveGrant,
  type Unit,
} from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, type Outcome, Refused, underInput, told } from '../graphql/wish.ts'
import { GRANT_ENDS_AT_ONCE_MAX } from '../limits.ts'
import type { GrantChangeInput, GrantGiveInput, GrantRevokeInput, GrantTermsInput } from './grant-input.ts'
import type { GrantPayload } from './grant.type.ts'
import { confirmLarge } from './step-up-large-acts.ts'

interface Done {
  readonly grantId: string
  readonly endedCommands: number
}

/** Gives terms to an agent's organisation. */
export async function giveGrant(operation: Operation, input: GrantGiveInput): Promise<GrantPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'grantGive', key, input: rest, stepUp }, (unit) => give(operation, unit, input)),
  )
}

/** Other terms for a live grant. What waits under it and is no longer covered is removed before it would be signed. */
export async function changeGrant(operation: Operation, input: GrantChangeInput): Promise<GrantPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'grantChange', key, input: rest, stepUp }, (unit) =>
      change(operation, unit, input),
    ),
  )
}

/** Takes a grant back. A large queue under it is ended by the worker, which signs nothing of it meanwhile. */
export async function revokeGrant(operation: Operation, input: GrantRevokeInput): Promise<GrantPayload> {
  const { idempotencyKey: key, ...rest } = input
  return await payload(
    operation,
    await fulfil(operation, { name: 'grantRevoke', key, input: rest }, (unit) => revoke(operation, unit, input)),
  )
}

async function payload(operation: Operation, outcome: Outcome<Done>): Promise<GrantPayload> {
  if (!outcome.ok) return { grant: null, endedCommands: 0, ...told(operation, outcome) }
  const { grantId, endedCommands } = outcome.answer
  return { grant: await operation.load.grant.load(grantId), endedCommands, ...told(operation, outcome) }
}

async function give(operation: Operation, unit: Unit, input: GrantGiveInput): Promise<Done> {
  const nodeId = idOf('node', input.organisationId)
  const [node] = nodeId === null ? [] : await nodesByIds(unit, [nodeId])
  if (node === undefined) throw notFound('organisationId')
  await lockGrantedNode(unit, node.id)
  const at = unit.clock.now()
  const terms = termsOf(input.terms)
  const beside = await liveGrants(unit, [node.id], at)
  refuseIf(grantRefusal({ at, giver: giverOf(operation), receiver: node, terms, beside }), 'terms')
  const { person } = operation.viewer
  const grant: GrantRow = {
    ...terms,
    id: unit.newId('grant'),
    nodeId: node.id,
    path: node.path,
    givenBy: person.id,
    giverNodeId: person.nodeId,
    reason: checkedReason(input.reason),
    givenAt: at,
    revokedAt: null,
    revokedBy: null,
    closedAt: null,
    version: 1,
  }
  await confirmLarge(operation, unit, 'grantGive', input)
  await insertGrant(unit, grant)
  append(unit, 'GrantGiven', grant, { ...terms, reason: grant.reason })
  return { grantId: grant.id, endedCommands: 0 }
}

async function change(operation: Operation, unit: Unit, input: GrantChangeInput): Promise<Done> {
  const grant = await liveGrant(operation, unit, input)
  await lockGrantedNode(unit, grant.nodeId)
  const [node] = await nodesByIds(unit, [grant.nodeId])
  if (node === undefined) throw notFound('grantId')
  const at = unit.clock.now()
  const terms = termsOf(input.terms)
  const beside = (await liveGrants(unit, [grant.nodeId], at)).filter(({ id }) => id !== grant.id)
  refuseIf(grantRefusal({ at, giver: giverOf(operation), receiver: node, terms, beside }), 'terms')
  const reason = checkedReason(input.reason)
  await confirmLarge(operation, unit, 'grantChange', input)
  await saveGrant(unit, { ...grant, ...terms, reason, version: grant.version + 1 })
  append(unit, 'GrantChanged', grant, { before: termsOf(grant), after: terms, reason })
  return { grantId: grant.id, endedCommands: 0 }
}

async function revoke(operation: Operation, unit: Unit, input: GrantRevokeInput): Promise<Done> {
  const grantId = idOf('grant', input.grantId)
  const [seen] = grantId === null ? [] : await grantsByIds(unit, [grantId])
  if (seen === undefined || !sees(operation.viewer.person.path, seen.path)) throw notFound('grantId')
  refuseIf(grantTouchRefusal(giverOf(operation), { kind: 'AGENT', path: seen.path }, 'grant:revoke'))
  const reason = checkedReason(input.reason)
  // terminals and commands are locked before grants, as a request does
  const endedCommands = await removeQueuedUnder(unit, seen.id, 'GRANT_REVOKED', GRANT_ENDS_AT_ONCE_MAX)
  const grant = await liveGrant(operation, unit, input)
  const revokedAt = unit.clock.now()
  const revokedBy = operation.viewer.person.id
  await saveGrant(unit, { ...grant, revokedAt, revokedBy, version: grant.version + 1 })
  append(unit, 'GrantRevoked', grant, { reason, endedCommands })
  return { grantId: grant.id, endedCommands }
}

/** The grant under lock, as it was seen, and not over. */
async function liveGrant(
  operation: Operation,
  unit: Unit,
  input: { readonly grantId: string; readonly expectedVersion: number },
): Promise<GrantRow> {
  const grantId = idOf('grant', input.grantId)
  const [grant] = grantId === null ? [] : await grantsByIds(unit, [grantId], 'update')
  if (grant === undefined || !sees(operation.viewer.person.path, grant.path)) throw notFound('grantId')
  const state = grantState(grant, unit.clock.now())
  if (state !== 'LIVE') throw new Refused({ code: 'GRANT_ENDED', params: { state } })
  if (grant.version !== input.expectedVersion)
    throw new Refused({ code: 'VERSION_CHANGED', path: ['input', 'expectedVersion'] })
  return grant
}

/** Who gives, with the grants that bind the giver. */
export function giverOf({ viewer }: Operation): Giver {
  return { authority: viewer.authority, path: viewer.person.path }
}

function termsOf(input: GrantTermsInput | GrantRow): GrantTerms {
  const { types, tierMax, budgetHour, budgetDay, terminalsMax, expiresAt } = input
  return { types: [...new Set(types)].sort(), tierMax, budgetHour, budgetDay, terminalsMax, expiresAt }
}

function checkedReason(text: string): string {
  const problem = reasonProblem(text)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  return text.trim()
}

function refuseIf(refusal: AnyRefusal | null, member?: 'terms'): void {
  if (refusal === null) return
  const [head] = refusal.path ?? []
  const isOfTerms = member !== undefined && head !== undefined && head !== 'organisationId'
  throw new Refused(isOfTerms ? { ...refusal, path: ['input', member, ...(refusal.path ?? [])] } : underInput(refusal))
}

function append(unit: Unit, type: string, grant: GrantRow, data: object): void {
  unit.append([
    { type, subject: grant.id, path: grant.path, at: unit.clock.now(), data: { nodeId: grant.nodeId, ...data } },
  ])
}
