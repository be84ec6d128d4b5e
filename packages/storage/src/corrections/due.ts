import { CORRECTION_KINDS, KIND_RULES } from '@budeng/corrections'
import { Fault, HOUR } from '@budeng/kernel'
import { isWorthRepeating, isConnectionLost } from '../faults.ts'
import { PLATFORM_SCOPE } from '../scope.ts'
import type { Storage } from '../storage.ts'
import { PLATFORM_ACTOR, type Scoped, type Unit } from '../unit.ts'
import { claimCorrections, sayToCorrection } from './corrections.ts'
import { failPosting, postCorrection } from './post.ts'
import { IS_STOPPED } from './proposals/stopped.ts'

/** A terminal that could not be told is asked again after this, at the earliest. */
const RETRY_AFTER_MS = HOUR

/** Corrections whose time ran out. */
export async function lapseCorrections(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await claimCorrections(
    unit,
    `state in ('PENDING_APPROVAL', 'APPROVED', 'POST_FAILED') and lapses_at <= $1`,
    [new Date(at)],
    limit,
  )
  for (const row of rows) await sayToCorrection(unit, row, { kind: 'tick', at })
  return rows.length
}

/** Closes what is proven, and what has nothing to prove. */
export async function closeCorrections(unit: Unit, limit: number): Promise<number> {
  const rows = await claimCorrections(
    unit,
    `(state = 'VERIFIED' or (state = 'POSTED' and kind = any($1::text[])))`,
    [CORRECTION_KINDS.filter((kind) => KIND_RULES[kind].proof === 'NOT_APPLICABLE')],
    limit,
  )
  for (const row of rows) await sayToCorrection(unit, row, { kind: 'close', at: unit.clock.now() })
  return rows.length
}

/** Ends of orders that say nothing against another one, once the terminal is heard again. */
const WORTH_ASKING_AGAIN = [
  ...['EXPIRED', 'UNVERIFIED', 'FAILED'],
  ...['TERMINAL_MOVED', 'DEVICE_CHANGED', 'TERMINAL_NOT_ACTIVE', 'NO_DEVICE', 'LEVEL_TOO_LOW', 'NOT_SUPPORTED'],
]

/**
 * Asks terminals again that could not be reached and are here now, weeks later if need be; each after a while at the
 * earliest. What a terminal refused, or a person took back, waits for a person.
 */
export async function retryCorrections(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await claimCorrections(
    unit,
    `state = 'UNREACHABLE' and facts->'problems'->>0 = any($1::text[]) and changed_at <= $2 and exists (select from terminal t
       where t.id = c.terminal_id and t.state = 'ACTIVE' and t.presence = 'ONLINE' and t.level = 'L3')`,
    [WORTH_ASKING_AGAIN, new Date(at - RETRY_AFTER_MS)],
    limit,
  )
  for (const row of rows) await sayToCorrection(unit, row, { kind: 'retry', at, by: null })
  return rows.length
}

/** What was approved and is not posted, the longest waiting first. What goes by itself waits while its rule is stopped. */
export async function correctionsToPost(db: Scoped, limit: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from correction c where state = 'APPROVED' and not ${IS_STOPPED} order by changed_at, id limit $1`,
    [limit],
  )
  return rows.map(({ id }) => id)
}

/**
 * Posts what is due, each in a transaction of its own, so that one that cannot be posted keeps nobody waiting: it is
 * POST_FAILED, with the code of what was wrong, and a person looks at it. Answers how many were tried.
 */
export async function postDueCorrections(storage: Storage, limit: number): Promise<number> {
  const ids = await storage.read(PLATFORM_SCOPE, (db) => correctionsToPost(db, limit))
  for (const id of ids)
    try {
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => postCorrection(unit, id))
    } catch (error) {
      // the database was away: it is tried again
      if (isWorthRepeating(error) || isConnectionLost(error)) throw error
      const code = error instanceof Fault ? 'BOOKS_DIFFER' : 'FAULT'
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => failPosting(unit, id, code))
    }
  return ids.length
}
