import { permissionRefusal } from '@budeng/access'
import { reasonProblem } from '@budeng/fleet'
import { type FileImportRow, lockImport, mappingById, restartImport, saveImport, type Unit } from '@budeng/storage'
import type { AnyRefusal } from '../../graphql/refused.ts'
import { idOf } from '../../graphql/ids.ts'
import type { Operation } from '../../graphql/operation.ts'
import { notFound, Refused } from '../../graphql/wish.ts'
import type { FileImportCancelInput, FileImportRestartInput } from './file.type.ts'

export const FILE_ACTS = ['CANCEL', 'RESTART'] as const
export type FileAct = (typeof FILE_ACTS)[number]

/** Why one may not do that to a file now; null: one may. What decides is what the screen is told. */
export function fileActRefusal({ authority }: Operation, row: FileImportRow, act: FileAct): AnyRefusal | null {
  const forbidden = permissionRefusal(authority, 'file:import')
  if (forbidden !== null) return forbidden
  if (act === 'CANCEL') return row.finishedAt === null ? null : { code: 'FILE_OVER', path: ['input', 'importId'] }
  return row.state === 'FAILED' ? null : { code: 'FILE_NOT_FAILED', path: ['input', 'importId'] }
}

async function heldFile(operation: Operation, unit: Unit, importId: string, act: FileAct): Promise<FileImportRow> {
  const id = idOf('fileImport', importId)
  const row = id === null ? null : await lockImport(unit, id)
  if (row === null) throw notFound('importId')
  const refusal = fileActRefusal(operation, row, act)
  if (refusal !== null) throw new Refused(refusal)
  return row
}

/** Calls a file off that is not read to its end. @throws Refused */
export async function cancelFile(
  operation: Operation,
  unit: Unit,
  { importId, reason }: FileImportCancelInput,
): Promise<{ importId: string }> {
  const row = await heldFile(operation, unit, importId, 'CANCEL')
  const problem = reasonProblem(reason)
  if (problem !== null) throw new Refused({ code: problem, path: ['input', 'reason'] })
  const at = unit.clock.now()
  await saveImport(unit, { ...row, state: 'CANCELLED', finishedAt: at, version: row.version + 1 })
  const data = { name: row.name, businessDate: row.businessDate, rows: row.rows, reason: reason.trim() }
  unit.append([{ type: 'FileImportCancelled', subject: row.id, path: row.path, at, data }])
  return { importId: row.id }
}

/** Reads a file on that failed. @throws Refused */
export async function restartFile(
  operation: Operation,
  unit: Unit,
  { importId }: FileImportRestartInput,
): Promise<{ importId: string }> {
  const row = await heldFile(operation, unit, importId, 'RESTART')
  await restartImport(unit, row, row.mappingId === null ? null : await mappingById(unit, row.mappingId))
  return { importId: row.id }
}
