import { NODES_FOUND_MAX } from '../limits.ts'
import { columnList, type NodeRow, nodeTable } from '../rows/index.ts'
import type { Scoped } from '../unit.ts'

const COLUMNS = columnList(nodeTable, 'node')

/** Organisations by id, as far as they are in scope; in no particular order. */
export async function nodesByIds(db: Scoped, ids: readonly string[]): Promise<NodeRow[]> {
  return await db.query<NodeRow>(`select ${COLUMNS} from node where id = any($1)`, [ids])
}

/** The organisations above a path, from the acquirer down, without the one that it names. The scope must reach that far. */
export async function nodesAbove(db: Scoped, path: string): Promise<NodeRow[]> {
  const ids = path.split('.').slice(0, -1)
  const rows = await nodesByIds(db, ids)
  return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** The organisation named by an acquirer's code, when it is in scope. */
export async function acquirerByCode(db: Scoped, code: string): Promise<NodeRow | null> {
  const [row] = await db.query<NodeRow>(`select ${COLUMNS} from node where kind = 'ACQUIRER' and code = $1`, [code])
  return row ?? null
}

export interface NodeListQuery {
  /** Whose organisations are searched: the viewer's own. */
  readonly level: Pick<NodeRow, 'id' | 'kind'>
  /** Any part of the name, folded as `foldedText` does; or the beginning of the code. */
  readonly search: string | null
  readonly kinds: readonly NodeRow['kind'][] | null
  readonly after: { readonly name: string; readonly id: string } | null
  readonly limit: number
}

/**
 * Organisations in scope by name. A text is found by an index; where it finds more than NODES_FOUND_MAX, the names are
 * walked in their order, and the page is soon full.
 */
export async function listNodes(db: Scoped, { level, search, kinds, after, limit }: NodeListQuery): Promise<NodeRow[]> {
  const params: unknown[] = []
  const add = (value: unknown) => `$${params.push(value)}`
  const conditions = [
    ...(kinds === null ? [] : [`kind = any(${add(kinds)})`]),
    ...(after === null ? [] : [`(name, id) > (${add(after.name)}, ${add(after.id)})`]),
  ]
  // a merchant and its stores are found by what they hang on
  if (level.kind === 'MERCHANT' || level.kind === 'STORE')
    conditions.push(`(id = ${add(level.id)} or parent_id = ${add(level.id)})`)
  if (search !== null) {
    const found = await nodesFound(db, level, search)
    const text = add(found === null ? search : found)
    conditions.push(
      found === null
        ? `(position(folded(${text}) in folded(name)) > 0 or starts_with(folded(code), folded(${text})))`
        : `id = any(${text})`,
    )
  }
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`
  return await db.query<NodeRow>(`select ${COLUMNS} from node ${where} order by name, id limit ${add(limit)}`, params)
}

/** Ids by the index of names and codes; null: too many to be taken together, or the place is small. */
async function nodesFound(db: Scoped, { id, kind }: NodeListQuery['level'], search: string): Promise<string[] | null> {
  if (kind === 'MERCHANT' || kind === 'STORE') return null
  const most = NODES_FOUND_MAX + 1
  const rows = await db.query<{ id: string }>('select id from nodes_named($1, $2, $3)', [id, search, most])
  return rows.length < most ? rows.map((row) => row.id) : null
}

/** One page of the organisations directly below one, by name. */
export async function listChildren(
  db: Scoped,
  { parentId, after, limit }: Pick<NodeListQuery, 'after' | 'limit'> & { readonly parentId: string },
): Promise<NodeRow[]> {
  return await db.query<NodeRow>(
    `select ${COLUMNS} from node where parent_id = $1 and ($2::text is null or (name, id) > ($2, $3))
     order by name, id limit $4`,
    [parentId, after?.name ?? null, after?.id ?? null, limit],
  )
}

/** One spelling for searching: full-width letters and digits become ordinary ones, case does not matter. */
export function foldedText(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim()
}
