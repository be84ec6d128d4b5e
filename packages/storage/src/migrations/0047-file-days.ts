import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const lines = `
-- A reversal has a number of its own, and is looked up by that of what it takes back.
alter table file_line add column original_stan text collate "C";

-- Lines of what we do not have, so that two of one thing know each other.
create index file_line_stranger on file_line (acquirer_id, tid, stan) where transaction_id is null and tid is not null;
create index file_line_stranger_reversal on file_line (acquirer_id, tid, original_stan) where transaction_id is null and original_stan is not null;
create index file_line_stranger_rrn on file_line (acquirer_id, tid, rrn) where transaction_id is null and stan is null and rrn is not null;

-- What is looked at again: what a record changed, and lines whose record may come.
create index record_match_file_again on record_match (id) where source = 'FILE' and state = 'EXPECTED' and transaction_id is not null;
create index record_match_file_open on record_match (id) where source = 'FILE' and transaction_id is null and state in ('EXPECTED', 'LATE', 'MISSING_HERE');
`

const days = `
-- A business day of an acquirer that had trade, and whose file was not there when it was due.
create table missing_file (
  acquirer_id text collate "C" not null, business_date date not null,
  path ltree not null,
  noted_at timestamptz not null,
  ended_at timestamptz, import_id text collate "C", -- the file that came all the same
  primary key (acquirer_id, business_date),
  check ((ended_at is null) = (import_id is null))
);
create index missing_file_open on missing_file (business_date) where ended_at is null;

-- Removes a month of lines that is over a year old. What they came to stays: the notes, the imports' counts, the books.
create function file_month_remove(month date) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  name text := 'file_line_' || to_char(first, 'YYYY_MM');
  lines bigint;
begin
  if to_regclass(format('partition.%I', name)) is null then return null; end if;
  if first + interval '1 month' > clock_timestamp() at time zone 'UTC' - interval '12 months' then
    raise exception 'lines of files are kept for 12 months at least';
  end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('select count(*) from partition.%I', name) into lines;
  execute format('alter table public.file_line detach partition partition.%I', name);
  execute format('drop table partition.%I', name);
  return lines;
end $$;
revoke execute on function file_month_remove from public;
grant execute on function file_month_remove to budeng_worker;
`

const rules: readonly TableRules[] = [
  { table: 'missing_file', where: inScope, app: 'select', worker: 'select, insert, update' },
]

/** Files by the calendar: what is due and not there, what comes late, and what is old. */
export const sql = [lines, days, ...rules.map(policiesOf)].join('\n')
