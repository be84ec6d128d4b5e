import type { CsvMappingRow, FileImportRow } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'
import { lockImport, saveImport } from './imports.ts'

/**
 * Puts a failed import back into line: it is checked against what was received, and goes on where it stood. When nothing
 * of it was read, it is read by its mapping as that is now. Null: it has not failed.
 */
export async function restartImport(
  unit: Unit,
  row: FileImportRow,
  mapping: CsvMappingRow | null,
): Promise<FileImportRow | null> {
  if (row.state !== 'FAILED') return null
  const at = unit.clock.now()
  const next: FileImportRow = {
    ...row,
    ...{ state: 'WAITING', problem: null, finishedAt: null, version: row.version + 1 },
    mapping: row.position === 0 && mapping !== null ? mapping.mapping : row.mapping,
  }
  await saveImport(unit, next)
  const data = { name: row.name, businessDate: row.businessDate, line: row.line, problem: row.problem }
  unit.append([{ type: 'FileImportRestarted', subject: row.id, path: row.path, at, data }])
  return await lockImport(unit, row.id)
}
