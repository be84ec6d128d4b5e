import { type CurrencyLimits, type MoneyRules, moneyRules } from '@budeng/corrections'
import { columnList, type CorrectionLimitRow, correctionLimitTable, unnestInsert } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'

const COLUMNS = columnList(correctionLimitTable, 'l')

/** The limits of an acquirer, for what a correction below it needs: they follow from the acquirer and not from who looks. */
export async function moneyRulesOf(db: Scoped, acquirerId: string): Promise<MoneyRules> {
  return moneyRules(await agreedLimits(db, acquirerId))
}

/** What an acquirer at or above the asker, or below it, has agreed on, by currency. */
export async function agreedLimits(db: Scoped, acquirerId: string): Promise<readonly CorrectionLimitRow[]> {
  return await db.query<CorrectionLimitRow>(
    `select ${COLUMNS} from correction_limits_around($1) as l order by l.currency`,
    [acquirerId],
  )
}

/** What is agreed on for one currency, under the lock of the acquirer's limits; null: nothing, the default holds. */
export async function lockLimit(unit: Unit, acquirerId: string, currency: string): Promise<CorrectionLimitRow | null> {
  await unit.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`correction-limit:${acquirerId}`])
  const [row] = await unit.query<CorrectionLimitRow>(
    `select ${COLUMNS} from correction_limit l where acquirer_id = $1 and currency = $2`,
    [acquirerId, currency],
  )
  return row ?? null
}

/** Another word on one currency. Two people have said so: the caller knows. */
export async function saveLimit(
  unit: Unit,
  acquirerId: string,
  limits: CurrencyLimits,
  { changeId, by }: { readonly changeId: string; readonly by: string },
): Promise<void> {
  const before = await lockLimit(unit, acquirerId, limits.currency)
  const row: CorrectionLimitRow = {
    ...limits,
    ...{ acquirerId, path: acquirerId, changedBy: by, changedAt: unit.clock.now(), changeId },
    version: (before?.version ?? 0) + 1,
  }
  await unnestInsert(unit, correctionLimitTable, [row], {
    onConflict: `on conflict (acquirer_id, currency) do update set tier_one = excluded.tier_one, tier_two = excluded.tier_two,
      day_stake = excluded.day_stake, day_count = excluded.day_count, automatic = excluded.automatic, changed_by = excluded.changed_by,
      changed_at = excluded.changed_at, change_id = excluded.change_id, version = excluded.version`,
  })
}
