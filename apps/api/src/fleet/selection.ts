import { SELECTION_LIFE_MS, SELECTION_MAX } from '@budeng/fleet'
import { isId } from '@budeng/kernel'
import { insertSelection, selectTerminalIds, type SelectionRow, type Unit } from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { levelFor } from '../access/find-organisation.ts'
import { badInput } from '../graphql/api-error.ts'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/wish.ts'
import type { SelectionCreateInput } from './bulk-input.ts'
import { terminalFilter } from './terminal-input.ts'

/** A frozen set of terminals that its maker may act on for an hour. */
export async function createSelection(
  operation: Operation,
  input: SelectionCreateInput,
): Promise<{ selectionId: string } | { refusal: AnyRefusal }> {
  const { terminalIds, filter } = input
  if ((terminalIds == null) === (filter == null))
    throw badInput('Give either `terminalIds` or `filter`: no ids never means everything.', ['input'])
  const select = terminalIds == null ? await byFilter(operation, input) : byIds(terminalIds)
  try {
    return await operation.write(async (unit) => {
      const ids = await select(unit)
      if (ids.length === 0) throw new Refused({ code: 'NO_TERMINALS', path: ['input'] })
      if (ids.length > SELECTION_MAX)
        throw new Refused({
          code: 'TOO_MANY_TERMINALS',
          params: { asked: ids.length, max: SELECTION_MAX },
          path: ['input'],
        })
      const selection = rowOf(operation, unit, input, ids.length)
      await insertSelection(unit, selection, ids)
      unit.append([
        {
          type: 'SelectionCreated',
          subject: selection.id,
          path: selection.path,
          at: selection.createdAt,
          data: { count: ids.length, filter: selection.filter },
        },
      ])
      return { selectionId: selection.id }
    })
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal }
    throw error
  }
}

type Select = (unit: Unit) => Promise<readonly string[]>

function byIds(terminalIds: readonly string[]): Select {
  const known = [...new Set(terminalIds)].filter((id) => isId('terminal', id))
  return (unit) => selectTerminalIds(unit, { ids: known }, SELECTION_MAX + 1)
}

async function byFilter(operation: Operation, { filter: input }: SelectionCreateInput): Promise<Select> {
  const level = await levelFor(operation, input?.organisationId)
  const filter = terminalFilter(input, operation.now)
  return async (unit) => (level === null ? [] : await selectTerminalIds(unit, { level, filter }, SELECTION_MAX + 1))
}

function rowOf(operation: Operation, unit: Unit, input: SelectionCreateInput, terminalCount: number): SelectionRow {
  const { person } = operation.viewer
  const createdAt = unit.clock.now()
  return {
    id: unit.newId('selection'),
    personId: person.id,
    path: person.path,
    filter: input.filter == null ? { terminalIds: input.terminalIds?.length ?? 0 } : { ...input.filter },
    terminalCount,
    createdAt,
    expiresAt: createdAt + SELECTION_LIFE_MS,
  }
}

/** A selection of the asker's own that may still be used; null for any other, and for one that is not there. */
export function isOwnSelection(operation: Operation, selection: SelectionRow | null): selection is SelectionRow {
  return selection !== null && selection.personId === operation.viewer.person.id
}
