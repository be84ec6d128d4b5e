/** The days over which transactions are spread, in four months. */
const DAYS = 120

export const MONTHS = `select record_month_make((date '2026-07-01' + n * interval '1 month')::date) from generate_series(0, 4) n`

/** Indexes that no key needs: how each is taken away, and made again. */
export const INDEXES = `
  select format('drop index %s', i.indexrelid::regclass) as drop, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') as make
  from pg_index i where i.indrelid = 'record_line'::regclass and not i.indisprimary`

/** So many lines of the explorer, of all terminals in turn, in the order of time. What they stand for is not there. */
export const LINES = (size: number) => `
  insert into record_line (terminal_id, acquirer_id, agent_id, merchant_id, store_id, path, at, id, batch_no, stan, rrn, first6, last4, type,
    auth_state, reversal_state, follow_up_state, settlement_state, amount, currency, exponent, late, recorded_at)
  select t.id, acquirer_id, agent_id, merchant_id, store_id, path, at, 'txn_' || lpad(n::text, 12, '0'), '000001', lpad((n % 999999 + 1)::text, 6, '0'), 'R' || lpad(n::text, 9, '0'),
    '622201', lpad((n * 31 % 10000)::text, 4, '0'), 'PURCHASE', 'APPROVED', 'NONE', 'NONE', 'IN_OPEN_BATCH', 100 + n * 7919 % 50000, 'CNY', 2, false, at
  from (select n, timestamptz '2026-07-01Z' + n * (interval '${DAYS} days' / ${size}) as at from generate_series(0::bigint, ${size - 1}) n) made
  join (select *, row_number() over (order by id) - 1 as place, count(*) over () as of from terminal) t on t.place = made.n % t.of
  order by n`
