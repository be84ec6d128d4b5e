import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const entries = `
-- Of what an entry tells. TRADE: a transaction as it stands. CLEARING: what the acquirer's files say of it, or of a line of
-- something that we do not have (its number is then import:line). PAYOUT and WRITE_OFF: what two persons noted.
alter table ledger_entry add column book text not null default 'TRADE' check (book in ('TRADE', 'CLEARING', 'PAYOUT', 'WRITE_OFF'));
alter table ledger_entry add column fee_base_minor bigint; -- what the fee is reckoned on: what is left of the gross
alter table ledger_entry alter column terminal_id drop not null;
alter table ledger_entry add check (terminal_id is not null or book <> 'TRADE');
drop index ledger_entry_key;
create unique index ledger_entry_key on ledger_entry (transaction_id, version, kind, book);

-- What was paid to a merchant for business days up to one, as the acquirer's own books have it.
create table payout (
  id text collate "C" primary key, -- of the change that two persons made
  acquirer_id text collate "C" not null, merchant_id text collate "C" not null references node (id),
  path ltree not null,
  currency text collate "C" not null check (currency ~ '^[A-Z]{3}$'),
  minor bigint not null check (minor > 0),
  through_date date not null,
  reference text not null,
  at timestamptz not null,
  -- transactions are told that they were paid a page at a time: where that goes on; null: all were told
  told_at timestamptz, told_id text collate "C",
  told int not null default 0, ended_at timestamptz
);
create index payout_merchant on payout (merchant_id, at, id);
create index payout_open on payout (at, id) where ended_at is null;
`

const changes = `
alter table change_request drop constraint change_request_kind_check;
alter table change_request add constraint change_request_kind_check
  check (kind in ('NODE_POLICY', 'PERSON_ROLE', 'PERSON_FACTOR_RESET', 'IDENTITY_PROVIDER', 'TARIFF', 'PAYOUT', 'WRITE_OFF', 'RULE_MODE'));
`

const locks = `
-- Whoever writes a loss off holds its note, as the worker does that books what it comes to.
grant update (changed_at) on record_match to budeng_app;
`

const months = `
-- Takes a month of postings out of the table when all its days are sealed and none is younger than three years: it stays
-- as a table of its own that only the owner reads. The entries and all balances stay where they are.
create function ledger_month_archive(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  next date := first + interval '1 month';
  name text := ledger_month_name(first);
begin
  if not exists (select from pg_inherits where inhparent = 'public.ledger_posting'::regclass and inhrelid = to_regclass(format('partition.%I', name))) then
    return false;
  end if;
  if next > clock_timestamp() at time zone 'UTC' - interval '36 months' then
    raise exception 'postings are kept for 36 months at least';
  end if;
  if exists (select from ledger_pending where first_date < next)
    or exists (select from ledger_balance where effective_date < next and closing is null) then
    raise exception 'the days of % are not sealed', name;
  end if;
  perform set_config('lock_timeout', '2s', true);
  execute format('alter table public.ledger_posting detach partition partition.%I', name);
  execute format('alter table partition.%I rename to %I', name, name || '_archived');
  return true;
end $$;
revoke execute on function ledger_month_archive from public;
grant execute on function ledger_month_archive to budeng_worker;
`

const rules: readonly TableRules[] = [
  { table: 'payout', where: inScope, app: 'select, insert', worker: 'select, update' },
]

/** What follows the sale: clearing by files, payout, suspense and write-off. */
export const sql = [entries, changes, locks, months, ...rules.map(policiesOf)].join('\n')
