import {
  checkedHeadings,
  foldedHeading,
  planRegistration,
  REGISTRATION_COLUMNS,
  type RegistrationColumn,
  type RegistrationHeadings,
  type RegistrationPlan,
  type RegistrationProblem,
  type RegistrationRow,
  type RegistrationStore,
} from '@budeng/fleet'
import { refuse } from '@budeng/kernel'
import {
  insertTerminals,
  lockRegistered,
  lockTree,
  type NodeRow,
  registeredAfter,
  stockDevices,
  subtree,
  type Unit,
  updateTerminals,
} from '@budeng/storage'
import { z } from 'zod'
import { csvLine, type Headers, headersIn, readRows } from '../access/import-file.ts'
import { type ImportAnswer, importFile } from '../access/import-answer.ts'
import type { Operation } from '../graphql/operation.ts'
import { MAPPING_TEXT_LENGTH_MAX, REGISTERED_PAGE } from '../limits.ts'

const HEADERS: Headers<RegistrationColumn> = {
  tid: ['终端号', 'tid', 'terminal'],
  mid: ['商户号', 'mid'],
  store: ['门店', '门店编码', 'store', 'store code'],
  model: ['型号', 'model'],
  serial: ['序列号', 'serial', 'serial number', 'sn'],
}
const REQUIRED: readonly RegistrationColumn[] = ['tid']

/** Registers terminals of a file, all rows or none. A preview is the registration itself, rolled back. */
export async function registerTerminals(
  operation: Operation,
  bytes: Buffer,
  { isDryRun, columns }: { readonly isDryRun: boolean; readonly columns?: string | undefined },
): Promise<ImportAnswer> {
  const own = headingsIn(columns)
  return await importFile(operation, bytes, {
    isDryRun,
    permission: 'terminal:write',
    read: async (file) =>
      own.ok ? await readAs(file, own.headings) : { problem: own.refusal.code, params: own.refusal.params ?? {} },
    act: (unit, rows) => act(operation, unit, rows),
  })
}

/** What the file calls our columns, as it came with the file: JSON of columns and headings. */
function headingsIn(text: string | undefined): ReturnType<typeof checkedHeadings> {
  if (text === undefined || text === '') return { ok: true, headings: {} }
  try {
    if (text.length > MAPPING_TEXT_LENGTH_MAX) throw new RangeError('too long')
    return checkedHeadings(Headings.parse(JSON.parse(text)))
  } catch {
    return refuse('HEADING_MALFORMED', { column: '' })
  }
}

const Headings = z.array(z.object({ field: z.string(), title: z.string() })).max(REGISTRATION_COLUMNS.length)

/** A column that was given a heading is found by it alone, and has to be there. */
async function readAs(file: Buffer, headings: RegistrationHeadings) {
  const named = Object.entries(headings) as [RegistrationColumn, string][]
  const headers = { ...HEADERS, ...Object.fromEntries(named.map(([field, title]) => [field, [foldedHeading(title)]])) }
  // a heading of theirs is no other column, whatever we call that one
  const theirs = new Set(named.map(([, title]) => foldedHeading(title)))
  for (const column of REGISTRATION_COLUMNS)
    if (headings[column] === undefined) headers[column] = HEADERS[column].filter((word) => !theirs.has(word))
  return await readRows(file, headers, [...new Set([...REQUIRED, ...named.map(([field]) => field)])])
}

async function act(operation: Operation, unit: Unit, rows: readonly RegistrationRow[]): Promise<RegistrationPlan> {
  const { path } = operation.viewer.person
  await lockTree(unit, path)
  const nodes = await subtree(unit, path)
  const acquirer = await acquirerOf(operation, nodes)
  const known = await lockRegistered(
    unit,
    acquirer.id,
    rows.map(({ tid }) => (tid ?? '').trim()),
  )
  const plan = planRegistration({
    rows,
    stores: storesOf(nodes, path),
    known,
    isTraining: acquirer.training === true,
    newId: () => unit.newId('terminal'),
  })
  // rows that are right are written beside others that are not: so what stands elsewhere is told with the rest, and all goes back
  const taken = await write(unit, plan, acquirer, nodes)
  return { ...plan, problems: [...plan.problems, ...taken].sort((a, b) => a.line - b.line) }
}

/** Writes what is right; numbers that stand elsewhere are found here, where the database knows of them. */
async function write(
  unit: Unit,
  { creates, updates }: RegistrationPlan,
  acquirer: NodeRow,
  nodes: readonly NodeRow[],
): Promise<readonly RegistrationProblem[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const made = creates.flatMap((terminal) => {
    const store = byId.get(terminal.storeId)
    return store === undefined ? [] : [{ ...terminal, store }]
  })
  const takenTids = new Set(await insertTerminals(unit, acquirer, made))
  await updateTerminals(
    unit,
    updates.map(({ after }) => after),
  )
  const wanted = [
    ...made.filter(({ tid }) => !takenTids.has(tid)),
    ...updates.filter(({ before }) => before.serial === null).map(({ after, line }) => ({ ...after, line })),
  ]
  const devices = wanted.flatMap(({ id, storeId, serial, model }) =>
    serial === null ? [] : [{ terminalId: id, path: byId.get(storeId)?.path ?? acquirer.path, serial, model }],
  )
  const takenSerials = new Set(await stockDevices(unit, acquirer.id, devices))
  tell(unit, made, updates, byId)
  return [
    ...creates
      .filter(({ tid }) => takenTids.has(tid))
      .map(({ line }) => ({ line, column: 'tid' as const, code: 'TID_TAKEN' as const })),
    ...wanted
      .filter(({ serial }) => serial !== null && takenSerials.has(serial))
      .map(({ line }) => ({ line, column: 'serial' as const, code: 'SERIAL_TAKEN' as const })),
  ]
}

function tell(
  unit: Unit,
  made: readonly (RegistrationPlan['creates'][number] & { readonly store: NodeRow })[],
  updates: RegistrationPlan['updates'],
  byId: ReadonlyMap<string, NodeRow>,
): void {
  const at = unit.clock.now()
  unit.append([
    ...made.map(({ id, store, tid, mid, model, serial }) => ({
      ...{ type: 'TerminalRegistered', subject: id, path: store.path, at },
      data: { tid, mid, model, serial, storeId: store.id },
    })),
    ...updates.flatMap(({ before, after }) => {
      const path = byId.get(after.storeId)?.path
      const shown = ({ mid, model, serial }: typeof after) => ({ mid, model, serial })
      const data = { tid: after.tid, before: shown(before), after: shown(after) }
      return path === undefined ? [] : [{ type: 'TerminalChanged', subject: after.id, path, at, data }]
    }),
  ])
}

/** The acquirer of the viewer, who may stand below it. */
async function acquirerOf(operation: Operation, nodes: readonly NodeRow[]): Promise<NodeRow> {
  const { organisation, above } = operation.viewer
  return above[0] ?? nodes.find(({ id }) => id === organisation.id) ?? organisation
}

function storesOf(nodes: readonly NodeRow[], path: string): RegistrationStore[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  return nodes
    .filter(({ kind }) => kind === 'STORE')
    .map((store) => ({ id: store.id, code: store.code, chain: chainOf(store, path, byId) }))
}

/** Codes from the viewer's place down, the own one last. */
function chainOf(node: NodeRow, path: string, byId: ReadonlyMap<string, NodeRow>): string {
  const ids = node.path === path ? [node.id] : node.path.slice(path.length + 1).split('.')
  return ids.map((id) => byId.get(id)?.code ?? '').join('/')
}

/** Every terminal below the viewer's place as a file that can be registered again. */
export async function exportTerminals(operation: Operation): Promise<string> {
  const { path } = operation.viewer.person
  const nodes = await operation.read((db) => subtree(db, path))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const acquirer = await acquirerOf(operation, nodes)
  // the mark makes spreadsheets read it as UTF-8
  let text = `\uFEFF${csvLine(headersIn(operation.asker.language, REGISTRATION_COLUMNS, HEADERS))}`
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after
    const page = await operation.read((db) => registeredAfter(db, acquirer.id, from, REGISTERED_PAGE))
    for (const { tid, mid, storeId, model, serial } of page) {
      const store = byId.get(storeId)
      text += csvLine([tid, mid, store === undefined ? '' : chainOf(store, path, byId), model, serial ?? ''])
    }
    after = page.length < REGISTERED_PAGE ? undefined : page.at(-1)?.tid
  }
  return text
}
