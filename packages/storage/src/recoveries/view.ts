import { DIGEST_WEIGHED_MS, type Presence, type RecoveryView } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { holdingIncidents } from '../alerts/holding.ts'
import { recoveriesNow } from './recoveries.ts'
import { loadSituations } from '../situation.ts'
import type { Scoped, TerminalScope } from '../unit.ts'

/** A terminal as a recovery looks at it, with its place and what both sides know of its journal. */
export interface RecoverySight extends RecoveryView {
  readonly place: TerminalScope
  /** Root of the journal at the newest watermark, hex. */
  readonly root: string | null
  readonly comparedAt: Instant | null
  /** When it last said how it is. */
  readonly heardAt: Instant | null
}

interface SightRow extends TerminalScope {
  readonly presence: Presence
  readonly faults: readonly string[]
  readonly root: string | null
  readonly agreement: 'UNKNOWN' | 'EQUAL' | 'DIFFERENT' | null
  readonly comparedAt: Instant | null
  readonly heardAt: Instant | null
}

/** Terminals in scope, by id. */
export async function recoverySights(
  db: Scoped,
  terminalIds: readonly string[],
): Promise<ReadonlyMap<string, RecoverySight>> {
  if (terminalIds.length === 0) return new Map()
  const situations = await loadSituations(db, terminalIds)
  const incidents = await holdingIncidents(db, terminalIds)
  const rows = await db.query<SightRow>(
    `select terminal.id as "terminalId", terminal.acquirer_id as "acquirerId", terminal.agent_id as "agentId",
       terminal.merchant_id as "merchantId", terminal.store_id as "storeId", terminal.path, terminal.presence, terminal.faults,
       encode(stream.root, 'hex') as root, stream.agreement, stream.compared_at as "comparedAt",
       heartbeat.at as "heardAt"
     from terminal left join heartbeat on heartbeat.terminal_id = terminal.id
     left join lateral (select root, agreement, compared_at from journal_stream where terminal_id = terminal.id and newest limit 1) stream on true
     where terminal.id = any($1)`,
    [terminalIds],
  )
  return new Map(
    rows.flatMap(({ presence, faults, root, agreement, comparedAt, heardAt, ...place }) => {
      const situation = situations.get(place.terminalId)
      if (situation === undefined) return []
      const journal = agreement === null ? 'NONE' : agreement === 'UNKNOWN' ? 'NOT_COMPARED' : agreement
      const inIncident = incidents.has(place.terminalId)
      return [
        [place.terminalId, { situation, presence, faults, inIncident, journal, place, root, comparedAt, heardAt }],
      ]
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

/**
 * What is known of the journals after that moment; an older comparison says nothing of now. What was equal and is told again
 * by a heartbeat is not written down again: once its digest has been weighed, that it still stands says that it was equal.
 */
export function seenSince(sight: RecoverySight, since: Instant, at: Instant): RecoveryView {
  const { journal, comparedAt, heardAt } = sight
  const isNew = comparedAt !== null && comparedAt >= since
  const isToldAgain = journal === 'EQUAL' && heardAt !== null && heardAt >= since && heardAt + DIGEST_WEIGHED_MS <= at
  return isNew || isToldAgain || journal === 'NONE' ? sight : { ...sight, journal: 'NOT_COMPARED' }
}
