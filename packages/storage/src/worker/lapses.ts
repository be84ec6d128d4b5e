import { decideBulk, evolveBulk, evolveChallenge, isFinal, tickChallenge } from '@budeng/fleet'
import {
  bulkTable,
  type BulkRow,
  columnList,
  type PresenceChallengeRow,
  presenceChallengeTable,
  unnestUpdate,
} from '../rows/index.ts'
import type { Unit } from '../unit.ts'

/** Bulk actions whose approval did not come in time. Their commands lapse by their own timers. */
export async function lapseBulks(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await unit.query<BulkRow>(
    `select ${columnList(bulkTable, 'bulk')} from bulk where state = 'PENDING_APPROVAL' and lapses_at <= $1
     order by id limit $2 for no key update skip locked`,
    [new Date(at), limit],
  )
  const lapsed: BulkRow[] = []
  for (const row of rows) {
    const decision = decideBulk(row, { kind: 'tick', at })
    if (!decision.ok || decision.events.length === 0) continue
    lapsed.push({ ...row, ...decision.events.reduce(evolveBulk, row) })
    unit.append(
      decision.events.map(({ type, at: when, ...data }) => ({
        type,
        subject: row.id,
        path: row.path,
        data: { ...data, before: { state: row.state }, after: { state: 'LAPSED' } },
        at: when,
      })),
    )
  }
  if (lapsed.length > 0) await unnestUpdate(unit, bulkTable, lapsed, ['state', 'version'])
  return lapsed.length
}

/** Presence checks whose digits nobody typed in time, and grants that nobody used. */
export async function lapseChallenges(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await unit.query<PresenceChallengeRow & { readonly showState: Parameters<typeof isFinal>[0] }>(
    `select ${columnList(presenceChallengeTable, 'challenge')}, command.state as "showState"
     from presence_challenge challenge join command on command.id = challenge.command_id
     where challenge.state in ('OPEN', 'GRANTED') and (challenge.expires_at <= $1 or (challenge.state = 'OPEN' and command.finished_at is not null))
     order by challenge.command_id limit $2 for no key update of challenge skip locked`,
    [new Date(at), limit],
  )
  const lapsed: PresenceChallengeRow[] = []
  for (const { showState, ...row } of rows) {
    const decision = tickChallenge(row, at, isFinal(showState))
    if (!decision.ok || decision.events.length === 0) continue
    lapsed.push({ ...row, ...decision.events.reduce(evolveChallenge, row) })
    unit.append(
      decision.events.map(({ type, at: when, ...data }) => ({
        type,
        subject: row.commandId,
        path: row.path,
        data,
        at: when,
      })),
    )
  }
  if (lapsed.length > 0) await unnestUpdate(unit, presenceChallengeTable, lapsed, ['state', 'version'])
  return lapsed.length
}
