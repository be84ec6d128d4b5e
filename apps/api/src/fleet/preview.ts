import { actionHash, bulkSizeRefusal, type PlannedAction, type Preview, previewOf } from '@budeng/fleet'
import {
  loadOpenCommands,
  loadSituations,
  pathsOfSelection,
  type Scoped,
  terminalIdsOfSelection,
} from '@budeng/storage'
import { methodsFor } from '../access/step-up.ts'
import { rulesAt } from '../access/place-policies.ts'
import { ApiError, badInput } from '../graphql/api-error.ts'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { previewText, userError } from '../language/language.ts'
import { type ActionPreviewArgs, BULK_NOT_AFTER_MS } from './bulk-input.ts'
import type { ActionPreviewObject, PreviewLineObject } from './bulk.type.ts'
import { checkedChoice, commandChoice } from './command-choice.ts'
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
  const terminalIds = await operation.read((db) => terminalIdsOfSelection(db, selection.id))
  const { authority, bulkRaise, bulkFrom } = await operation.read(async (db) =>
    rulesAt(operation, db, await pathsOfSelection(db, selection.id)),
  )
  const action: PlannedAction = {
    at: operation.now,
    type: choice.type,
    authority,
    terminalsInAction: terminalIds.length,
    bulkRaise,
  }
  const { lines, tier, secondPerson, estimateMs, total, willCreate } = await operation.read((db) =>
    previewTerminals(db, action, terminalIds),
  )
  const notAfterMs = args.notAfter ?? BULK_NOT_AFTER_MS
  const hash = actionHash({ type: choice.type, params: checked.params, reason: '', notAfterMs, terminalIds })
  const small = willCreate === 0 ? null : bulkSizeRefusal(action, willCreate, bulkFrom)
  const reasons = small === null ? [] : [userError(small, operation.reader)]
  const { path } = operation.viewer.person
  const stepUp = await methodsFor(operation, { tier, terminals: terminalIds.length, path })
  return { total, willCreate, tier, needsSecondPerson: secondPerson, reasons, estimateMs, hash, stepUp, plan: lines }
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
    for (const terminal of situations.values()) facts.push({ terminal, open: open.get(terminal.terminalId) ?? [] })
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
