import { terminalMoveRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { hashOf, isId } from '@budeng/kernel'
import {
  lockForRequests,
  lockTree,
  moveTerminals,
  type NodeRow,
  nodesByIds,
  queuedOf,
  type Scoped,
  terminalsByIds,
  type TerminalView,
  type Unit,
} from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { badInput } from '../graphql/api-error.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { TERMINALS_MOVED_MAX } from '../limits.ts'
import { giverOf } from './give-grant.ts'
import type { MovePreviewObject, TerminalMoveInput, TerminalMovePayload, TerminalMovePreviewArgs } from './tree.type.ts'
import { confirmLarge } from './step-up-large-acts.ts'

interface Plan {
  readonly terminals: readonly TerminalView[]
  readonly store: NodeRow
  readonly queuedCommands: number
  readonly refusal: AnyRefusal | null
  readonly hash: string
}

/** What moving terminals would end; null when one of them or the store is not the viewer's to see. */
export async function previewTerminalMove(
  operation: Operation,
  args: TerminalMovePreviewArgs,
): Promise<MovePreviewObject | null> {
  const plan = await operation.read((db) => planMove(operation, db, args))
  if (plan instanceof Refused) return null
  const { terminals, queuedCommands, refusal, hash } = plan
  return {
    allowed: refusal === null,
    reasons: refusal === null ? [] : [userError(refusal, operation.reader)],
    organisations: 0,
    terminals: terminals.length,
    people: 0,
    queuedCommands,
    endedGrants: 0,
    inChunks: false,
    hash,
  }
}

/** Moves exactly what was shown. */
export async function moveTerminalsTo(operation: Operation, input: TerminalMoveInput): Promise<TerminalMovePayload> {
  const { idempotencyKey: key, stepUp, ...rest } = input
  const outcome = await fulfil(operation, { name: 'terminalMove', key, input: rest, stepUp }, (unit) =>
    move(operation, unit, input),
  )
  if (!outcome.ok) return { moved: 0, ...told(operation, outcome) }
  return { moved: outcome.answer.moved, ...told(operation, outcome) }
}

async function move(operation: Operation, unit: Unit, input: TerminalMoveInput): Promise<{ moved: number }> {
  await lockTree(unit, operation.viewer.person.path)
  const known = input.terminalIds.filter((id) => isId('terminal', id))
  const places = await lockForRequests(unit, known)
  const plan = await planMove(operation, unit, input)
  if (plan instanceof Refused) throw plan
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  if (plan.refusal !== null) throw new Refused(underInput(plan.refusal))
  if (plan.hash !== input.previewHash) throw new Refused({ code: 'HASH_CHANGED', path: ['input', 'previewHash'] })
  await confirmLarge(operation, unit, 'terminalMove', input)
  const { store, terminals } = plan
  await moveTerminals(
    unit,
    terminals.map(({ id }) => id),
    store,
  )
  const reason = input.reason.trim()
  const at = unit.clock.now()
  for (const { id, tid, storeId } of terminals) {
    // the scope as of writing: whoever had it sees it go, and the acquirer sees all
    const terminal = places.get(id)
    if (terminal === undefined) continue
    const data = { tid, from: storeId, to: store.id, reason }
    unit.append([{ type: 'TerminalMoved', subject: id, terminal, path: terminal.path, at, data }])
  }
  return { moved: terminals.length }
}

async function planMove(
  operation: Operation,
  db: Scoped,
  { terminalIds, storeId }: Pick<TerminalMoveInput, 'terminalIds' | 'storeId'>,
): Promise<Plan | Refused> {
  if (terminalIds.length === 0 || terminalIds.length > TERMINALS_MOVED_MAX)
    throw badInput(`\`terminalIds\` must have 1 to ${TERMINALS_MOVED_MAX} items.`, ['terminalIds'])
  const ids = [...new Set(terminalIds)].filter((id) => isId('terminal', id)).sort()
  const terminals = await terminalsByIds(db, ids)
  if (terminals.length !== new Set(terminalIds).size) return notFound('terminalIds')
  const nodeId = idOf('node', storeId)
  const [store] = nodeId === null ? [] : await nodesByIds(db, [nodeId])
  if (store === undefined) return notFound('storeId')
  const refusal =
    terminals.map((one) => terminalMoveRefusal(giverOf(operation), one.storeId, store)).find((one) => one !== null) ??
    null
  const queuedCommands = (await queuedOf(db, ids)).length
  const from = terminals.map(({ id, storeId: at }) => `${id} ${at}`).sort()
  return { terminals, store, queuedCommands, refusal, hash: hashOf({ from, to: store.path }) }
}
