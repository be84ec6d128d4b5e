import { permissionRefusal } from '@budeng/access'
import { checkedLabels, LABELS_MAX } from '@budeng/fleet'
import { isId } from '@budeng/kernel'
import { changeLabels, selectionsByIds, selectTerminalIds, terminalIdsOfSelection, type Unit } from '@budeng/storage'
import { badInput } from '../../graphql/api-error.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { fulfil, notFound, Refused, underInput, told } from '../../graphql/wish.ts'
import { LABELLED_AT_ONCE_MAX } from '../../limits.ts'
import { isOwnSelection } from '../selection.ts'
import type { TerminalLabelsChangeInput, TerminalLabelsChangePayload } from './labels.type.ts'

/** Labels terminals that the asker sees: named ones, or those of a selection; all of them or none. */
export async function labelTerminals(
  operation: Operation,
  input: TerminalLabelsChangeInput,
): Promise<TerminalLabelsChangePayload> {
  const { idempotencyKey: key, ...rest } = input
  if ((input.terminalIds == null) === (input.selectionId == null))
    throw badInput('Give either `terminalIds` or `selectionId`.', ['input'])
  const outcome = await fulfil(operation, { name: 'terminalLabelsChange', key, input: rest }, async (unit) => {
    const forbidden = permissionRefusal(operation.authority, 'terminal:label')
    if (forbidden !== null) throw new Refused(forbidden)
    const checked = checkedLabels(input)
    if (!checked.ok) throw new Refused(underInput(checked.refusal))
    const done = await changeLabels(unit, await terminalsOf(operation, unit, input), checked.change)
    if ('fullTid' in done)
      throw new Refused({
        code: 'LABELS_TOO_MANY',
        params: { tid: done.fullTid, max: LABELS_MAX },
        path: ['input', 'add'],
      })
    return done
  })
  return {
    changed: outcome.ok ? outcome.answer.changed : 0,
    ...told(operation, outcome),
  }
}

/** @throws Refused when one is not the asker's, or there are too many for one transaction */
async function terminalsOf(
  operation: Operation,
  unit: Unit,
  { terminalIds, selectionId }: TerminalLabelsChangeInput,
): Promise<readonly string[]> {
  const most = LABELLED_AT_ONCE_MAX + 1
  const ids =
    selectionId == null
      ? await named(unit, terminalIds ?? [], most)
      : await selected(operation, unit, selectionId, most)
  if (ids.length === 0) throw new Refused({ code: 'NO_TERMINALS', path: ['input'] })
  if (ids.length > LABELLED_AT_ONCE_MAX)
    throw new Refused({
      code: 'TOO_MANY_TERMINALS',
      params: { asked: ids.length, max: LABELLED_AT_ONCE_MAX },
      path: ['input'],
    })
  return ids
}

async function named(unit: Unit, terminalIds: readonly string[], most: number): Promise<readonly string[]> {
  const wanted = [...new Set(terminalIds)]
  const known = wanted.filter((id) => isId('terminal', id))
  const found = await selectTerminalIds(unit, { ids: known }, most)
  if (found.length < Math.min(wanted.length, most)) throw notFound('terminalIds')
  return found
}

async function selected(
  operation: Operation,
  unit: Unit,
  selectionId: string,
  most: number,
): Promise<readonly string[]> {
  const id = idOf('selection', selectionId)
  const [selection = null] = id === null ? [] : await selectionsByIds(unit, [id])
  if (!isOwnSelection(operation, selection)) throw notFound('selectionId')
  if (selection.expiresAt <= unit.clock.now())
    throw new Refused({ code: 'SELECTION_EXPIRED', path: ['input', 'selectionId'] })
  return await terminalIdsOfSelection(unit, selection.id, most)
}
