import type { AnyRefusal } from '../graphql/refused.ts'
import type { Millis } from '@budeng/kernel'
import {
  actionHash,
  bulkSizeRefusal,
  estimateEnd,
  groupSizes,
  NO_FIGURES,
  type PlannedAction,
  planProblems,
  type Preview,
  previewOf,
  type RolloutPlan,
} from '@budeng/fleet'
import {
  loadOpenCommands,
  loadSituations,
  pathsOfSelection,
  type Scoped,
  seenParameters,
  sightOf,
  terminalIdsOfSelection,
  zonesOfTerminals,
} from '@budeng/storage'
import { methodsFor } from '../access/step-up.ts'
import { rulesAt } from '../access/place-policies.ts'
import { ApiError, badInput } from '../graphql/api-error.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { previewText, userError } from '../language/language.ts'
import type { ActionPreviewArgs } from './bulk-input.ts'
import { BULK_NOT_AFTER_MS } from './bulk-wish-input.ts'
import { changeOf, paced } from './rollouts/parameters-input.ts'
import { planOf } from './rollouts/plan-input.ts'
import type { ActionPreviewObject, PreviewLineObject } from './bulk.type.ts'
import { checkedChoice, commandChoice } from './command-choice.ts'
import { packageRefusal } from './withdraw-software.ts'
import { isOwnSelection } from './selection.ts'

/** A line as it is stored with an action, and as a preview gives it. */
export type Line = Pick<Preview['lines'][number], 'kind' | 'code' | 'params' | 'count' | 'sampleIds'>

/** What a request would do, computed by the code that does it. */
export async function previewAction(
  operation: Operation,
  args: ActionPreviewArgs,
): Promise<ActionPreviewObject & { readonly plan: readonly Line[] }> {
  const selectionId = idOf('selection', args.selectionId)
  const selection = selectionId === null ? null : await operation.load.selection.load(selectionId)
  if (!isOwnSelection(operation, selection) || selection.expiresAt <= operation.now)
    throw badInput('`selectionId` names no selection of yours, or one that is too old.', ['selectionId'])
  const choice = commandChoice(args.command)
  const checked = checkedChoice(choice)
  if (!checked.ok)
    throw new ApiError('BAD_USER_INPUT', `\`command\`: ${checked.refusal.code}`, {
      inputPath: ['command'],
      refusal: checked.refusal.code,
    })
  const steps = args.plan == null ? null : planOf(args.plan)
  const asked = changeOf(args.parameters, choice.type, steps !== null)
  if (!asked.ok) {
    const { code, path = [] } = asked.refusal
    const problem = asked.refusal.params?.['problem'] ?? code
    throw new ApiError('BAD_USER_INPUT', `\`${path.join('.')}\`: ${String(problem)}`, {
      inputPath: path,
      refusal: code,
    })
  }
  const { change } = asked
  const terminalIds = await operation.read((db) => terminalIdsOfSelection(db, selection.id))
  const problems = steps === null ? [] : planProblems(steps)
  const { authority, bulkRaise, bulkFrom } = await operation.read(async (db) =>
    rulesAt(operation, db, await pathsOfSelection(db, selection.id)),
  )
  const action: PlannedAction = {
    at: operation.now,
    type: choice.type,
    authority,
    terminalsInAction: terminalIds.length,
    bulkRaise,
    window: problems.length === 0 ? (steps?.window ?? null) : null,
    change,
  }
  const { lines, tier, secondPerson, estimateMs, total, willCreate, parameters } = await operation.read((db) =>
    previewTerminals(db, action, terminalIds),
  )
  const notAfterMs = args.notAfter ?? BULK_NOT_AFTER_MS
  const hash = actionHash({
    type: choice.type,
    params: checked.params,
    reason: '',
    notAfterMs,
    terminalIds,
    ...paced({ steps, change }),
  })
  const small = willCreate === 0 ? null : bulkSizeRefusal(action, willCreate, bulkFrom)
  const unfetchable = await operation.read((db) => packageRefusal(db, operation.viewer.person.path, choice))
  const refusals: AnyRefusal[] = [
    ...(unfetchable === null ? [] : [{ ...unfetchable, path: ['command'] }]),
    ...(small === null ? [] : [small]),
    ...problems.map((problem) => ({ code: 'BAD_PLAN' as const, params: { problem }, path: ['plan'] })),
  ]
  const reasons = refusals.map((refusal) => userError(refusal, operation.reader))
  const { path } = operation.viewer.person
  const stepUp = await methodsFor(operation, { tier, terminals: terminalIds.length, path })
  const isPaced = steps !== null && problems.length === 0
  return {
    ...{ total, willCreate, tier, needsSecondPerson: secondPerson, reasons, hash, stepUp, plan: lines, parameters },
    groups: isPaced ? groupSizes(steps, total) : [],
    estimateMs: isPaced ? pacedMs(steps, action, { total, willCreate }) : estimateMs,
  }
}

/** As long as its pace and its groups make it, when nothing stops it and the windows are open. */
function pacedMs(
  plan: RolloutPlan,
  { type, at }: PlannedAction,
  { total, willCreate }: Pick<Preview, 'total' | 'willCreate'>,
): Millis {
  const all = { plan, state: 'RUNNING' as const, cohort: total, group: 0 }
  return (estimateEnd(all, { ...NO_FIGURES, WAITING: willCreate }, type, at) ?? at) - at
}

/** Terminals whose situations are in memory at once. */
const CHUNK = 2_000

/** The core's preview over any number of terminals, loaded some thousands at a time. */
export async function previewTerminals(
  db: Scoped,
  action: PlannedAction,
  terminalIds: readonly string[],
): Promise<Preview> {
  const facts: Parameters<typeof previewOf>[1] extends Iterable<infer One> ? One[] : never = []
  for (let from = 0; from < terminalIds.length; from += CHUNK) {
    const ids = terminalIds.slice(from, from + CHUNK)
    const situations = await loadSituations(db, ids)
    const open = await loadOpenCommands(db, ids)
    const parameters = action.change == null ? null : await seenParameters(db, ids)
    const zones = action.window == null ? null : await zonesOfTerminals(db, ids)
    for (const terminal of situations.values()) {
      const zone = zones?.get(terminal.terminalId)
      const seen = parameters?.get(terminal.terminalId)
      facts.push({
        ...{ terminal, open: open.get(terminal.terminalId) ?? [] },
        ...(zone !== undefined && { zone }),
        ...(seen !== undefined && { parameters: sightOf(seen) }),
      })
    }
  }
  return previewOf(action, facts)
}

/** A line with its sentence. */
export function lineObject(
  { kind, code, params, count, sampleIds }: Line,
  operation: Operation,
): PreviewLineObject & { readonly sampleIds: readonly string[] } {
  return {
    kind,
    code: code === '' ? null : code,
    text: previewText({ kind, code, ...(params && { params }) }, operation.reader),
    count,
    sampleIds,
  }
}
