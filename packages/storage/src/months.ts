import type { Unit } from './unit.ts'

/** How to make the partitions of a table for this month and those to come; it answers how many were not there. */
export function monthMaker(of: 'event' | 'record' | 'ledger' | 'file', monthsAhead: number) {
  return async (unit: Unit): Promise<number> => {
    const rows = await unit.query<{ made: boolean }>(
      `select ${of}_month_make((date_trunc('month', $1::timestamptz) + ahead * interval '1 month')::date) as made from generate_series(0, $2::int) as ahead`,
      [new Date(unit.clock.now()), monthsAhead],
    )
    return rows.filter(({ made }) => made).length
  }
}
