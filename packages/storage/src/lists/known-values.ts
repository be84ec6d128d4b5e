import type { Scoped } from '../unit.ts'
import { type Level, Params, scopeLanes } from './level.ts'

/** What terminals are narrowed by and people choose from: where it stands, with an index that has it behind acquirer and agent. */
const STANDS = {
  label: { table: 'terminal_label', column: 'label', also: 'true' },
  model: { table: 'terminal_care', column: 'model', also: `kind = 'INSPECTION' and in_use` },
  appVersion: { table: 'terminal_trait', column: 'app', also: 'true' },
} as const
export type KnownValue = keyof typeof STANDS

/**
 * Values that stand on terminals under an organisation, no more than `max`. Of an acquirer or an agent each is found by one
 * step in the index, however many terminals have it; a merchant has few terminals.
 */
export async function valuesUnder(db: Scoped, level: Level, what: KnownValue, max: number): Promise<string[]> {
  const { table, column, also } = STANDS[what]
  const params = new Params()
  const scope = scopeLanes(level)
  params.add(scope.param)
  const limit = params.add(max)
  const isIndexed = level.kind === 'ACQUIRER' || level.kind === 'AGENT'
  const next = (after: string) =>
    `(select ${column} from ${table} where ${scope.column} = scope.scope_id and ${also} and ${column} > ${after} order by ${column} limit 1)`
  const rows = await db.query<{ value: string }>(
    isIndexed
      ? `select distinct found.value from ${scope.sql} cross join lateral (
           with recursive step (value, place) as (
             select ${next(`''`)}, 1
             union all select ${next('step.value')}, step.place + 1 from step
             where step.value is not null and step.place < ${limit}
           ) select value from step where value is not null
         ) as found order by 1 limit ${limit}`
      : `select distinct ${column} as value from ${table}
         where terminal_id in (select id from terminal where ${scope.column} = $1) and ${also} and ${column} > ''
         order by 1 limit ${limit}`,
    params.values,
  )
  return rows.map(({ value }) => value)
}
