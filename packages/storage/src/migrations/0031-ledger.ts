import { inScope, parentVisible, policiesOf, setting, type TableRules } from './table-rules.ts'

/** Whoever is somewhere in the tree: the numbers of blocks say nothing. */
const somewhere = `${setting('path')} is not null`

const tables = `
create sequence ledger_block;

-- What is owed to whom. The path is that of the first writing: after a move there is another account, so that the new
-- agent sees what comes and not what was. No balance stands here, so no row is hot.
create table ledger_account (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('TERMINAL_CLEARING', 'ACQUIRER_RECEIVABLE', 'MERCHANT_PAYABLE', 'FEE_INCOME',
    'AGENT_COMMISSION', 'SUSPENSE_LONG', 'SUSPENSE_SHORT', 'WRITE_OFF')),
  owner_id text collate "C" not null, -- the terminal, merchant, agent or acquirer
  currency text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C",
  path ltree not null,
  created_at timestamptz not null,
  unique (owner_id, kind, currency, path)
);
create index ledger_account_acquirer on ledger_account (acquirer_id, id);
create index ledger_account_acquirer_kind on ledger_account (acquirer_id, kind, id);
create index ledger_account_agent on ledger_account (agent_id, id) where agent_id is not null;
create index ledger_account_agent_kind on ledger_account (agent_id, kind, id) where agent_id is not null;
create index ledger_account_merchant on ledger_account (merchant_id, id) where merchant_id is not null;

-- One entry a version of a transaction, and one that takes it back. The number is block * 1024 + place; each call takes a
-- block of its own, so its postings are a range of the key.
create table ledger_entry (
  id bigint primary key,
  transaction_id text collate "C" not null, version int not null,
  kind text not null check (kind in ('BOOKED', 'REVERSED')),
  terminal_id text collate "C" not null, acquirer_id text collate "C" not null, path ltree not null,
  effective_date date not null, -- the period in which it counts
  original_date date not null, -- the business day that it belongs to
  occurred_at timestamptz, recorded_at timestamptz not null,
  -- what the card was charged and what the merchant pays for it, for statements; taken back: negative
  gross_minor bigint, fee_minor bigint,
  reverses_entry_id bigint, tariff_id text collate "C", tariff_version int, correction_id text collate "C",
  check ((kind = 'REVERSED') = (reverses_entry_id is not null)),
  check (effective_date >= original_date)
);
create unique index ledger_entry_key on ledger_entry (transaction_id, version, kind);
create unique index ledger_entry_reverses on ledger_entry (reverses_entry_id) where reverses_entry_id is not null;

-- Debit is positive. No foreign key: it would lock an account's row for every posting.
create table ledger_posting (
  entry_id bigint not null, line int not null,
  account_id bigint not null,
  effective_date date not null,
  minor bigint not null,
  currency text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  primary key (entry_id, line, effective_date)
) partition by range (effective_date);
create table partition.ledger_posting_rest partition of ledger_posting default;
create index ledger_posting_account on ledger_posting (account_id, effective_date, entry_id);
alter table partition.ledger_posting_rest enable row level security;
alter table partition.ledger_posting_rest force row level security;
create policy owner on partition.ledger_posting_rest to budeng_owner using (true) with check (true);

-- Blocks whose postings no balance holds yet. A row lives for seconds.
create table ledger_pending (
  block bigint primary key, first_date date not null, last_date date not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- What a day moved on an account, added up by one worker; closing once the day is sealed.
create table ledger_balance (
  account_id bigint not null, effective_date date not null,
  acquirer_id text collate "C" not null,
  debit bigint not null, credit bigint not null, postings bigint not null,
  closing bigint,
  primary key (account_id, effective_date)
) with (fillfactor = 70);
create index ledger_balance_open on ledger_balance (acquirer_id, effective_date, account_id) where closing is null;

-- The same of all accounts of a kind of one acquirer: the trial balance reads a few rows however many accounts there are.
create table ledger_total (
  acquirer_id text collate "C" not null, kind text not null, currency text collate "C" not null, effective_date date not null,
  path ltree not null,
  debit bigint not null, credit bigint not null, postings bigint not null,
  closing bigint,
  primary key (acquirer_id, kind, currency, effective_date)
) with (fillfactor = 70);

-- Business days, closed one after the other: nothing is dated into one of these any more. Sealed: its balances are final.
create table ledger_period (
  acquirer_id text collate "C" not null, business_date date not null,
  path ltree not null,
  closed_at timestamptz not null, sealed_at timestamptz,
  primary key (acquirer_id, business_date)
);
create index ledger_period_open on ledger_period (business_date) where sealed_at is null;

-- What a merchant pays, by card type and product. Versions are dated and never changed.
create table tariff (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C" not null references node (id),
  path ltree not null,
  card_type text not null, product text not null, currency text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  version int not null,
  created_at timestamptz not null,
  unique (merchant_id, card_type, product, currency)
);
create index tariff_acquirer on tariff (acquirer_id, id);
create index tariff_agent on tariff (agent_id, id) where agent_id is not null;
create table tariff_version (
  tariff_id text collate "C" not null references tariff (id), version int not null,
  valid_from date not null,
  percent_bps int not null check (percent_bps between 0 and 10000),
  cap_minor bigint check (cap_minor >= 0), minimum_minor bigint not null check (minimum_minor >= 0),
  agent_share_bps int not null check (agent_share_bps between 0 and 10000),
  change_id text collate "C", created_at timestamptz not null,
  primary key (tariff_id, version)
);
`

/** What holds whoever writes, the owner included. */
const walls = `
create function ledger_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
${['ledger_entry', 'ledger_posting', 'tariff_version']
  .map(
    (
      table,
    ) => `create trigger ${table}_append_only before update or delete on ${table} for each row execute function ledger_refuse_change();
create trigger ${table}_not_emptied before truncate on ${table} for each statement execute function ledger_refuse_change();`,
  )
  .join('\n')}

-- All postings of an entry come in one statement: it is zero in each currency, dated as its entry, and in an open period.
create function ledger_posting_check() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select entry_id, currency, sum(minor) as off into wrong from added group by entry_id, currency having sum(minor) <> 0 limit 1;
  if found then
    raise exception 'ledger entry % is off by % %', wrong.entry_id, wrong.off, wrong.currency using errcode = 'check_violation';
  end if;
  select each.entry_id into wrong from (select entry_id, min(effective_date) as first, max(effective_date) as last from added group by entry_id) as each
    left join ledger_entry entry on entry.id = each.entry_id
    where entry.id is null or entry.effective_date <> each.first or entry.effective_date <> each.last limit 1;
  if found then
    raise exception 'postings of % have no entry of their date', wrong.entry_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger ledger_posting_zero after insert on ledger_posting referencing new table as added
  for each statement execute function ledger_posting_check();

create function ledger_entry_check() returns trigger language plpgsql as $$
declare
  wrong record;
begin
  select each.acquirer_id, each.first into wrong
    from (select acquirer_id, min(effective_date) as first from added group by acquirer_id) as each
    where exists (select from ledger_period period where period.acquirer_id = each.acquirer_id and period.business_date >= each.first) limit 1;
  if found then
    raise exception 'the day % of % is closed', wrong.first, wrong.acquirer_id using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger ledger_entry_open after insert on ledger_entry referencing new table as added
  for each statement execute function ledger_entry_check();

-- Through which day each acquirer's books are closed (null: none). Whoever asks keeps them from being closed further until
-- the end of the transaction; a closer takes the same lock alone. In a function, so that the days are read under the lock.
create function ledger_hold_open(acquirers text[]) returns table (acquirer_id text, closed_through date)
language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(5271, hashtext(one)) from unnest(acquirers) one order by one;
  return query select one, (select max(business_date) from ledger_period period where period.acquirer_id = one) from unnest(acquirers) one;
end $$;
`

const months = `
create function ledger_month_name(month date) returns text language sql immutable as $$
  select 'ledger_posting_' || to_char(month, 'YYYY_MM')
$$;

-- Makes the month's partition; postings that came before it was there are moved in. False: it was there.
create function ledger_month_make(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  name text := ledger_month_name(first);
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  lock table public.ledger_posting in share row exclusive mode;
  execute format('create table partition.%I (like public.ledger_posting including defaults including constraints)', name);
  if exists (select from partition.ledger_posting_rest where effective_date >= first and effective_date < next) then
    alter table partition.ledger_posting_rest disable trigger ledger_posting_append_only;
    execute format('with moved as (delete from partition.ledger_posting_rest where effective_date >= %L and effective_date < %L returning *) insert into partition.%I select * from moved',
      first, next, name);
    alter table partition.ledger_posting_rest enable trigger ledger_posting_append_only;
  end if;
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.ledger_posting attach partition partition.%I for values from (%L) to (%L)', name, first, next);
  return true;
end $$;
revoke execute on function ledger_month_make from public;
grant execute on function ledger_month_make to budeng_worker;
grant usage on sequence ledger_block to budeng_app, budeng_gateway, budeng_worker;
`

const changes = `
alter table change_request drop constraint change_request_kind_check;
alter table change_request add constraint change_request_kind_check
  check (kind in ('NODE_POLICY', 'PERSON_ROLE', 'PERSON_FACTOR_RESET', 'TARIFF'));
`

const rules: readonly TableRules[] = [
  {
    table: 'ledger_account',
    where: inScope,
    app: 'select, insert',
    gateway: 'select, insert',
    worker: 'select, insert',
  },
  // append-only: nobody has update or delete
  { table: 'ledger_entry', where: inScope, app: 'select, insert', gateway: 'select, insert', worker: 'select, insert' },
  {
    table: 'ledger_posting',
    where: parentVisible('ledger_posting', 'account_id', 'ledger_account'),
    app: 'select, insert',
    gateway: 'select, insert',
    worker: 'select, insert',
  },
  {
    table: 'ledger_pending',
    where: somewhere,
    app: 'select, insert',
    gateway: 'select, insert',
    worker: 'select, insert, update, delete',
  },
  {
    table: 'ledger_balance',
    where: parentVisible('ledger_balance', 'account_id', 'ledger_account'),
    app: 'select',
    worker: 'select, insert, update',
  },
  { table: 'ledger_total', where: inScope, app: 'select', worker: 'select, insert, update' },
  { table: 'ledger_period', where: inScope, app: 'select', gateway: 'select', worker: 'select, insert, update' },
  { table: 'tariff', where: inScope, app: 'select, insert, update', gateway: 'select', worker: 'select' },
  {
    table: 'tariff_version',
    where: parentVisible('tariff_version', 'tariff_id', 'tariff'),
    app: 'select, insert',
    gateway: 'select',
    worker: 'select',
  },
]

// which days are closed binds those below too
const readAbove = `create policy app_above on ledger_period for select to budeng_app
  using (${setting('path')}::ltree <@ path);`

/** The memorandum ledger and what merchants pay. */
export const sql = [tables, walls, months, changes, ...rules.map(policiesOf), readAbove].join('\n')
