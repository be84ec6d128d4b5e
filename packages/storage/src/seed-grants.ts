import type { GrantTerms } from '@budeng/access'
import { grantTable, type GrantRow, unnestInsert } from './rows/index.ts'
import type { Unit } from './unit.ts'

/** Gives these terms to every agent that holds no grant yet, in the name of its acquirer's first person. Needs the role `owner`. */
export async function seedGrants(unit: Unit, terms: GrantTerms, reason: string): Promise<number> {
  const agents = await unit.query<{ nodeId: string; path: string; giverNodeId: string; givenBy: string }>(
    `select agent.id as "nodeId", agent.path, giver.node_id as "giverNodeId", giver.id as "givenBy"
     from node agent cross join lateral (
       select id, node_id from person where node_id = subpath(agent.path, 0, 1)::text order by role, id limit 1) giver
     where agent.kind = 'AGENT' and not exists (select from agent_grant where node_id = agent.id) order by agent.path`,
  )
  const rows: GrantRow[] = agents.map((agent) => ({
    ...terms,
    ...agent,
    id: unit.newId('grant'),
    reason,
    givenAt: unit.clock.now(),
    revokedAt: null,
    revokedBy: null,
    closedAt: null,
    version: 1,
  }))
  await unnestInsert(unit, grantTable, rows)
  unit.append(
    rows.map(({ id, path, nodeId, givenAt }) => ({
      type: 'GrantGiven',
      subject: id,
      path,
      at: givenAt,
      data: { nodeId, ...terms, reason },
    })),
  )
  return rows.length
}
