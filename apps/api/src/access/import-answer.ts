import type { AnyRefusalCode } from '../language/catalogue.ts'
import { createHash } from 'node:crypto'
import { type Permission, permissionRefusal } from '@budeng/access'
import type { Unit } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { userError } from '../language/language.ts'
import { IMPORT_PROBLEMS_MAX, IMPORT_VALUE_LENGTH_MAX } from '../limits.ts'
import type { ReadColumn, ReadFile } from './import-file.ts'

/** What a file would do, or has done. */
export interface ImportAnswer {
  readonly imported: boolean
  readonly rows: number
  readonly creates: number
  readonly updates: number
  readonly unchanged: number
  /** Rows with a problem at least; one row may have several. */
  readonly faultyRows: number
  readonly problemCount: number
  /** The first of them; `value` is what stands in the cell. */
  readonly problems: readonly {
    line: number | null
    column: string | null
    value: string | null
    code: AnyRefusalCode
    message: string
  }[]
  readonly encoding: string | null
  readonly ignoredColumns: readonly string[]
  /** The headings of the file, and which is read for which column. */
  readonly titles: readonly string[]
  readonly columns: readonly ReadColumn[]
  /** Names exactly this file; an import names the one that was previewed. */
  readonly hash: string
}

/** What acting on the rows of a file came to. */
interface Plan {
  readonly creates: readonly object[]
  readonly updates: readonly object[]
  readonly unchanged: number
  readonly problems: readonly {
    readonly line: number | null
    readonly column: string | null
    readonly code: AnyRefusalCode
    readonly params?: Readonly<Record<string, string | number>>
  }[]
}

type Read<Row> =
  | (Pick<ReadFile, 'encoding' | 'ignored' | 'titles' | 'columns'> & { readonly rows: readonly Row[] })
  | { readonly problem: AnyRefusalCode; readonly params?: object; readonly titles?: readonly string[] }

interface Importing<Row> {
  readonly isDryRun: boolean
  readonly permission: Permission
  readonly read: (bytes: Buffer) => Promise<Read<Row>>
  /** Does all of it in the unit; what has problems is rolled back. */
  readonly act: (unit: Unit, rows: readonly Row[]) => Promise<Plan>
}

/** Ends a dry run, or one with problems: everything was done, and nothing of it is kept. */
class RolledBack extends Error {
  readonly plan: Plan

  constructor(plan: Plan) {
    super('a dry run is rolled back')
    this.plan = plan
  }
}

/** Acts on all rows of a file or on none. A preview is the import itself, rolled back. */
export async function importFile<Row extends { readonly line: number }>(
  operation: Operation,
  bytes: Buffer,
  { isDryRun, permission, read, act }: Importing<Row>,
): Promise<ImportAnswer> {
  const hash = createHash('sha256').update(bytes).digest('hex')
  const forbidden = permissionRefusal(operation.authority, permission)
  if (forbidden !== null) return unreadable(operation, hash, forbidden.code, forbidden.params)
  const file = await read(bytes)
  if ('problem' in file) return { ...unreadable(operation, hash, file.problem, file.params), titles: file.titles ?? [] }
  const { plan, imported } = await operation
    .write(async (unit) => {
      const made = await act(unit, file.rows)
      if (isDryRun || made.problems.length > 0) throw new RolledBack(made)
      return made
    })
    .then(
      (made) => ({ plan: made, imported: true }),
      (error: unknown) => {
        if (error instanceof RolledBack) return { plan: error.plan, imported: false }
        throw error
      },
    )
  return {
    imported,
    rows: file.rows.length,
    creates: plan.creates.length,
    updates: plan.updates.length,
    unchanged: plan.unchanged,
    faultyRows: new Set(plan.problems.map(({ line }) => line)).size,
    problemCount: plan.problems.length,
    problems: plan.problems.slice(0, IMPORT_PROBLEMS_MAX).map(({ line, column, code, params }) => {
      const { message } = userError({ code, ...(params && { params }) }, operation.reader)
      return { line, column, value: cellOf(file.rows, line, column), code, message }
    }),
    encoding: file.encoding,
    ignoredColumns: file.ignored,
    titles: file.titles,
    columns: file.columns,
    hash,
  }
}

/** What stands in a cell, as far as a person needs it to find the cell; null: there is none. */
function cellOf(rows: readonly { readonly line: number }[], line: number | null, column: string | null): string | null {
  const row = rows.find((one) => one.line === line)
  const cell: unknown = row === undefined || column === null ? null : Reflect.get(row, column)
  return typeof cell === 'string' ? cell.slice(0, IMPORT_VALUE_LENGTH_MAX) : null
}

/** A file of which nothing was read, and why. */
function unreadable(operation: Operation, hash: string, code: AnyRefusalCode, params?: object): ImportAnswer {
  const refusal = { code, ...(params && { params: params as Record<string, string | number> }) }
  const { message } = userError(refusal, operation.reader)
  return {
    imported: false,
    rows: 0,
    creates: 0,
    updates: 0,
    unchanged: 0,
    faultyRows: 0,
    problemCount: 1,
    problems: [{ line: null, column: null, value: null, code, message }],
    encoding: null,
    ignoredColumns: [],
    titles: [],
    columns: [],
    hash,
  }
}
