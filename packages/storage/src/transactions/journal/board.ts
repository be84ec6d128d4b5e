import type { Instant } from '@budeng/kernel'
import type { Agreement } from '../../rows/journal.ts'
import { type Level, scopeLanes } from '../../lists/level.ts'
import type { Scoped } from '../../unit.ts'

/** Journals under an organisation by what the newest comparison said, and what is open between the two sides. */
export interface AgreementCounts {
  readonly equal: number
  readonly different: number
  readonly unknown: number
  readonly openCount: number
  /** When the oldest one was opened; null: none is open. */
  readonly oldestAt: Instant | null
  readonly amounts: readonly { readonly currency: string; readonly exponent: number; readonly amount: bigint }[]
  readonly byAge: readonly { readonly maxAgeMs: number | null; readonly count: number }[]
}

/** The classes of age in which open differences are counted. */
const HOUR = 3_600_000
const AGES = [HOUR, 24 * HOUR, 72 * HOUR] as const

/** The board of one organisation, from the acquirer down to a store. What is open is few, whatever the fleet. */
export async function countAgreement(db: Scoped, level: Level, now: Instant): Promise<AgreementCounts> {
  const lanes = scopeLanes(level)
  const inScope = `${lanes.column} in (select scope_id from ${lanes.sql})`
  const agreements = await db.query<{ agreement: Agreement; count: number }>(
    `select agreement, count(*)::int as count from journal_stream where ${inScope} and newest group by agreement`,
    [lanes.param],
  )
  const differences = await db.query<{ age: number; count: number; oldest: Instant }>(
    `select width_bucket(extract(epoch from $2::timestamptz - opened_at) * 1000, $3::numeric[])::int as age, count(*)::int as count, min(opened_at) as oldest
     from open_difference where ${inScope} and closed_at is null group by 1 order by 1`,
    [lanes.param, new Date(now), [...AGES]],
  )
  const amounts = await db.query<{ currency: string; exponent: number; amount: bigint }>(
    `select currency, exponent, sum(amount)::numeric as amount from open_difference
     where ${inScope} and closed_at is null and amount is not null group by 1, 2 order by 1, 2`,
    [lanes.param],
  )
  const count = (of: Agreement) => agreements.find(({ agreement }) => agreement === of)?.count ?? 0
  return {
    equal: count('EQUAL'),
    different: count('DIFFERENT'),
    unknown: count('UNKNOWN'),
    openCount: differences.reduce((sum, row) => sum + row.count, 0),
    oldestAt: differences.reduce<Instant | null>(
      (oldest, row) => (oldest === null || row.oldest < oldest ? row.oldest : oldest),
      null,
    ),
    amounts,
    byAge: [...AGES, null].map((maxAgeMs, place) => ({
      maxAgeMs,
      count: differences.find(({ age }) => age === place)?.count ?? 0,
    })),
  }
}
