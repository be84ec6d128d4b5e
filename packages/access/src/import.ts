import { canonicalJson, type Refusal } from '@budeng/kernel'
import { type OpeningSpan, parseOpeningHours } from './opening-hours.ts'
import { NODE_KINDS, type NodeKind } from './organisation.ts'
import type { AccessRefusalCode } from './refusals.ts'
import { createRefusal, factsRefusal, type Mover, type OrganisationFacts } from './tree.ts'

export const IMPORT_COLUMNS = [
  'kind',
  'code',
  'name',
  'parent',
  'timeZone',
  'phone',
  'address',
  'contact',
  'openingHours',
] as const
export type ImportColumn = (typeof IMPORT_COLUMNS)[number]

/** One row of a file. A column that the file does not have is undefined and changes nothing. */
export type ImportRow = { readonly line: number } & { readonly [Column in ImportColumn]?: string | undefined }

/** An organisation as it stands, or as an earlier row of the file makes it. */
export interface ImportNode extends OrganisationFacts {
  readonly id: string
  readonly parentId: string | null
  readonly kind: NodeKind
  readonly path: string
}

export type ImportProblemCode =
  | AccessRefusalCode
  | 'IMPORT_KIND'
  | 'IMPORT_PARENT_UNKNOWN'
  | 'IMPORT_PARENT_AMBIGUOUS'
  | 'IMPORT_TWICE'
  | 'IMPORT_KIND_CHANGED'
  | 'IMPORT_HOURS'

/** What is wrong with a row. */
export interface ImportProblem {
  readonly line: number
  readonly column: ImportColumn | null
  readonly code: ImportProblemCode
  readonly params?: Refusal['params']
}

/** What a file would do: nothing of it unless every row is in order. */
export interface ImportPlan {
  readonly creates: readonly ImportNode[]
  readonly updates: readonly { readonly before: ImportNode; readonly after: ImportNode }[]
  readonly unchanged: number
  readonly problems: readonly ImportProblem[]
}

export interface ImportFile {
  readonly rows: readonly ImportRow[]
  /** Everything at and below the place of whoever imports. */
  readonly known: readonly ImportNode[]
  readonly mover: Mover
  readonly newId: () => string
}

/** Words for kinds, in both languages. */
const KIND_WORDS: Readonly<Record<string, NodeKind>> = {
  agent: 'AGENT',
  代理商: 'AGENT',
  代理: 'AGENT',
  merchant: 'MERCHANT',
  商户: 'MERCHANT',
  store: 'STORE',
  门店: 'STORE',
}

/** Rows become organisations by (parent, code): a second import of the same file changes nothing. Parents stand before children. */
export function planImport({ rows, known, mover, newId }: ImportFile): ImportPlan {
  const tree = new Tree(known, mover.path)
  const creates: ImportNode[] = []
  const updates: { before: ImportNode; after: ImportNode }[] = []
  const problems: ImportProblem[] = []
  const seen = new Set<string>()
  let unchanged = 0
  for (const row of rows) {
    const read = readRow(row, tree, mover)
    if ('code' in read) {
      problems.push(read)
      continue
    }
    const { parent, kind, facts, before } = read
    const name = `${parent.id}/${facts.code}`
    if (seen.has(name)) problems.push({ line: row.line, column: 'code', code: 'IMPORT_TWICE' })
    else if (before === undefined) {
      const id = newId()
      const node = { ...facts, id, parentId: parent.id, kind, path: `${parent.path}.${id}` }
      creates.push(node)
      tree.add(node)
    } else if (isSame(before, facts)) unchanged++
    else updates.push({ before, after: { ...before, ...facts } })
    seen.add(name)
  }
  return { creates, updates, unchanged, problems }
}

interface ReadRow {
  readonly parent: ImportNode
  readonly kind: NodeKind
  readonly facts: OrganisationFacts
  readonly before: ImportNode | undefined
}

function readRow(row: ImportRow, tree: Tree, mover: Mover): ReadRow | ImportProblem {
  const problem = (
    column: ImportColumn | null,
    code: ImportProblemCode,
    params?: Refusal['params'],
  ): ImportProblem => ({
    line: row.line,
    column,
    code,
    ...(params && { params }),
  })
  const word = (row.kind ?? '').trim().toLowerCase()
  const kind = KIND_WORDS[word] ?? NODE_KINDS.find((one) => one.toLowerCase() === word)
  if (kind === undefined) return problem('kind', 'IMPORT_KIND')
  const parents = tree.find((row.parent ?? '').trim(), kind)
  const [parent] = parents
  if (parent === undefined) return problem('parent', 'IMPORT_PARENT_UNKNOWN')
  if (parents.length > 1) return problem('parent', 'IMPORT_PARENT_AMBIGUOUS')
  const refusal = createRefusal(mover, kind, parent)
  if (refusal !== null) return problem(refusal.code === 'NOT_PERMITTED' ? null : 'parent', refusal.code, refusal.params)
  const before = tree.child(parent.id, (row.code ?? '').trim())
  if (before !== undefined && before.kind !== kind) return problem('kind', 'IMPORT_KIND_CHANGED')
  const hours = hoursOf(row, before)
  if (hours === undefined) return problem('openingHours', 'IMPORT_HOURS')
  const facts = factsOf(row, before, parent, hours)
  const wrong = factsRefusal(facts)
  return wrong === null
    ? { parent, kind, facts, before }
    : problem((wrong.path?.[0] ?? null) as ImportColumn | null, wrong.code, wrong.params)
}

function factsOf(
  row: ImportRow,
  before: ImportNode | undefined,
  parent: ImportNode,
  openingHours: readonly OpeningSpan[] | null,
): OrganisationFacts {
  const text = (column: 'phone' | 'address' | 'contact') => {
    const value = row[column]
    if (value === undefined) return before?.[column] ?? null
    return value.trim() === '' ? null : value.trim()
  }
  const given = (value: string | undefined) => (value === undefined || value.trim() === '' ? undefined : value.trim())
  return {
    code: (row.code ?? '').trim(),
    name: given(row.name) ?? before?.name ?? '',
    timeZone: given(row.timeZone) ?? before?.timeZone ?? parent.timeZone,
    phone: text('phone'),
    address: text('address'),
    contact: text('contact'),
    openingHours,
  }
}

/** Undefined: not readable. */
function hoursOf(row: ImportRow, before: ImportNode | undefined): readonly OpeningSpan[] | null | undefined {
  if (row.openingHours === undefined) return before?.openingHours ?? null
  if (row.openingHours.trim() === '') return null
  return parseOpeningHours(row.openingHours.trim()) ?? undefined
}

function isSame(before: ImportNode, facts: OrganisationFacts): boolean {
  return (['name', 'timeZone', 'phone', 'address', 'contact'] as const).every((one) => before[one] === facts[one])
    ? canonicalJson(before.openingHours) === canonicalJson(facts.openingHours)
    : false
}

/** Parents may be named by code, or from the importer's own place down as `agent/merchant`; empty: that place itself. */
class Tree {
  readonly #own: ImportNode | undefined
  readonly #byCode = new Map<string, ImportNode[]>()
  readonly #children = new Map<string, ImportNode>()

  constructor(known: readonly ImportNode[], ownPath: string) {
    this.#own = known.find(({ path }) => path === ownPath)
    for (const node of known) this.add(node)
  }

  add(node: ImportNode): void {
    const same = this.#byCode.get(node.code)
    if (same === undefined) this.#byCode.set(node.code, [node])
    else same.push(node)
    if (node.parentId !== null) this.#children.set(`${node.parentId}/${node.code}`, node)
  }

  child(parentId: string, code: string): ImportNode | undefined {
    return this.#children.get(`${parentId}/${code}`)
  }

  find(text: string, kind: NodeKind): readonly ImportNode[] {
    if (text === '') return this.#own === undefined ? [] : [this.#own]
    if (text.includes('/')) {
      let node = this.#own
      for (const code of text.split('/')) node = node === undefined ? undefined : this.child(node.id, code.trim())
      return node === undefined ? [] : [node]
    }
    const found = this.#byCode.get(text) ?? []
    const wanted: readonly NodeKind[] = kind === 'STORE' ? ['MERCHANT'] : ['ACQUIRER', 'AGENT']
    const fitting = found.filter((node) => wanted.includes(node.kind))
    return fitting.length > 0 ? fitting : found
  }
}
