import { settingTable, insertSelect } from './rows/index.ts'
import type { Scoped, Unit } from './unit.ts'

/** A value of the platform, e.g. `bulkRaise`; undefined while nobody has set it. The caller checks its form. */
export async function readSetting(db: Scoped, key: string): Promise<unknown> {
  const [row] = await db.query<{ value: unknown }>('select value from setting where key = $1', [key])
  return row?.value
}

export async function writeSetting(unit: Unit, key: string, value: unknown): Promise<void> {
  const { sql, params } = insertSelect(settingTable, [{ key, value, changedAt: unit.clock.now() }])
  await unit.execute(
    `${sql} on conflict (key) do update set value = excluded.value, changed_at = excluded.changed_at`,
    params,
  )
}
