import { permissionRefusal } from '@budeng/access'
import {
  actionHash,
  type BulkEvent,
  bulkSizeRefusal,
  evolveBulk,
  type PlannedAction,
  type Preview,
  reasonProblem,
} from '@budeng/fleet'
import type { Millis, Refusal } from '@budeng/kernel'
import {
  BULK_CHUNK,
  type BulkRow,
  insertBulk,
  lockForRequests,
  makeCommands,
  pathsOfSelection,
  type SelectionRow,
  terminalIdsOfSelection,
  type Unit,
} from '@budeng/storage'
import { agentsOnTheWay } from '../access/viewer.ts'
import { rulesAt } from '../access/place-policies.ts'
import { checkStepUp } from '../access/step-up.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { BULK_NOT_AFTER_MS, type BulkRequestInput } from './bulk-input.ts'
import type { BulkRequestPayload } from './bulk-payload.type.ts'
import { checkedChoice, type CommandChoice, commandChoice } from './command-choice.ts'
import { isOwnSelection } from './selection.ts'
import { previewTerminals } from './preview.ts'
import { presenceOf } from './spend-presence.ts'

/**
 * One command for every terminal of a selection. What it will do is worked out by reading; the action is stored with the
 * commands of its first terminals, and the worker makes the others: no write of ours takes a second.
 */
export async function requestBulk(operation: Operation, input: BulkRequestInput): Promise<BulkRequestPayload> {
  const choice = commandChoice(input.command)
  const { idempotencyKey: key, stepUp, ...rest } = input
  const plan = await planFor(operation, input, choice).catch(asRefused)
  const wish = { name: 'bulkRequest', key, input: { ...rest, command: choice }, stepUp }
  const outcome = await fulfil(operation, wish, (unit) => {
    // a repeat does not come here: it gets the first answer, whatever a plan would say by now
    if (plan instanceof Refused) throw plan
    return store(operation, unit, plan, input)
  })
  if (!outcome.ok)
    return { bulkAction: null, replayed: false, userErrors: [userError(outcome.refusal, operation.reader)] }
  return {
    bulkAction: await operation.load.bulk.load(outcome.answer.bulkId),
    replayed: outcome.replayed,
    userErrors: [],
  }
}

function asRefused(error: unknown): Refused {
  if (error instanceof Refused) return error
  throw error
}

/** What was asked for, found to be in order, and what it will do. */
interface Plan {
  readonly selectionId: string
  readonly terminalIds: readonly string[]
  readonly choice: CommandChoice
  readonly reason: string
  readonly notAfterMs: Millis
  readonly preview: Preview
  readonly action: PlannedAction
  readonly bulkFrom: number
}

/** @throws Refused */
async function planFor(operation: Operation, input: BulkRequestInput, asked: CommandChoice): Promise<Plan> {
  const forbidden = permissionRefusal(operation.authority, 'action:bulk')
  if (forbidden !== null) throw new Refused(forbidden)
  const selection = await usableSelection(operation, input)
  const checked = checkedChoice(asked)
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  const choice = { type: asked.type, params: checked.params }
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const terminalIds = await operation.read((db) => terminalIdsOfSelection(db, selection.id))
  if (terminalIds.length !== input.expectedCount)
    throw new Refused({
      code: 'BULK_COUNT_CHANGED',
      params: { count: terminalIds.length, expected: input.expectedCount },
      path: ['input', 'expectedCount'],
    })
  const notAfterMs = input.notAfter ?? BULK_NOT_AFTER_MS
  const hashes = { type: choice.type, params: choice.params, notAfterMs, terminalIds }
  if (input.previewHash != null && input.previewHash !== actionHash({ ...hashes, reason: '' }))
    throw new Refused({ code: 'HASH_CHANGED', path: ['input', 'previewHash'] })
  const { authority, bulkRaise, bulkFrom } = await operation.read(async (db) =>
    rulesAt(operation, db, await pathsOfSelection(db, selection.id)),
  )
  const action: PlannedAction = {
    at: operation.house.clock.now(),
    type: choice.type,
    authority,
    terminalsInAction: terminalIds.length,
    bulkRaise,
  }
  const preview = await operation.read((db) => previewTerminals(db, action, terminalIds))
  if (preview.willCreate === 0) throw new Refused(nothingToDo(preview))
  refuseSmall(action, preview.willCreate, bulkFrom)
  const reason = input.reason.trim()
  return { selectionId: selection.id, terminalIds, choice, reason, notAfterMs, preview, action, bulkFrom }
}

/** @throws Refused when presence is asked here and this is no action on many */
function refuseSmall(action: PlannedAction, commands: number, bulkFrom: number): void {
  const small = bulkSizeRefusal(action, commands, bulkFrom)
  if (small !== null) throw new Refused({ ...small, path: ['input', 'selectionId'] })
}

async function usableSelection(operation: Operation, input: BulkRequestInput): Promise<SelectionRow> {
  const selectionId = idOf('selection', input.selectionId)
  const selection = selectionId === null ? null : await operation.load.selection.load(selectionId)
  if (!isOwnSelection(operation, selection)) throw notFound('selectionId')
  if (selection.expiresAt <= operation.house.clock.now())
    throw new Refused({ code: 'SELECTION_EXPIRED', path: ['input', 'selectionId'] })
  return selection
}

/** The action, its event, and the commands of its first terminals. */
async function store(
  operation: Operation,
  unit: Unit,
  plan: Plan,
  input: BulkRequestInput,
): Promise<{ bulkId: string }> {
  const { row, event } = bulkRow(operation, unit, plan)
  const { authority } = plan.action
  await insertBulk(unit, row)
  const { requestedAt: at, id: subject, path } = row
  unit.append([{ type: event.type, subject, path, at, data: dataOf(event) }])
  // a selection of one terminal counts as one terminal: an agent proves presence for it
  const terminals = plan.terminalIds.length === 1 ? await lockForRequests(unit, plan.terminalIds) : new Map()
  const { presence, presenceProven } = await presenceOf(operation, unit, {
    authority,
    choice: plan.choice,
    stepUp: input.stepUp,
    terminals: [...terminals.values()],
  })
  const { bulk, refusal } = await makeCommands(unit, row, BULK_CHUNK, {
    authority,
    agents: agentsOnTheWay(operation.viewer.organisation, operation.viewer.above),
    presence,
  })
  if (refusal !== null) throw new Refused(underInput(refusal))
  // counted again under the terminals' locks, when all of them had their turn
  if (bulk.selectionId === null) refuseSmall(plan.action, bulk.madeCount, plan.bulkFrom)
  const { terminalIds: targets } = plan
  const action = { mutation: 'bulkRequest', input, tier: row.tier, terminals: targets.length, targets, path }
  await checkStepUp(operation, unit, { ...action, presenceProven }, input.stepUp)
  return { bulkId: row.id }
}

/** Why no terminal gets a command: the reason they share, when they share one. */
function nothingToDo({ lines }: Preview): Refusal {
  const path = ['input', 'selectionId']
  const [first] = lines
  if (first?.kind !== 'NOT_ALLOWED' || lines.length > 1) return { code: 'NO_TERMINALS', path }
  return { code: first.code, ...(first.params && { params: first.params }), path }
}

function bulkRow(operation: Operation, unit: Unit, plan: Plan): { row: BulkRow; event: BulkEvent } {
  const { choice, reason, notAfterMs, terminalIds, preview, selectionId } = plan
  const { person } = operation.viewer
  const at = unit.clock.now()
  const event: BulkEvent = {
    type: 'BulkRequested',
    at,
    by: person.id,
    requestedFor: operation.viewer.actingAs?.absentId ?? null,
    byHuman: operation.authority.humanId,
    needsApproval: preview.secondPerson,
    id: unit.newId('bulk'),
    params: choice.params,
    tier: preview.tier,
    reason,
    hash: actionHash({ type: choice.type, params: choice.params, reason, notAfterMs, terminalIds }),
    commandType: choice.type,
  }
  const row: BulkRow = {
    ...evolveBulk(null, event),
    path: person.path,
    nodeId: person.nodeId,
    notAfter: at + notAfterMs,
    terminalCount: terminalIds.length,
    commandCount: preview.willCreate,
    breakdown: preview.lines,
    selectionId,
    madeThrough: null,
    madeCount: 0,
    bulkRaise: plan.action.bulkRaise,
    unfinished: true,
  }
  return { row, event }
}

function dataOf({ type: _type, at: _at, ...data }: BulkEvent): object {
  return data
}
