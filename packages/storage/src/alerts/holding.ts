import { brakes, type HoldingIncident } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import type { Scoped } from '../unit.ts'

/** The open incident that holds each of these terminals back from recoveries; one that is back for a while is not there. */
export async function holdingIncidents(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, HoldingIncident>> {
  const rows = await db.query<HoldingIncident & { readonly terminalId: string; readonly backAt: Instant | null }>(
    `select member.terminal_id as "terminalId", member.back_at as "backAt", incident.kind, incident.hit, incident.population
     from incident_terminal member join incident on incident.id = member.incident_id and incident.ended_at is null
     where member.terminal_id = any($1) order by incident.started_at`,
    [terminalIds],
  )
  const at = db.clock.now()
  return new Map(
    rows
      .filter(({ backAt }) => brakes({ endedAt: null, backAt }, at))
      .map(({ terminalId, kind, hit, population }) => [terminalId, { kind, hit, population }]),
  )
}
