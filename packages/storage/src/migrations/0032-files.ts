import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const tables = `
-- What the acquirer's host says it did, in its order. A fact of theirs: kept as told, never changed.
create table host_record (
  acquirer_id text collate "C" not null, position bigint not null,
  path ltree not null, -- of the terminal as of the fetch; of the acquirer, when we do not know the terminal
  terminal_id text collate "C", tid text collate "C" not null,
  fact text not null, at timestamptz not null,
  batch_no text collate "C" not null, stan text collate "C" not null,
  type text, mti text, fate text, response_code text,
  mid text collate "C", mid_returned text collate "C",
  amount bigint, currency text, pan_masked text, pan_token text, entry_mode text, card_scope text,
  rrn text collate "C", auth_code text, merchant_order text, channel_order text,
  local_time text, settlement_date date, original jsonb, detail jsonb,
  received_at timestamptz not null,
  primary key (acquirer_id, position)
);
create index host_record_key on host_record (terminal_id, stan, batch_no) where terminal_id is not null;
create index host_record_rrn on host_record (rrn, position) where rrn is not null;
create index host_record_terminal on host_record (terminal_id, at, position) where terminal_id is not null;

-- How a CSV file of an acquirer is read. The version rises with each change; an import keeps the one that it was read by.
create table csv_mapping (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null, path ltree not null,
  name text not null, mapping jsonb not null,
  created_by text collate "C" not null, created_at timestamptz not null, changed_at timestamptz not null,
  version int not null default 1,
  unique (acquirer_id, name)
);

-- A file of an acquirer. The same bytes are imported once; where it was read to stands here, so that it goes on after a fall.
create table file_import (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null, path ltree not null,
  name text not null, format text not null check (format in ('CSV', 'FLOW')),
  mapping jsonb, mapping_id text collate "C",
  business_date date not null,
  original_sha256 bytea not null check (length(original_sha256) = 32), original_bytes bigint not null,
  stored_sha256 bytea not null check (length(stored_sha256) = 32), stored_bytes bigint not null,
  state text not null check (state in ('WAITING', 'READING', 'MATCHING', 'DONE', 'FAILED', 'CANCELLED')),
  position bigint not null default 0, line int not null default 0,
  rows int not null default 0, bad_rows int not null default 0, unknown_terminals int not null default 0,
  matched int not null default 0, missing_here int not null default 0, missing_there int not null default 0, contradicting int not null default 0, repeated int not null default 0,
  problem jsonb,
  created_by text collate "C" not null, created_at timestamptz not null, started_at timestamptz, finished_at timestamptz,
  version int not null default 1,
  unique (acquirer_id, original_sha256)
) with (fillfactor = 60);
create index file_import_list on file_import (acquirer_id, created_at, id);
create index file_import_day on file_import (acquirer_id, business_date);
create index file_import_work on file_import (created_at, id) where state in ('WAITING', 'READING', 'MATCHING');

create table file_line (
  import_id text collate "C" not null, line int not null, business_date date not null,
  acquirer_id text collate "C" not null, path ltree not null,
  -- null: read and in order
  problem jsonb, text text, -- what was wrong, and the line itself, without card numbers
  terminal_id text collate "C", tid text collate "C", mid text collate "C",
  kind text, stan text collate "C", rrn text collate "C", auth_code text, response_code text, pan_masked text,
  amount bigint, currency text, fee bigint, settlement_date date, local_time text,
  transaction_id text collate "C",
  state text not null check (state in ('BAD', 'MATCHED', 'MISSING_HERE', 'CONTRADICTING', 'REPEATED', 'IGNORED')),
  primary key (import_id, line, business_date)
) partition by range (business_date);
create table partition.file_line_rest partition of file_line default;
create index file_line_state on file_line (import_id, state, line);
create index file_line_key on file_line (terminal_id, stan, business_date) where terminal_id is not null;
create index file_line_transaction on file_line (transaction_id) where transaction_id is not null;
alter table partition.file_line_rest enable row level security;
alter table partition.file_line_rest force row level security;
create policy owner on partition.file_line_rest to budeng_owner using (true) with check (true);

-- What one witness says of a transaction, or of something that we do not have. The present; changes are events.
create table record_match (
  id bigint generated always as identity primary key,
  source text not null check (source in ('HOST', 'FILE')),
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C", path ltree not null,
  business_date date not null,
  state text not null check (state in ('MATCHED', 'LATE', 'MISSING_HERE', 'MISSING_THERE', 'CONTRADICTING')),
  terminal_id text collate "C", transaction_id text collate "C",
  import_id text collate "C", line int, host_position bigint,
  amount bigint, currency text, theirs bigint,
  at timestamptz not null, changed_at timestamptz not null,
  check (transaction_id is not null or import_id is not null or host_position is not null)
) with (fillfactor = 80);
create unique index record_match_transaction on record_match (transaction_id, source) where transaction_id is not null;
create unique index record_match_line on record_match (import_id, line) where import_id is not null and transaction_id is null;
create unique index record_match_host on record_match (acquirer_id, host_position) where host_position is not null and transaction_id is null;
create index record_match_open on record_match (acquirer_id, business_date, id) where state <> 'MATCHED';
create index record_match_agent on record_match (agent_id, business_date, id) where state <> 'MATCHED' and agent_id is not null;
create index record_match_merchant on record_match (merchant_id, business_date, id) where state <> 'MATCHED' and merchant_id is not null;

create table export_job (
  id text collate "C" primary key,
  person_id text collate "C" not null, session_id text collate "C" not null,
  acquirer_id text collate "C" not null, path ltree not null, -- what the asker may see: nothing else goes into the file
  kind text not null check (kind in ('TRANSACTIONS', 'POSTINGS', 'STATEMENT')), format text not null check (format in ('CSV', 'JSONL')),
  filter jsonb not null, language text not null,
  state text not null check (state in ('WAITING', 'WRITING', 'READY', 'FAILED', 'CANCELLED', 'EXPIRED')),
  rows bigint not null default 0, bytes bigint not null default 0, cursor jsonb,
  sha256 bytea, problem text,
  created_at timestamptz not null, finished_at timestamptz, expires_at timestamptz not null, downloads int not null default 0,
  version int not null default 1
) with (fillfactor = 60);
create index export_job_person on export_job (person_id, created_at, id);
create index export_job_work on export_job (created_at, id) where state in ('WAITING', 'WRITING');
create index export_job_ends on export_job (expires_at) where state <> 'EXPIRED';
`

const months = `
-- Makes the month's partition of file lines; lines that came before it was there are moved in. False: it was there.
create function file_month_make(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  name text := 'file_line_' || to_char(month, 'YYYY_MM');
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  lock table public.file_line in share row exclusive mode;
  execute format('create table partition.%I (like public.file_line including defaults including constraints)', name);
  execute format('with moved as (delete from partition.file_line_rest where business_date >= %L and business_date < %L returning *) insert into partition.%I select * from moved',
    first, next, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.file_line attach partition partition.%I for values from (%L) to (%L)', name, first, next);
  return true;
end $$;
revoke execute on function file_month_make from public;
grant execute on function file_month_make to budeng_worker;

create trigger host_record_append_only before update or delete on host_record for each row execute function ledger_refuse_change();
create trigger host_record_not_emptied before truncate on host_record for each statement execute function ledger_refuse_change();
`

const rules: readonly TableRules[] = [
  { table: 'host_record', where: inScope, app: 'select', worker: 'select, insert' },
  { table: 'csv_mapping', where: inScope, app: 'select, insert, update, delete', worker: 'select' },
  { table: 'file_import', where: inScope, app: 'select, insert, update', worker: 'select, update' },
  { table: 'file_line', where: inScope, app: 'select', worker: 'select, insert, update' },
  { table: 'record_match', where: inScope, app: 'select', worker: 'select, insert, update' },
  { table: 'export_job', where: inScope, app: 'select, insert, update', worker: 'select, update' },
]

/** The other witnesses: the acquirer's host and its files, what they say of our records, and files that people take out. */
export const sql = [tables, months, ...rules.map(policiesOf)].join('\n')
