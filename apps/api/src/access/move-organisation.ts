import { moveRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { hashOf, type Refusal } from '@budeng/kernel'
import {
  grantsByIds,
  lockTree,
  moveConsequences,
  type MoveConsequences,
  moveNode,
  type NodeRow,
  nodesByIds,
  type Scoped,
  saveGrant,
  subtree,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { MOVE_TERMINALS_MAX } from '../limits.ts'
import { giverOf } from './give-grant.ts'
import type {
  MovePreviewObject,
  OrganisationMoveInput,
  OrganisationMovePreviewArgs,
  OrganisationPayload,
} from './tree.type.ts'
import { confirmLarge } from './step-up-large-acts.ts'

/** What a move was found to be: the preview shows it, the move acts on it. */
interface Plan {
  readonly node: NodeRow
  readonly parent: NodeRow
  readonly consequences: MoveConsequences
  readonly refusal: Refusal | null
  readonly hash: string
}

/** What a move would take along and end; null when one of the two is not the viewer's to see. */
export async function previewMove(
  operation: Operation,
  { organisationId, parentId }: OrganisationMovePreviewArgs,
): Promise<MovePreviewObject | null> {
  const plan = await operation.read((db) => planMove(operation, db, organisationId, parentId))
  if (plan instanceof Refused) return null
  const { consequences, refusal, hash } = plan
  const { endedGrantIds, ...counts } = consequences
  return {
    ...counts,
    endedGrants: endedGrantIds.length,
    allowed: refusal === null,
    reasons: refusal === null ? [] : [userError(refusal, operation.reader)],
    hash,
  }
}

/** Moves exactly what was shown, as one audited act. */
export async function moveOrganisation(
  operation: Operation,
  input: OrganisationMoveInput,
): Promise<OrganisationPayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'organisationMove', key, input: rest, stepUp }, (unit) =>
    move(operation, unit, input),
  )
  if (!outcome.ok) return { organisation: null, userErrors: [userError(outcome.refusal, operation.reader)] }
  return { organisation: await operation.load.node.load(outcome.answer.nodeId), userErrors: [] }
}

async function move(operation: Operation, unit: Unit, input: OrganisationMoveInput): Promise<{ nodeId: string }> {
  const problem = reasonProblem(input.reason)
  await lockTree(unit, operation.viewer.person.path)
  const plan = await planMove(operation, unit, input.organisationId, input.parentId)
  if (plan instanceof Refused) throw plan
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  if (plan.refusal !== null) throw new Refused(underInput(plan.refusal))
  if (plan.hash !== input.previewHash) throw new Refused({ code: 'HASH_CHANGED', path: ['input', 'previewHash'] })
  await confirmLarge(operation, unit, 'organisationMove', input)
  const { node, parent, consequences } = plan
  const reason = input.reason.trim()
  // terminals and commands are locked before grants, as a request does
  await moveNode(unit, node, parent)
  await endGrants(operation, unit, consequences.endedGrantIds, reason)
  const { endedGrantIds, ...counts } = consequences
  unit.append([
    {
      type: 'OrganisationMoved',
      subject: node.id,
      path: sharedPath(node.path, parent.path),
      at: unit.clock.now(),
      data: {
        name: node.name,
        from: node.parentId,
        to: parent.id,
        ...counts,
        endedGrants: endedGrantIds.length,
        reason,
      },
    },
  ])
  return { nodeId: node.id }
}

async function planMove(
  operation: Operation,
  db: Scoped,
  organisationId: string,
  parentId: string,
): Promise<Plan | Refused> {
  const [nodeId, underId] = [idOf('node', organisationId), idOf('node', parentId)]
  const rows = await nodesByIds(
    db,
    [nodeId, underId].filter((id) => id !== null),
  )
  const node = rows.find(({ id }) => id === nodeId)
  const parent = rows.find(({ id }) => id === underId)
  if (node === undefined) return notFound('organisationId')
  if (parent === undefined) return notFound('parentId')
  const agentLevels = node.kind === 'AGENT' ? await levelsOfAgents(db, node) : 0
  const consequences = await moveConsequences(db, node, parent.path)
  const { organisations, terminals, people, endedGrantIds } = consequences
  const refusal =
    moveRefusal({ mover: giverOf(operation), node, parent, agentLevels }) ??
    (terminals > MOVE_TERMINALS_MAX ? { code: 'MOVE_TOO_LARGE', params: { terminals, max: MOVE_TERMINALS_MAX } } : null)
  const shown = { organisations, terminals, people, endedGrantIds }
  const hash = hashOf({ ...shown, node: node.id, from: node.path, to: parent.path, version: node.version })
  return { node, parent, consequences, refusal, hash }
}

/** Agents one below the other, from the named one down. */
async function levelsOfAgents(db: Scoped, node: NodeRow): Promise<number> {
  const agents = (await subtree(db, node.path)).filter(({ kind }) => kind === 'AGENT')
  const depth = (path: string) => path.split('.').length
  return Math.max(0, ...agents.map(({ path }) => depth(path) - depth(node.path) + 1))
}

/** Who gave them will not stand above any more. */
async function endGrants(operation: Operation, unit: Unit, ids: readonly string[], reason: string): Promise<void> {
  const at = unit.clock.now()
  for (const grant of await grantsByIds(unit, ids, 'update')) {
    await saveGrant(unit, {
      ...grant,
      revokedAt: at,
      revokedBy: operation.viewer.person.id,
      version: grant.version + 1,
    })
    const data = { nodeId: grant.nodeId, reason, endedCommands: 0 }
    unit.append([{ type: 'GrantRevoked', subject: grant.id, path: grant.path, at, data }])
  }
}

/** The organisation that both places have in common: whoever looks after both sees the move. */
function sharedPath(one: string, other: string): string {
  const [a, b] = [one.split('.'), other.split('.')]
  const length = a.findIndex((id, index) => id !== b[index])
  return a.slice(0, length < 0 ? a.length : length).join('.')
}
