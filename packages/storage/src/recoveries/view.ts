import type { Presence, RecoveryView } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { openIncidentsOf } from '../alerts/judge.ts'
import { recoveriesNow } from './recoveries.ts'
import { loadSituations } from '../situation.ts'
import type { Scoped, TerminalScope } from '../unit.ts'

/** A terminal as a recovery looks at it, with its place and what both sides know of its journal. */
export interface RecoverySight extends RecoveryView {
  readonly place: TerminalScope
  /** Root of the journal at the newest watermark, hex. */
  readonly root: string | null
  readonly comparedAt: Instant | null
}

interface SightRow extends TerminalScope {
  readonly presence: Presence
  readonly faults: readonly string[]
  readonly root: string | null
  readonly agreement: 'UNKNOWN' | 'EQUAL' | 'DIFFERENT' | null
  readonly comparedAt: Instant | null
}

/** Terminals in scope, by id. */
export async function recoverySights(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, RecoverySight>> {
  if (terminalIds.length === 0) return new Map()
  const situations = await loadSituations(db, terminalIds)
  const incidents = await openIncidentsOf(db, terminalIds)
  const rows = await db.query<SightRow>(
    `select terminal.id as "terminalId", terminal.acquirer_id as "acquirerId", terminal.agent_id as "agentId",
       terminal.merchant_id as "merchantId", terminal.store_id as "storeId", terminal.path, terminal.presence, terminal.faults,
       encode(stream.root, 'hex') as root, stream.agreement, stream.compared_at as "comparedAt"
     from terminal
     left join lateral (select root, agreement, compared_at from journal_stream where terminal_id = terminal.id and newest limit 1) stream on true
     where terminal.id = any($1)`,
    [terminalIds],
  )
  return new Map(
    rows.flatMap(({ presence, faults, root, agreement, comparedAt, ...place }) => {
      const situation = situations.get(place.terminalId)
      if (situation === undefined) return []
      const journal = agreement === null ? 'NONE' : agreement === 'UNKNOWN' ? 'NOT_COMPARED' : agreement
      const inIncident = incidents.has(place.terminalId)
      return [[place.terminalId, { situation, presence, faults, inIncident, journal, place, root, comparedAt }]]
    }),
  )
}

/** Terminals as a start of a recovery looks at them: with those that run and those that were lately. */
export async function recoveryChances(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<
  readonly (RecoverySight & { readonly now: { readonly running: string | null; readonly recent: number } })[]
> {
  const sights = await recoverySights(db, terminalIds)
  const now = await recoveriesNow(db, terminalIds, db.clock.now())
  return [...sights].map(([id, sight]) => ({ ...sight, now: now.get(id) ?? { running: null, recent: 0 } }))
}

/** What a comparison says that was made after that moment; an older one says nothing of now. */
export function seenSince(sight: RecoverySight, since: Instant): RecoveryView {
  const isNew = sight.comparedAt !== null && sight.comparedAt >= since
  return isNew || sight.journal === 'NONE' ? sight : { ...sight, journal: 'NOT_COMPARED' }
}
