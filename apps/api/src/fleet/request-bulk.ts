import { permissionRefusal } from '@budeng/access'
import {
  actionHash,
  type BulkEvent,
  classify,
  type CommandRequest,
  decideRequest,
  evolveBulk,
  type PlannedAction,
  previewOf,
  reasonProblem,
  willCreate,
} from '@budeng/fleet'
import {
  type AcceptedRequest,
  type BulkRow,
  insertBulk,
  insertCommands,
  loadOpenCommands,
  loadSituations,
  lockForRequests,
  selectionsByIds,
  type SelectionRow,
  terminalIdsOfSelection,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput } from '../graphql/wish.ts'
import { userError } from '../language/language.ts'
import { BULK_NOT_AFTER_MS, type BulkRequestInput } from './bulk-input.ts'
import type { BulkRequestPayload } from './bulk-payload.type.ts'
import { checkedChoice, type CommandChoice, commandChoice } from './command-choice.ts'
import { isOwnSelection } from './selection.ts'
import { presenceOf } from './spend-presence.ts'

/** One command for every terminal of a selection: the action and its commands are stored in one transaction. */
export async function requestBulk(operation: Operation, input: BulkRequestInput): Promise<BulkRequestPayload> {
  const choice = commandChoice(input.command)
  const { idempotencyKey: key, ...rest } = input
  const outcome = await fulfil(operation, { name: 'bulkRequest', key, input: { ...rest, command: choice } }, (unit) =>
    request(operation, unit, input, choice),
  )
  if (!outcome.ok)
    return { bulkAction: null, replayed: false, userErrors: [userError(outcome.refusal, operation.reader)] }
  return {
    bulkAction: await operation.load.bulk.load(outcome.answer.bulkId),
    replayed: outcome.replayed,
    userErrors: [],
  }
}

async function request(
  operation: Operation,
  unit: Unit,
  input: BulkRequestInput,
  asked: CommandChoice,
): Promise<{ bulkId: string }> {
  const forbidden = permissionRefusal(operation.authority, 'action:bulk')
  if (forbidden !== null) throw new Refused(forbidden)
  const selection = await usableSelection(operation, unit, input)
  const checked = checkedChoice(asked)
  if (!checked.ok) throw new Refused(underInput(checked.refusal))
  const choice = { type: asked.type, params: checked.params }
  const problem = reasonProblem(input.reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const terminalIds = await terminalIdsOfSelection(unit, selection.id)
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
  const wanted: Wanted = { choice, reason: input.reason.trim(), notAfterMs, terminalIds, stepUp: input.stepUp }
  const plan = await planFor(operation, unit, wanted)
  const bulk = bulkRow(operation, unit, { ...wanted, ...plan })
  await insertBulk(unit, bulk.row)
  unit.append([
    {
      type: bulk.event.type,
      subject: bulk.row.id,
      path: bulk.row.path,
      at: bulk.row.requestedAt,
      data: dataOf(bulk.event),
    },
  ])
  await insertCommands(unit, plan.accepted)
  return { bulkId: bulk.row.id }
}

async function usableSelection(operation: Operation, unit: Unit, input: BulkRequestInput): Promise<SelectionRow> {
  const selectionId = idOf('selection', input.selectionId)
  const [selection = null] = selectionId === null ? [] : await selectionsByIds(unit, [selectionId])
  if (!isOwnSelection(operation, selection)) throw notFound('selectionId')
  if (selection.expiresAt <= unit.clock.now())
    throw new Refused({ code: 'SELECTION_EXPIRED', path: ['input', 'selectionId'] })
  return selection
}

interface Wanted {
  readonly choice: CommandChoice
  readonly reason: string
  readonly notAfterMs: number
  readonly terminalIds: readonly string[]
  /** A selection of one terminal counts as one terminal: an agent proves presence for it. */
  readonly stepUp: BulkRequestInput['stepUp']
}

interface Plan {
  readonly bulkId: string
  readonly accepted: readonly AcceptedRequest[]
  readonly preview: ReturnType<typeof previewOf>
}

/** Decides for each terminal under its lock; what the preview calls skipped is skipped here by the same function. */
async function planFor(
  operation: Operation,
  unit: Unit,
  { choice, reason, notAfterMs, terminalIds, stepUp }: Wanted,
): Promise<Plan> {
  const { authority, house } = operation
  const places = await lockForRequests(unit, terminalIds)
  const situations = await loadSituations(unit, terminalIds)
  const openOf = await loadOpenCommands(unit, terminalIds)
  const at = unit.clock.now()
  const action: PlannedAction = {
    at,
    type: choice.type,
    authority,
    terminalsInAction: terminalIds.length,
    bulkRaise: house.bulkRaise,
  }
  const facts = [...situations.values()].map((terminal) => ({ terminal, open: openOf.get(terminal.terminalId) ?? [] }))
  const bulkId = unit.newId('bulk')
  const presence = await presenceOf(operation, unit, { choice, stepUp, terminals: [...places.values()] })
  const accepted: AcceptedRequest[] = []
  for (const { terminal, open } of facts) {
    const place = places.get(terminal.terminalId)
    if (place === undefined || !willCreate(classify(action, terminal, open))) continue
    const wish: CommandRequest = {
      ...action,
      ...choice,
      id: unit.newId('command'),
      newBackupId: unit.newId('command'),
      terminal,
      open,
      reason,
      notAfterMs,
      bulkId,
      presence,
    }
    const decision = decideRequest(wish)
    // what holds for one terminal was told by the preview; this is wrong with the action as a whole
    if (!decision.ok) throw new Refused(underInput(decision.refusal))
    accepted.push({ ...decision, terminal: place })
  }
  if (accepted.length === 0) throw new Refused(nothingToDo(action, facts))
  return { bulkId, accepted, preview: previewOf(action, facts) }
}

/** Why no terminal gets a command: the reason they share, when they share one. */
function nothingToDo(
  action: PlannedAction,
  facts: readonly { terminal: Parameters<typeof classify>[1]; open: Parameters<typeof classify>[2] }[],
) {
  const codes = new Set(
    facts
      .map(({ terminal, open }) => classify(action, terminal, open))
      .map(({ kind, code }) => (kind === 'NOT_ALLOWED' ? code : kind)),
  )
  const [code] = codes
  const isOne = codes.size === 1 && code !== 'NOT_HELPFUL' && code !== 'CONFLICTING'
  const params: Record<string, string | number> =
    code === 'TOO_MANY_TERMINALS'
      ? { asked: action.terminalsInAction, max: action.authority.terminalsMax }
      : { permission: `command:${action.type}` }
  return { code: isOne && code !== undefined ? code : 'NO_TERMINALS', params, path: ['input', 'selectionId'] }
}

function bulkRow(operation: Operation, unit: Unit, wanted: Wanted & Plan): { row: BulkRow; event: BulkEvent } {
  const { choice, reason, notAfterMs, terminalIds, preview, accepted, bulkId } = wanted
  const { person } = operation.viewer
  const at = unit.clock.now()
  const hash = actionHash({ type: choice.type, params: choice.params, reason, notAfterMs, terminalIds })
  const event: BulkEvent = {
    type: 'BulkRequested',
    at,
    by: person.id,
    needsApproval: preview.secondPerson,
    id: bulkId,
    params: choice.params,
    tier: preview.tier,
    reason,
    hash,
    commandType: choice.type,
  }
  const row: BulkRow = {
    ...evolveBulk(null, event),
    path: person.path,
    nodeId: person.nodeId,
    notAfter: at + notAfterMs,
    terminalCount: terminalIds.length,
    commandCount: accepted.length,
    breakdown: preview.lines,
  }
  return { row, event }
}

function dataOf({ type: _type, at: _at, ...data }: BulkEvent): object {
  return data
}
