import type { PolicyKind } from '@budeng/access'
import { columnList, type NodePolicyRow, nodePolicyTable, unnestInsert, unnestUpdate } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(nodePolicyTable, 'node_policy')

/** The own words of every node on these paths, in one query, however many paths. */
export async function policiesOnPaths(db: Scoped, paths: Iterable<string>): Promise<NodePolicyRow[]> {
  const nodeIds = new Set([...new Set(paths)].flatMap((path) => path.split('.')))
  return await db.query<NodePolicyRow>(`select ${COLUMNS} from node_policy where node_id = any($1)`, [[...nodeIds]])
}

/** Words of nodes below a path: exceptions from what holds there. */
export async function policiesBelow(db: Scoped, path: string, limit: number): Promise<NodePolicyRow[]> {
  return await db.query<NodePolicyRow>(
    `select ${COLUMNS} from node_policy
     where path <@ $1::ltree and path <> $1::ltree and value is not null order by path, kind limit $2`,
    [path, limit],
  )
}

/** A node's own word under lock; null when it never had one. The node is locked first, so that a first word is one too. */
export async function lockPolicy(unit: Unit, nodeId: string, kind: PolicyKind): Promise<NodePolicyRow | null> {
  await unit.query('select id from node where id = $1 for no key update', [nodeId])
  const [row] = await unit.query<NodePolicyRow>(
    `select ${COLUMNS} from node_policy where node_id = $1 and kind = $2 for no key update`,
    [nodeId, kind],
  )
  return row ?? null
}

/** Stores a word: the first one of a node, or the next one. */
export async function savePolicy(unit: Unit, policy: NodePolicyRow): Promise<void> {
  if (policy.version === 1) await unnestInsert(unit, nodePolicyTable, [policy])
  else await unnestUpdate(unit, nodePolicyTable, [policy], ['value', 'version', 'changedAt'])
}
