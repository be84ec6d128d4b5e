import { CORRECTION_KINDS, KIND_RULES } from '@budeng/corrections'
import { Fault } from '@budeng/kernel'
import { isWorthRepeating, isConnectionLost } from '../faults.ts'
import { PLATFORM_SCOPE } from '../scope.ts'
import type { Storage } from '../storage.ts'
import { PLATFORM_ACTOR, type Scoped, type Unit } from '../unit.ts'
import { claimCorrections, sayToCorrection } from './corrections.ts'
import { failPosting, postCorrection } from './post.ts'

/** Corrections whose time ran out. */
export async function lapseCorrections(unit: Unit, limit: number): Promise<number> {
  const at = unit.clock.now()
  const rows = await claimCorrections(
    unit,
    `state in ('PENDING_APPROVAL', 'APPROVED') and lapses_at <= $1`,
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

/** What was approved and is not posted, the longest waiting first. */
export async function correctionsToPost(db: Scoped, limit: number): Promise<readonly string[]> {
  const rows = await db.query<{ id: string }>(
    `select id from correction where state = 'APPROVED' order by changed_at, id limit $1`,
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
