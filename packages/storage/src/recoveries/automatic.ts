import { defaultPolicies, type Effective, type RecoveryPolicy, policyBook } from '@budeng/access'
import {
  AUTOMATIC_AFTER_MS,
  type AutomaticObjection,
  automaticObjection,
  CAUSE_OF_FAULT,
  CAUSES,
  FAULT_CODES,
  OUTAGE_OVER_MS,
  type PlaybookId,
  stopOver,
} from '@budeng/fleet'
import { DAY, HOUR } from '@budeng/kernel'
import { policiesOnPaths } from '../access/policies.ts'
import { type DiagnosisView, diagnosesOf } from '../diagnosis/diagnoses.ts'
import { lockForRequests } from '../commands.ts'
import { standingStops } from '../stops/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { startRecovery } from './start.ts'

/** Faults against which something could be begun without a person. */
const CURABLE: readonly string[] = FAULT_CODES.filter((code) =>
  (['AUTH', 'NET', 'SYS'] as readonly (PlaybookId | null)[]).includes(CAUSES[CAUSE_OF_FAULT[code]].playbook),
)

/** Where a look at terminals with faults has come to. */
export interface FaultyPlace {
  readonly acquirerId: string
  readonly tid: string
}

/**
 * One page of the terminals of which something could be brought back without being asked: those with a fault that has
 * stood a while, no recovery and no outage that holds them, under an acquirer where anybody has agreed to it. Ordered, so that a look goes
 * round all of them, however many they are.
 */
export async function automaticCandidates(
  db: Scoped,
  after: FaultyPlace | null,
  limit: number,
): Promise<readonly (FaultyPlace & { readonly terminalId: string })[]> {
  return await db.query(
    `select t.id as "terminalId", t.acquirer_id as "acquirerId", t.tid from terminal t
     where t.faults <> '{}' and t.faults && $3::text[] and t.state = 'ACTIVE' and t.presence = 'ONLINE'
       and t.acquirer_id = any(select distinct subpath(path, 0, 1)::text from node_policy where kind = 'RECOVERY' and value is not null)
       and ($1::text is null or (t.acquirer_id, t.tid) > ($1, $2))
       and exists (select from terminal_fault f where f.terminal_id = t.id and f.code = any($3) and f.since <= $4)
       and not exists (select from recovery r where r.terminal_id = t.id and r.step is not null)
       and not exists (select from incident_terminal m join incident i on i.id = m.incident_id and i.ended_at is null
         where m.terminal_id = t.id and (m.back_at is null or m.back_at > $6))
     order by t.acquirer_id, t.tid limit $5`,
    [
      ...[after?.acquirerId ?? null, after?.tid ?? null, CURABLE, new Date(db.clock.now() - AUTOMATIC_AFTER_MS), limit],
      new Date(db.clock.now() - OUTAGE_OVER_MS),
    ],
  )
}

/** Those of these terminals that something might be begun for, by what is known of them now; decided again under lock. */
export async function automaticChances(db: Scoped, terminalIds: readonly string[]): Promise<readonly string[]> {
  return (await diagnosesOf(db, terminalIds))
    .filter((diagnosis) => {
      const playbook = playbookFor(diagnosis)
      // what is with people would take the turn of others, round after round
      return playbook !== null && !diagnosis.ordered.includes(playbook)
    })
    .map(({ terminalId }) => terminalId)
}

/** The playbook of the first certain cause that has one; nothing while others around are hit alike. */
function playbookFor({ causes }: DiagnosisView): PlaybookId | null {
  if (causes.some(({ code }) => code === 'OUTAGE')) return null
  return causes.find(({ likelihood, playbook }) => likelihood === 'STRONG' && playbook !== null)?.playbook ?? null
}

/**
 * Begins a recovery for one terminal by itself where its organisation's policy says so, or says why not. Under the lead of
 * the job, so that budgets hold; and under the terminal's lock, so that of two at once one begins.
 */
export async function beginAutomatic(
  unit: Unit,
  terminalId: string,
): Promise<{ readonly id: string } | { readonly objection: AutomaticObjection | 'REFUSED' | 'NOTHING_CERTAIN' }> {
  const locked = (await lockForRequests(unit, [terminalId])).get(terminalId)
  const [diagnosis] = await diagnosesOf(unit, [terminalId])
  if (locked === undefined || diagnosis === undefined) return { objection: 'NOTHING_CERTAIN' }
  const playbook = playbookFor(diagnosis)
  if (playbook === null) return { objection: 'NOTHING_CERTAIN' }
  const { value, from } = await policyAt(unit, locked.path)
  const objection = automaticObjection(value.stopped ? { ...value, playbooks: [] } : value, {
    ...{ playbook, isStrong: true, isOrdered: diagnosis.ordered.includes(playbook), at: unit.clock.now() },
    zone: await storeZone(unit, locked.storeId),
    // an incident is looked at with the diagnosis: whoever is in one has an outage for a cause
    inIncident: false,
    isDispatchStopped: stopOver(await standingStops(unit), locked.path) !== null,
    spent: await spentUnder(unit, locked.acquirerId, from ?? locked.acquirerId, value.perDay),
  })
  if (objection !== null) return { objection }
  const made = await startRecovery(unit, { terminalId, playbook, reason: '', by: null })
  return made !== 'NOT_FOUND' && 'id' in made ? made : { objection: 'REFUSED' }
}

async function policyAt(db: Scoped, path: string): Promise<Effective<RecoveryPolicy>> {
  // what an installation says of large actions is of no matter here
  return policyBook(await policiesOnPaths(db, [path]), defaultPolicies(1))(path).RECOVERY
}

async function storeZone(db: Scoped, storeId: string): Promise<string> {
  const [row] = await db.query<{ zone: string }>('select time_zone as zone from node where id = $1', [storeId])
  return row?.zone ?? 'UTC'
}

/** Begun by themselves below an organisation, in the last hour and day; not counted further than there is a use in it. */
async function spentUnder(
  db: Scoped,
  acquirerId: string,
  nodeId: string,
  perDay: number,
): Promise<{ readonly hour: number; readonly day: number }> {
  const now = db.clock.now()
  const [row] = await db.query<{ hour: number; day: number }>(
    `select (count(*) filter (where started_at > $3))::int as hour, count(*)::int as day from (
       select started_at from recovery where started_by is null and acquirer_id = $1
         and path <@ (select path from node where id = $2) and started_at > $4
       order by started_at desc limit $5) as begun`,
    [acquirerId, nodeId, new Date(now - HOUR), new Date(now - DAY), perDay],
  )
  return row ?? { hour: 0, day: 0 }
}
