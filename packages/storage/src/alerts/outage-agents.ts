import type { IncidentRow } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

type Reached = Pick<IncidentRow, 'id' | 'kind' | 'key' | 'agents'>
type Named = Pick<IncidentRow, 'kind' | 'key'>

interface Part {
  readonly id: string
  readonly path: string
  readonly name: string
  readonly hit: number
}

/**
 * Writes down, once for each agent, that an outage has reached terminals of it and of those below it, and how many: an
 * event of the agent's own, so that it learns of nobody else's. Whoever has the store of an outage is told of the whole.
 */
export async function reachAgents(unit: Unit, incident: Reached, terminalIds: readonly string[]): Promise<void> {
  if (incident.kind === 'STORE' || terminalIds.length === 0) return
  const parts = await unit.query<Part>(
    `select agent.id, agent.path, agent.name, part.hit from (
       select place.id, count(*)::int as hit from terminal t
         cross join lateral unnest(string_to_array(t.path::text, '.')) as place (id)
       where t.id = any($1::text[]) group by place.id
     ) as part join node agent on agent.id = part.id and agent.kind = 'AGENT'
     where agent.id <> all($2::text[]) order by agent.id`,
    [terminalIds, incident.agents],
  )
  if (parts.length === 0) return
  await unit.execute('update incident set agents = agents || $2::text[] where id = $1', [
    incident.id,
    parts.map(({ id }) => id),
  ])
  tell(unit, 'IncidentReached', incident, parts)
}

/** Tells each agent that an outage is over of which it had a part, and how large that was in the end. */
export async function leaveAgents(unit: Unit, incident: Reached): Promise<void> {
  tell(unit, 'IncidentLeft', incident, await partsOf(unit, incident))
}

/** Tells each agent that had a part of an outage that it goes on as a part of a wider one. */
export async function passAgentsOn(unit: Unit, incident: Reached, wider: Named): Promise<void> {
  tell(unit, 'IncidentPartMerged', incident, await partsOf(unit, incident), widerOf(wider))
}

/** A wider incident, as events of its parts name it. */
export function widerOf({ kind: widerKind, key: widerKey }: Named) {
  return { widerKind, widerKey }
}

async function partsOf(db: Scoped, { id }: Reached): Promise<Part[]> {
  return await db.query<Part>(
    `select agent.id, agent.path, agent.name, count(*)::int as hit
     from incident joined join node agent on agent.id = any(joined.agents)
       join incident_terminal member on member.incident_id = joined.id and member.path <@ agent.path
     where joined.id = $1 group by agent.id, agent.path, agent.name order by agent.id`,
    [id],
  )
}

function tell(unit: Unit, type: string, { id: subject, kind, key }: Reached, parts: readonly Part[], more = {}): void {
  const at = unit.clock.now()
  unit.append(
    parts.map(({ path, name: agent, hit }) => ({ type, subject, path, at, data: { kind, key, agent, hit, ...more } })),
  )
}
