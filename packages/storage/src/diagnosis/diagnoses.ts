import {
  type CauseCode,
  contradictionsOf,
  diagnose,
  type Diagnosis,
  type Health,
  type PlaybookId,
  type Presence,
  type RecoveryEnd,
  type Symptoms,
  type TerminalSituation,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { holdingIncidents } from '../alerts/holding.ts'
import { faultsOf } from '../health/faults.ts'
import { loadSituations } from '../situation.ts'
import type { Scoped } from '../unit.ts'
import { MODEL_RUNS_MIN, TRIED_BACK_MS } from './limits.ts'
import { neighboursOf } from './neighbours.ts'

/** What came of a playbook against a cause before. */
export interface PastRuns {
  readonly playbook: PlaybookId
  readonly cause: CauseCode
  readonly ended: number
  readonly recovered: number
}

/** A diagnosis with what its playbooks brought before. */
export interface DiagnosisView extends Diagnosis {
  readonly terminalId: string
  readonly past: readonly PastRuns[]
  /** Playbooks of recoveries whose work orders are open. */
  readonly ordered: readonly PlaybookId[]
}

/** What is probably wrong with terminals in scope. As many queries for many as for one; none grows with the fleet. */
export async function diagnosesOf(db: Scoped, terminalIds: readonly string[]): Promise<readonly DiagnosisView[]> {
  if (terminalIds.length === 0) return []
  const all = await symptomsOf(db, terminalIds)
  const past = Map.groupBy(await pastRuns(db, terminalIds), ({ terminalId }) => terminalId)
  return [...all].map(([terminalId, symptoms]) => ({
    ...{ terminalId, ...diagnose(symptoms), past: past.get(terminalId) ?? [], ordered: symptoms.ordered },
  }))
}

interface Seen {
  readonly terminalId: string
  readonly presence: Presence
  readonly presenceSince: Instant
  readonly health: Health
}

async function symptomsOf(db: Scoped, terminalIds: readonly string[]): Promise<ReadonlyMap<string, Symptoms>> {
  const at = db.clock.now()
  const situations = await loadSituations(db, terminalIds)
  const faults = await faultsOf(db, terminalIds)
  const incidents = await holdingIncidents(db, terminalIds)
  const tried = Map.groupBy(await triedOn(db, terminalIds, at - TRIED_BACK_MS), ({ terminalId }) => terminalId)
  const ordered = Map.groupBy(await orderedFor(db, terminalIds), ({ terminalId }) => terminalId)
  const seen = await db.query<Seen>(
    `select t.id as "terminalId", t.presence, t.presence_since as "presenceSince", coalesce(h.health, '{}') as health
     from terminal t left join lateral (select health from heartbeat where terminal_id = t.id limit 1) h on true where t.id = any($1)`,
    [terminalIds],
  )
  // those around a terminal are looked at where something ails it that they might share: that is most of what a diagnosis costs
  const ailing = seen.filter(
    ({ terminalId, presence }) =>
      presence !== 'ONLINE' || faults.has(terminalId) || !isWellSignedOn(situations.get(terminalId)),
  )
  const neighbours = await neighboursOf(
    db,
    ailing.map(({ terminalId }) => terminalId),
  )
  return new Map(
    seen.flatMap(({ terminalId, presence, presenceSince, health }): (readonly [string, Symptoms])[] => {
      const situation = situations.get(terminalId)
      if (situation === undefined) return []
      const standing = faults.get(terminalId) ?? []
      const reported = standing.flatMap(({ code, reportedAt }) => (reportedAt === null ? [] : [code]))
      const contradictions = contradictionsOf({ health, presence, signOn: situation.signOn, reported })
      return [
        [
          terminalId,
          {
            ...{ at, situation, presence, presenceSince, faults: standing, contradictions },
            neighbours: neighbours.get(terminalId) ?? [],
            incident: incidents.get(terminalId) ?? null,
            tried: tried.get(terminalId) ?? [],
            ordered: (ordered.get(terminalId) ?? []).map(({ playbook }) => playbook),
          },
        ],
      ]
    }),
  )
}

function isWellSignedOn(situation: TerminalSituation | undefined): boolean {
  if (situation === undefined) return true
  const { signOn, hostResponseCode, hostRoute } = situation
  return signOn === 'SIGNED_ON' && (hostResponseCode === null || hostRoute === 'APPROVED')
}

async function triedOn(
  db: Scoped,
  terminalIds: readonly string[],
  since: Instant,
): Promise<{ readonly terminalId: string; readonly playbook: PlaybookId; readonly end: RecoveryEnd }[]> {
  return await db.query(
    `select terminal_id as "terminalId", playbook, ended_as as end from recovery
     where terminal_id = any($1) and ended_at > $2 order by ended_at`,
    [terminalIds, new Date(since)],
  )
}

/** What people were sent for, and have not done. */
async function orderedFor(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<{ readonly terminalId: string; readonly playbook: PlaybookId }[]> {
  return await db.query(
    `select distinct o.terminal_id as "terminalId", r.playbook from work_order o join recovery r on r.id = o.recovery_id
     where o.terminal_id = any($1) and o.closed_at is null order by 1, 2`,
    [terminalIds],
  )
}

/** As far up as the reader sees: the widest experience. Of the terminal's own model, where that is enough. */
async function pastRuns(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<(PastRuns & { readonly terminalId: string })[]> {
  const rows = await db.query<PastRuns & { terminalId: string; modelEnded: number; modelRecovered: number }>(
    `select t.id as "terminalId", tally.playbook, tally.cause, sum(tally.ended)::int as ended, sum(tally.recovered)::int as recovered,
       coalesce(sum(tally.ended) filter (where tally.model = t.model), 0)::int as "modelEnded",
       coalesce(sum(tally.recovered) filter (where tally.model = t.model), 0)::int as "modelRecovered"
     from terminal t join lateral (
       select node_id from recovery_tally where node_id = any(string_to_array(t.path::text, '.')) order by nlevel(path) limit 1
     ) widest on true join recovery_tally tally on tally.node_id = widest.node_id
     where t.id = any($1) group by 1, 2, 3`,
    [terminalIds],
  )
  return rows.map(({ modelEnded, modelRecovered, ...all }) =>
    modelEnded >= MODEL_RUNS_MIN ? { ...all, ended: modelEnded, recovered: modelRecovered } : all,
  )
}
