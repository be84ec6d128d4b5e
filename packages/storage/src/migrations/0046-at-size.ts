import { inScope, policiesOf, type TableRules } from './table-rules.ts'

/**
 * Lists of one organisation's lines, by what people look for. An index over all acquirers' lines was walked through to its
 * end for somebody who sees few of them.
 */
const lines = `
drop index record_line_card;
create index record_line_card on record_line (acquirer_id, last4, at, id, first6) where last4 is not null;
create index record_line_agent_card on record_line (agent_id, last4, at, id, first6) where agent_id is not null and last4 is not null;
drop index record_line_stan;
create index record_line_stan on record_line (acquirer_id, stan, at, id);
create index record_line_agent_stan on record_line (agent_id, stan, at, id) where agent_id is not null;
create index record_line_batch on record_line (terminal_id, batch_no, at, id);

-- A transaction changes twice soon after it was written: with room beside it, it stays where it is.
alter table transaction set (fillfactor = 60);
`

/** Few batches are out of balance or flawed, and one number is each terminal's. */
const batches = `
create index batch_acquirer_number on batch (acquirer_id, batch_no, opened_at, id);
create index batch_agent_number on batch (agent_id, batch_no, opened_at, id) where agent_id is not null;
create index batch_acquirer_imbalance on batch (acquirer_id, opened_at, id) where imbalances <> '{}';
create index batch_agent_imbalance on batch (agent_id, opened_at, id) where agent_id is not null and imbalances <> '{}';
create index batch_acquirer_flaw on batch (acquirer_id, opened_at, id) where unproven_count + late_count > 0;
create index batch_agent_flaw on batch (agent_id, opened_at, id) where agent_id is not null and unproven_count + late_count > 0;
`

const AGREEMENTS = ['EQUAL', 'DIFFERENT', 'UNKNOWN'] as const
const SCOPE = ['acquirer_id', 'agent_id', 'merchant_id', 'store_id'] as const

/** What is counted of the rows of a table, and where: `each` is a row, `sign` is -1 for one that is there no more. */
interface Counted {
  readonly table: string
  /** What an update costs: nothing but where a row moves, or a sum over the rows of each statement. */
  readonly moves: 'ROW' | 'STATEMENT'
  readonly into: string
  readonly where: string
  readonly keys: Readonly<Record<string, string>>
  readonly sums: Readonly<Record<string, string>>
}

/** Adds what a statement changed, in one order, so that two sessions do not wait for each other crosswise. */
function added({ into, where, keys, sums }: Counted, rows: string): string {
  const [names, totals] = [Object.keys(keys), Object.keys(sums)]
  const key = ['at.id', ...Object.values(keys)].join(', ')
  const sum = (expression: string) => `sum(${expression})`
  return `insert into ${into} as c (node_id, share, path, ${[...names, ...totals].join(', ')})
    select n.id, pg_backend_pid() % 8, n.path, ${[...names, ...totals].map((name) => `d.${name}`).join(', ')}
    from (select at.id, ${[...Object.entries(keys), ...Object.entries(sums).map(([name, of]) => [name, sum(of)])].map(([name, value]) => `${value} as ${name}`).join(', ')}
      from (${rows}) each cross join lateral unnest(array[${SCOPE.map((column) => `each.${column}`).join(', ')}]) at (id) where ${where}
      group by ${key} having ${Object.values(sums)
        .map((of) => `${sum(of)} <> 0`)
        .join(' or ')}) d
    join node n on n.id = d.id order by nlevel(n.path), n.id
    on conflict (node_id, share${names.map((name) => `, ${name}`).join('')}) do update set ${totals.map((name) => `${name} = c.${name} + excluded.${name}`).join(', ')};`
}

const NEW_ROWS = 'select 1 as sign, * from new_rows'
const OLD_ROWS = 'select -1 as sign, * from old_rows'

function counting(counted: Counted): string {
  const { table, moves } = counted
  // a row of the one side beside a row of the other: no plan of few rows may be kept for many
  const both = `${NEW_ROWS} union all ${OLD_ROWS}`
  const row = (one: string, sign: string) =>
    `select ${sign} as sign, ${SCOPE.map((column) => `${one}.${column}`).join(', ')}`
  return `
create function ${table}_count() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    ${added(counted, NEW_ROWS)}
  elsif tg_op = 'DELETE' then
    ${added(counted, OLD_ROWS)}
  else
    ${added(counted, moves === 'ROW' ? `${row('new', '1')} union all ${row('old', '-1')}` : both)}
  end if;
  return null;
end $$;
revoke execute on function ${table}_count from public;
create trigger counted after insert on ${table} referencing new table as new_rows for each statement execute function ${table}_count();
${
  moves === 'ROW'
    ? `create trigger recounted after update of ${SCOPE.join(', ')} on ${table} for each row
  when ((${SCOPE.map((column) => `old.${column}`).join(', ')}) is distinct from (${SCOPE.map((column) => `new.${column}`).join(', ')})) execute function ${table}_count();`
    : `create trigger recounted after update on ${table} referencing old table as old_rows new table as new_rows for each statement execute function ${table}_count();`
}
create trigger uncounted after delete on ${table} referencing old table as old_rows for each statement execute function ${table}_count();`
}

const COUNTED: readonly Counted[] = [
  {
    ...{ table: 'terminal', moves: 'ROW', into: 'agreement_count', where: 'true', keys: {} },
    sums: { terminals: 'each.sign' },
  },
  {
    ...{ table: 'journal_stream', moves: 'STATEMENT', into: 'agreement_count', where: 'each.newest', keys: {} },
    sums: Object.fromEntries(
      AGREEMENTS.map((one) => [one.toLowerCase(), `each.sign * (each.agreement = '${one}')::int`]),
    ),
  },
  {
    ...{ table: 'open_difference', moves: 'STATEMENT', into: 'difference_count', where: 'each.closed_at is null' },
    keys: { currency: `coalesce(each.currency, '')`, exponent: 'coalesce(each.exponent, -1)' },
    sums: { count: 'each.sign', amount: 'each.sign * coalesce(abs(each.amount), 0)' },
  },
]

/**
 * How many terminals, journals and open differences each organisation has: kept with each change, so that nobody counts a
 * fleet. An acquirer's figures are those of many terminals: each session adds to one of eight rows, so that two seldom wait
 * for each other, and a figure is their sum.
 */
const counts = `
create table agreement_count (
  node_id text collate "C" not null, share int not null, path ltree not null,
  terminals int not null default 0, equal int not null default 0, different int not null default 0, unknown int not null default 0,
  primary key (node_id, share)
) with (fillfactor = 50);
create table difference_count (
  node_id text collate "C" not null, share int not null,
  currency text collate "C" not null, exponent int not null, -- '' and -1: of an amount that is not known
  path ltree not null,
  count int not null default 0, amount bigint not null default 0,
  primary key (node_id, share, currency, exponent)
) with (fillfactor = 50);

${COUNTED.map(counting).join('\n')}

insert into agreement_count (node_id, share, path, terminals)
  select n.id, 0, n.path, count(*) from terminal t cross join lateral unnest(array[t.acquirer_id, t.agent_id, t.merchant_id, t.store_id]) at (id) join node n on n.id = at.id
  group by n.id, n.path;
insert into agreement_count as c (node_id, share, path, equal, different, unknown)
  select n.id, 0, n.path, ${AGREEMENTS.map((one) => `count(*) filter (where s.agreement = '${one}')`).join(', ')}
  from journal_stream s cross join lateral unnest(array[s.acquirer_id, s.agent_id, s.merchant_id, s.store_id]) at (id) join node n on n.id = at.id
  where s.newest group by n.id, n.path
  on conflict (node_id, share) do update set equal = excluded.equal, different = excluded.different, unknown = excluded.unknown;
insert into difference_count (node_id, share, currency, exponent, path, count, amount)
  select n.id, 0, coalesce(d.currency, ''), coalesce(d.exponent, -1), n.path, count(*), coalesce(sum(abs(d.amount)), 0)
  from open_difference d cross join lateral unnest(array[d.acquirer_id, d.agent_id, d.merchant_id, d.store_id]) at (id) join node n on n.id = at.id
  where d.closed_at is null group by n.id, n.path, 3, 4;

-- The oldest open difference of a currency.
create index open_difference_acquirer_currency on open_difference (acquirer_id, currency, opened_at) where closed_at is null;
create index open_difference_agent_currency on open_difference (agent_id, currency, opened_at) where closed_at is null;
`

/** Postings are seen by whoever sees their account: asked once an account, and not once a posting. */
const seen = `(${inScope} or current_setting('role', true) in ('budeng_worker', 'budeng_owner'))`
const ledger = `
-- The agent's part of the fee stands with the fee: looking for it was half of what a statement read.
alter table ledger_entry add column commission_minor bigint;
alter table ledger_entry disable trigger ledger_entry_append_only;
update ledger_entry e set commission_minor = own.minor from (
  select p.entry_id, -sum(p.minor) as minor from ledger_posting p join ledger_account a on a.id = p.account_id where a.kind = 'AGENT_COMMISSION' group by 1
) own where own.entry_id = e.id;
alter table ledger_entry enable trigger ledger_entry_append_only;

-- What stands on each account, but for the tail: what the days add up to. One worker adds to both.
create table ledger_standing (
  account_id bigint primary key,
  path ltree not null,
  minor bigint not null
) with (fillfactor = 60);
insert into ledger_standing select account_id, path, sum(debit - credit) from ledger_balance group by account_id, path;

create function ledger_lines(accounts bigint[], first date, last date, after_date date, after_entry bigint, most int)
returns table (account_id bigint, effective_date date, entry_id bigint, minor bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select mine.* from (select id from ledger_account where id = any(accounts) and ${seen}) account cross join lateral (
    select p.account_id, p.effective_date, p.entry_id, p.minor from ledger_posting p
    where p.account_id = account.id and p.effective_date between first and last
      and (p.effective_date, p.entry_id) > (coalesce(after_date, '-infinity'), after_entry)
    order by p.effective_date, p.entry_id limit most
  ) mine order by mine.effective_date, mine.entry_id limit most
$$;

-- Postings of these blocks. Each is a range of the key, and its numbers stand in the statement: a planner that does not know
-- them goes through whole months by the index of accounts.
create function ledger_block_postings(blocks bigint[], firsts date[], lasts date[]) returns table (account_id bigint, effective_date date, minor bigint)
language plpgsql stable as $$
declare
  parts text;
begin
  select string_agg(format('select account_id, effective_date, minor from ledger_posting where effective_date >= %L and effective_date <= %L and entry_id >= %s and entry_id < %s',
    first, last, block * 1024, (block + 1) * 1024), ' union all ') into parts from unnest(blocks, firsts, lasts) each (block, first, last);
  if parts is not null then return query execute parts; end if;
end $$;

-- The tail: postings that no balance holds yet, by account; of all accounts that the caller sees, or of these.
create function ledger_tail(accounts bigint[], as_of date) returns table (account_id bigint, moved numeric)
language sql stable security definer set search_path = public, pg_temp as $$
  with pending as (
    select array_agg(block) as blocks, array_agg(first_date) as firsts, array_agg(least(last_date, as_of)) as lasts
    from ledger_pending where first_date <= coalesce(as_of, 'infinity')
  ), sums as (
    select p.account_id, sum(p.minor) as moved from pending cross join lateral ledger_block_postings(pending.blocks, pending.firsts, pending.lasts) p
    where accounts is null or p.account_id = any(accounts) group by 1
  )
  select sums.account_id, sums.moved from sums where (select true from ledger_account account where account.id = sums.account_id and ${seen})
$$;
revoke execute on function ledger_lines, ledger_tail from public;
grant execute on function ledger_lines, ledger_tail to budeng_app, budeng_worker;
`

const rules: readonly TableRules[] = [
  // they stand where their organisation stands
  ...['agreement_count', 'difference_count'].map(
    (table): TableRules => ({ table, where: inScope, app: 'select, update (path)', worker: 'select, update (path)' }),
  ),
  { table: 'ledger_standing', where: inScope, app: 'select', worker: 'select, insert, update' },
]

/**
 * That a row is seen is taken for unlikely by the planner, so that it reads a whole table rather than fifty rows in the
 * order of an index. Said like this, it takes it for as likely as not.
 */
const likely = `(case when ${inScope} then true else false end)`
const policies = ['ledger_account', 'open_difference']
  .map((table) => `alter policy app on ${table} using ${likely} with check ${likely};`)
  .join('\n')

/** What keeps every screen's reading the same with ten times the records. */
export const sql = [lines, batches, counts, ledger, policies, ...rules.map(policiesOf)].join('\n')
