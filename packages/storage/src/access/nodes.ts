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
  /** Any part of the name, folded as `foldedText` does; or the beginning of the code. */
  readonly search: string | null
  readonly kinds: readonly NodeRow['kind'][] | null
  readonly after: { readonly name: string; readonly id: string } | null
  readonly limit: number
}

/** Organisations in scope by name. */
export async function listNodes(db: Scoped, { search, kinds, after, limit }: NodeListQuery): Promise<NodeRow[]> {
  return await db.query<NodeRow>(
    `select ${COLUMNS} from node
     where ($1::text[] is null or kind = any($1))
       and ($2::text is null or position($2 in lower(normalize(name, nfkc))) > 0 or starts_with(lower(code), $2))
       and ($3::text is null or (name, id) > ($3, $4))
     order by name, id limit $5`,
    [kinds, search, after?.name ?? null, after?.id ?? null, limit],
  )
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
