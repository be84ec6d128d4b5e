import { moveRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { hashOf } from '@budeng/kernel'
import {
  beginMove,
  endGrants,
  isMoving,
  lockTree,
  moveConsequences,
  type MoveConsequences,
  moveNode,
  movesByIds,
  type NewMove,
  type NodeRow,
  nodesByIds,
  type Scoped,
  subtree,
  type Unit,
} from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { MOVE_ORGANISATIONS_MAX, MOVE_TERMINALS_MAX } from '../limits.ts'
import { giverOf } from './give-grant.ts'
import type { MovePreviewObject, OrganisationMoveInput, OrganisationMovePreviewArgs } from './tree.type.ts'
import type { OrganisationMovePayload } from './move.type.ts'
import { confirmLarge } from './step-up-large-acts.ts'

/** What a move was found to be: the preview shows it, the move acts on it. */
interface Plan {
  readonly node: NodeRow
  readonly parent: NodeRow
  readonly consequences: MoveConsequences
  readonly refusal: AnyRefusal | null
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
    inChunks: isLarge(consequences),
    allowed: refusal === null,
    reasons: refusal === null ? [] : [userError(refusal, operation.reader)],
    hash,
  }
}

/** Above this a move is made by the worker, chunk after chunk. */
function isLarge({ terminals, organisations }: MoveConsequences): boolean {
  return terminals > MOVE_TERMINALS_MAX || organisations > MOVE_ORGANISATIONS_MAX
}

/** Moves exactly what was shown, as one audited act; a large move begins with it. */
export async function moveOrganisation(
  operation: Operation,
  input: OrganisationMoveInput,
): Promise<OrganisationMovePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'organisationMove', key, input: rest, stepUp }, (unit) =>
    move(operation, unit, input),
  )
  if (!outcome.ok) return { organisation: null, move: null, ...told(operation, outcome) }
  const { nodeId, moveId } = outcome.answer
  const [made] = moveId === null ? [] : await operation.read((db) => movesByIds(db, [moveId]))
  return { organisation: await operation.load.node.load(nodeId), move: made ?? null, ...told(operation, outcome) }
}

interface Moved {
  readonly nodeId: string
  /** Of the move that goes on. */
  readonly moveId: string | null
}

async function move(operation: Operation, unit: Unit, input: OrganisationMoveInput): Promise<Moved> {
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
  const moveId = isLarge(consequences) ? unit.newId('move') : null
  // terminals and commands are locked before grants, as a request does
  if (moveId === null) await moveNode(unit, node, parent)
  else await beginMove(unit, node, parent, newMove(operation, plan, moveId, reason))
  await endGrants(unit, consequences.endedGrantIds, { by: operation.viewer.person.id, reason })
  const { endedGrantIds, ...counts } = consequences
  unit.append([
    {
      type: moveId === null ? 'OrganisationMoved' : 'OrganisationMoveStarted',
      subject: node.id,
      path: sharedPath(node.path, parent.path),
      at: unit.clock.now(),
      data: {
        ...(moveId !== null && { moveId }),
        name: node.name,
        from: node.parentId,
        to: parent.id,
        ...counts,
        endedGrants: endedGrantIds.length,
        reason,
      },
    },
  ])
  return { nodeId: node.id, moveId }
}

function newMove({ viewer }: Operation, { node, parent, consequences }: Plan, id: string, reason: string): NewMove {
  const { terminals, organisations, endedGrantIds } = consequences
  const path = sharedPath(node.path, parent.path)
  const acquirerId = node.path.split('.')[0] ?? ''
  const requestedBy = viewer.person.id
  return { id, acquirerId, path, reason, requestedBy, terminals, organisations, endedGrants: endedGrantIds.length }
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
    ((await isMoving(db, node.path, parent.path)) ? { code: 'MOVE_UNDER_WAY' } : null)
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

/** The organisation that both places have in common: whoever looks after both sees the move. */
function sharedPath(one: string, other: string): string {
  const [a, b] = [one.split('.'), other.split('.')]
  const length = a.findIndex((id, index) => id !== b[index])
  return a.slice(0, length < 0 ? a.length : length).join('.')
}
