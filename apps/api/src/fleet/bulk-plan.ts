import type { AnyRefusalCode } from '../language/catalogue.ts'
import { permissionRefusal } from '@budeng/access'
import {
  actionHash,
  type BulkEvent,
  bulkSizeRefusal,
  evolveBulk,
  HELD,
  type PlannedAction,
  planProblems,
  type Preview,
  reasonProblem,
  type ParametersChange,
  type RolloutPlan,
} from '@budeng/fleet'
import type { Millis } from '@budeng/kernel'
import { type BulkRow, pathsOfSelection, type SelectionRow, terminalIdsOfSelection, type Unit } from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { rulesAt } from '../access/place-policies.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { notFound, Refused, underInput } from '../graphql/wish.ts'
import { BULK_NOT_AFTER_MS, type BulkWishInput } from './bulk-wish-input.ts'
import { checkedChoice, type CommandChoice } from './command-choice.ts'
import { isOwnSelection } from './selection.ts'
import { changeOf, paced, type ParametersChangeInput } from './rollouts/parameters-input.ts'
import { previewTerminals } from './preview.ts'
import { refuseUnfetchable } from './withdraw-software.ts'

/** What was asked for, found to be in order, and what it will do. */
export interface Plan {
  readonly selectionId: string
  readonly terminalIds: readonly string[]
  readonly choice: CommandChoice
  readonly reason: string
  readonly notAfterMs: Millis
  readonly preview: Preview
  readonly action: PlannedAction
  readonly bulkFrom: number
  /** In which steps; null: all at once. */
  readonly steps: RolloutPlan | null
  /** What becomes of parameters; null: nothing. */
  readonly change: ParametersChange | null
}

/**
 * Works out by reading what an action will do, at once or in steps.
 * @throws Refused
 */
export async function planFor(
  operation: Operation,
  input: BulkWishInput,
  asked: CommandChoice,
  steps: RolloutPlan | null = null,
  parameters: ParametersChangeInput | null = null,
): Promise<Plan> {
  const forbidden = permissionRefusal(operation.authority, 'action:bulk')
  if (forbidden !== null) throw new Refused(forbidden)
  const [wrong] = steps === null ? [] : planProblems(steps)
  if (wrong !== undefined) throw new Refused({ code: 'BAD_PLAN', params: { problem: wrong }, path: ['input', 'plan'] })
  const selection = await usableSelection(operation, input)
  const checked = checkedChoice(asked)
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  const choice = { type: asked.type, params: checked.params }
  const change = permittedChange(operation, changeOf(parameters, choice.type, steps !== null))
  await operation.read((db) => refuseUnfetchable(db, operation.viewer.person.path, choice))
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const terminalIds = await operation.read((db) => terminalIdsOfSelection(db, selection.id))
  // a rollout freezes the selection as it is: nobody may have left it meanwhile
  const isFrozen = steps === null || terminalIds.length === selection.terminalCount
  if (terminalIds.length !== input.expectedCount || !isFrozen)
    throw new Refused({
      code: 'BULK_COUNT_CHANGED',
      params: { count: terminalIds.length, expected: input.expectedCount },
      path: ['input', 'expectedCount'],
    })
  const notAfterMs = input.notAfter ?? BULK_NOT_AFTER_MS
  const hashes = { ...choice, notAfterMs, terminalIds, ...paced({ steps, change }) }
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
    window: steps?.window ?? null,
    change,
  }
  const preview = await operation.read((db) => previewTerminals(db, action, terminalIds))
  if (preview.willCreate === 0) throw new Refused(nothingToDo(preview))
  refuseSmall(action, preview.willCreate, bulkFrom)
  const reason = input.reason.trim()
  return {
    selectionId: selection.id,
    terminalIds,
    choice,
    reason,
    notAfterMs,
    preview,
    action,
    bulkFrom,
    steps,
    change,
  }
}

/** @throws Refused when it is no change, or the person may not wish parameters */
function permittedChange(operation: Operation, checked: ReturnType<typeof changeOf>): ParametersChange | null {
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  const forbidden = checked.change === null ? null : permissionRefusal(operation.authority, 'terminal:write')
  if (forbidden !== null) throw new Refused({ ...forbidden, path: ['input', 'parameters'] })
  return checked.change
}

/** @throws Refused when presence is asked here and this is no action on many */
export function refuseSmall(action: PlannedAction, commands: number, bulkFrom: number): void {
  const small = bulkSizeRefusal(action, commands, bulkFrom)
  if (small !== null) throw new Refused({ ...small, path: ['input', 'selectionId'] })
}

async function usableSelection(operation: Operation, input: BulkWishInput): Promise<SelectionRow> {
  const selectionId = idOf('selection', input.selectionId)
  const selection = selectionId === null ? null : await operation.load.selection.load(selectionId)
  if (!isOwnSelection(operation, selection)) throw notFound('selectionId')
  if (selection.expiresAt <= operation.house.clock.now())
    throw new Refused({ code: 'SELECTION_EXPIRED', path: ['input', 'selectionId'] })
  return selection
}

/** Why no terminal gets a command: the reason they share, when they share one. */
function nothingToDo({ lines }: Preview): AnyRefusal {
  const path = ['input', 'selectionId']
  const [first] = lines
  if (first?.code === HELD && lines.length === 1) return { code: 'PARAMETERS_HELD', path }
  if (first?.kind !== 'NOT_ALLOWED' || lines.length > 1) return { code: 'NO_TERMINALS', path }
  // of what is not allowed the code is that of a refusal
  return { code: first.code as AnyRefusalCode, ...(first.params && { params: first.params }), path }
}

/** The action as it will be stored, with the fact that made it. */
export function bulkRow(operation: Operation, unit: Unit, plan: Plan): { row: BulkRow; event: BulkEvent } {
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
    hash: actionHash({ ...choice, reason, notAfterMs, terminalIds, ...paced(plan) }),
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

/** What an event keeps of a fact. */
export function eventData({ type: _type, at: _at, ...data }: BulkEvent): object {
  return data
}
