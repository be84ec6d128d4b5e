import { formatOpeningHours, type ImportNode, type ImportPlan, planImport } from '@budeng/access'
import { insertNodes, lockTree, type NodeRow, subtree, type Unit, updateNodes } from '@budeng/storage'
import type { Operation } from '../graphql/operation.ts'
import { giverOf } from './give-grant.ts'
import { type ImportAnswer, importFile } from './import-answer.ts'
import { csvLine, headerOf, readFile } from './import-file.ts'

/**
 * Imports organisations, merchants and stores, all rows or none. A preview is the import itself, rolled back.
 */
export async function importOrganisations(
  operation: Operation,
  bytes: Buffer,
  { isDryRun }: { readonly isDryRun: boolean },
): Promise<ImportAnswer> {
  return await importFile(operation, bytes, {
    isDryRun,
    permission: 'organisation:write',
    read: readFile,
    act: (unit, rows) => act(operation, unit, rows),
  })
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
