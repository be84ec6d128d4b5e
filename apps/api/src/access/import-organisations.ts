import { createHash } from 'node:crypto'
import { formatOpeningHours, type ImportNode, type ImportPlan, permissionRefusal, planImport } from '@budeng/access'
import { insertNodes, lockTree, type NodeRow, subtree, type Unit, updateNodes } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { userError } from '../language/language.ts'
import { IMPORT_PROBLEMS_MAX } from '../limits.ts'
import { giverOf } from './give-grant.ts'
import { csvLine, headerOf, readFile } from './import-file.ts'

/** What a file would do, or has done. */
export interface ImportAnswer {
  readonly imported: boolean
  readonly rows: number
  readonly creates: number
  readonly updates: number
  readonly unchanged: number
  readonly problemCount: number
  readonly problems: readonly { line: number | null; column: string | null; code: string; message: string }[]
  readonly encoding: string | null
  readonly ignoredColumns: readonly string[]
  /** Names exactly this file; an import names the one that was previewed. */
  readonly hash: string
}

/** Ends a dry run: everything was done, and nothing of it is kept. */
export class RolledBack<Plan = ImportPlan> extends Error {
  readonly plan: Plan

  constructor(plan: Plan) {
    super('a dry run is rolled back')
    this.plan = plan
  }
}

/**
 * Imports organisations, merchants and stores, all rows or none. A preview is the import itself, rolled back.
 */
export async function importOrganisations(
  operation: Operation,
  bytes: Buffer,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<ImportAnswer> {
  const hash = createHash('sha256').update(bytes).digest('hex')
  const forbidden = permissionRefusal(operation.authority, 'organisation:write')
  if (forbidden !== null) return unreadable(operation, hash, forbidden.code, forbidden.params)
  const file = readFile(bytes)
  if ('problem' in file) return unreadable(operation, hash, file.problem, file.params)
  const outcome = await operation
    .write(async (unit) => {
      const plan = await act(operation, unit, file.rows)
      if (isDryRun || plan.problems.length > 0) throw new RolledBack(plan)
      return plan
    })
    .then(
      (plan) => ({ plan, imported: true }),
      (error: unknown) => {
        if (error instanceof RolledBack) return { plan: error.plan as ImportPlan, imported: false }
        throw error
      },
    )
  const { plan, imported } = outcome
  return {
    imported,
    rows: file.rows.length,
    creates: plan.creates.length,
    updates: plan.updates.length,
    unchanged: plan.unchanged,
    problemCount: plan.problems.length,
    problems: plan.problems.slice(0, IMPORT_PROBLEMS_MAX).map(({ line, column, code, params }) => {
      const { message } = userError({ code, ...(params && { params }) }, operation.reader)
      return { line, column, code, message }
    }),
    encoding: file.encoding,
    ignoredColumns: file.ignored,
    hash,
  }
}

/** A file of which nothing was read, and why. */
export function unreadable(operation: Operation, hash: string, code: string, params?: object): ImportAnswer {
  const refusal = { code, ...(params && { params: params as Record<string, string | number> }) }
  const { message } = userError(refusal, operation.reader)
  return {
    imported: false,
    rows: 0,
    creates: 0,
    updates: 0,
    unchanged: 0,
    problemCount: 1,
    problems: [{ line: null, column: null, code, message }],
    encoding: null,
    ignoredColumns: [],
    hash,
  }
}

async function act(
  operation: Operation,
  unit: Unit,
  rows: Parameters<typeof planImport>[0]['rows'],
): Promise<ImportPlan> {
  const { path } = operation.viewer.person
  await lockTree(unit, path)
  const known = await subtree(unit, path)
  const byId = new Map(known.map((node) => [node.id, node]))
  const mover = giverOf(operation)
  const plan = planImport({ rows, known, mover, newId: () => unit.newId('node') })
  if (plan.problems.length > 0) return plan
  const at = unit.clock.now()
  await insertNodes(
    unit,
    plan.creates.map((node) => ({ ...node, createdAt: at, version: 1 })),
  )
  await updateNodes(
    unit,
    plan.updates.flatMap(({ after }): NodeRow[] => {
      const row = byId.get(after.id)
      return row === undefined ? [] : [{ ...row, ...after, version: row.version + 1 }]
    }),
  )
  unit.append([
    ...plan.creates.map(({ id, path: place, kind, code, name }) => ({
      type: 'OrganisationCreated',
      subject: id,
      path: place,
      at,
      data: { kind, code, name, imported: true },
    })),
    ...plan.updates.map(({ before, after }) => ({
      type: 'OrganisationChanged',
      subject: after.id,
      path: after.path,
      at,
      data: { name: after.name, before: shown(before), after: shown(after), imported: true },
    })),
  ])
  return plan
}

function shown({ code, name, timeZone, phone, address, contact, openingHours }: ImportNode): object {
  return { code, name, timeZone, phone, address, contact, openingHours }
}

/** Everything below the asker's place as a file that can be imported again. */
export async function exportOrganisations(operation: Operation): Promise<string> {
  const { path } = operation.viewer.person
  const nodes = await operation.read((db) => subtree(db, path))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const chainOf = ({ path: place }: NodeRow) =>
    place
      .slice(path.length + 1)
      .split('.')
      .slice(0, -1)
      .map((id) => byId.get(id)?.code ?? '')
      .join('/')
  const lines = nodes
    .filter((node) => node.path !== path)
    .map((node) =>
      csvLine([
        node.kind.toLowerCase(),
        node.code,
        node.name,
        chainOf(node),
        node.timeZone,
        node.phone ?? '',
        node.address ?? '',
        node.contact ?? '',
        node.openingHours === null ? '' : formatOpeningHours(node.openingHours),
      ]),
    )
  // the mark makes spreadsheets read it as UTF-8
  return `\uFEFF${csvLine(headerOf(operation.asker.language))}${lines.join('')}`
}
