import type { Policies, PolicyKind } from '@budeng/access'
import { type NodePolicyRow, nodePolicyTable, unnestInsert } from './rows/index.ts'
import type { Unit } from './unit.ts'

/** Sets a first word of every acquirer that has none on this matter, as if it had been agreed. Needs the role `owner`. */
export async function seedPolicy<Kind extends PolicyKind>(
  unit: Unit,
  kind: Kind,
  value: Policies[Kind],
): Promise<number> {
  const acquirers = await unit.query<{ nodeId: string; path: string }>(
    `select id as "nodeId", path from node
     where kind = 'ACQUIRER' and not exists (select from node_policy where node_id = node.id and node_policy.kind = $1) order by id`,
    [kind],
  )
  const at = unit.clock.now()
  const rows: NodePolicyRow[] = acquirers.map((acquirer) => ({ ...acquirer, kind, value, version: 1, changedAt: at }))
  await unnestInsert(unit, nodePolicyTable, rows)
  unit.append(
    rows.map(({ nodeId, path }) => ({
      type: 'NodePolicyChanged',
      subject: nodeId,
      path,
      at,
      data: { kind, before: { kind, value: null }, after: { kind, value } },
    })),
  )
  return rows.length
}
