import { inScope, policiesOf, type TableRules } from './table-rules.ts'

/** Where a row's terminal stood when the row was written: a terminal that moves takes nothing along. */
const SCOPE = `
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C" not null, store_id text collate "C" not null,
  path ltree not null`

const rules: readonly TableRules[] = [
  // append-only: nobody has update or delete
  { table: 'journal_record', where: inScope, app: 'select', gateway: 'select, insert', worker: 'select' },
  { table: 'journal_incident', where: inScope, app: 'select', gateway: 'select, insert', worker: 'select, insert' },
  { table: 'consistency_proof', where: inScope, app: 'select', gateway: 'select, insert', worker: 'select' },
  { table: 'journal_archive', where: inScope, app: 'select', worker: 'select, insert' },
  // the batch that takes it up may open later
  {
    table: 'batch_adjustment',
    where: inScope,
    app: 'select',
    gateway: 'select, insert, update (open_batch_id)',
    worker: 'select',
  },
  // the present
  { table: 'journal_stream', where: inScope, app: 'select', gateway: 'select, insert, update', worker: 'select' },
  { table: 'transaction', where: inScope, app: 'select', gateway: 'select, insert, update', worker: 'select, update' },
  { table: 'record_line', where: inScope, app: 'select', gateway: 'select, insert, update', worker: 'select, update' },
  {
    table: 'batch',
    where: inScope,
    app: 'select, update',
    gateway: 'select, insert, update',
    worker: 'select, update',
  },
  { table: 'batch_total', where: inScope, app: 'select', gateway: 'select, insert, update', worker: 'select' },
  { table: 'open_difference', where: inScope, app: 'select', gateway: 'select, insert, update', worker: 'select' },
]

const UNCHANGING = ['journal_incident', 'consistency_proof', 'journal_archive']

/**
 * What terminals' journals say, kept for ever, and what follows from it. A record is a fact: nobody changes or removes it,
 * not the owner either; only its body may go, once its batch is closed and put into the archive.
 */
export const sql = `
create table journal_record (
  terminal_id text collate "C" not null, epoch int not null check (epoch > 0), seq bigint not null check (seq > 0),
  -- REPEATED: known under another number; CONFLICT: its second key is another record's; QUARANTINED: cannot be read
  state text not null check (state in ('TAKEN', 'REPEATED', 'CONFLICT', 'QUARANTINED')),
  type text,
  batch_no text collate "C",
  -- with the batch the second key: of records that were taken and use a number
  stan text collate "C", msg_class text collate "C",
  leaf bytea not null check (length(leaf) = 32),
  -- its leaf is what we make of its content
  proven boolean not null,
  payload_hash bytea not null check (length(payload_hash) = 32),
  body text, -- null: in the archive of its batch
  device_id text collate "C" not null,
  path ltree not null,
  occurred_at timestamptz, received_at timestamptz not null,
  primary key (terminal_id, epoch, seq),
  unique (terminal_id, epoch, batch_no, stan, msg_class)
) partition by hash (terminal_id);

-- How far a journal is received: everything through through_seq, and the ranges beyond a gap (first, last, first, last …).
create table journal_stream (${SCOPE},
  epoch int not null,
  through_seq bigint not null default 0, ahead bigint[] not null default '{}',
  -- roots of the full subtrees of the tree through through_seq, largest first; and its root
  frontier bytea not null default '', root bytea not null,
  unproven int not null default 0,
  gap_since timestamptz, gap_told boolean not null default false,
  -- the newest watermark at which both sides had one root
  equal_seq bigint not null default 0, equal_frontier bytea not null default '', equal_at timestamptz,
  -- what the newest comparison said
  agreement text not null default 'UNKNOWN' check (agreement in ('UNKNOWN', 'EQUAL', 'DIFFERENT')),
  compared_seq bigint not null default 0, compared_at timestamptz,
  newest boolean not null default true, -- false: of an epoch that is over
  changed_at timestamptz not null,
  primary key (terminal_id, epoch)
) with (fillfactor = 50);
create index journal_stream_acquirer on journal_stream (acquirer_id, agreement, terminal_id) where newest;
create index journal_stream_agent on journal_stream (agent_id, agreement, terminal_id) where newest;
create index journal_stream_merchant on journal_stream (merchant_id, agreement, terminal_id) where newest;
create index journal_stream_store on journal_stream (store_id, agreement, terminal_id) where newest;

-- One payment with all that happened to it. Its second key is there before its first record may be: a reversal can come first.
create table transaction (${SCOPE},
  id text collate "C" primary key,
  epoch int not null, batch_no text collate "C" not null, stan text collate "C" not null, msg_class text collate "C" not null,
  seq bigint, type text, -- of the record that founds it; null until it comes
  auth_state text not null, reversal_state text not null, follow_up_state text not null, settlement_state text not null, sync_state text not null,
  amount bigint, net_amount bigint, currency text, exponent int,
  tid text collate "C" not null, rrn text, auth_code text, response_code text, pan_masked text, pan_token text, card_scope text,
  merchant_order text, channel_order text,
  occurred_at timestamptz, recorded_at timestamptz not null, effective_date date not null,
  late boolean not null default false,
  -- numbers of the records that say something of it, and what the core made of them
  seqs bigint[] not null, facts jsonb not null,
  changed_at timestamptz not null, version int not null default 1,
  unique (terminal_id, stan, epoch, batch_no, msg_class)
) with (fillfactor = 80);

-- What lists above one terminal read: narrow, and by month.
create table record_line (${SCOPE},
  at timestamptz not null, id text collate "C" not null, -- of the transaction
  batch_no text collate "C" not null, stan text collate "C" not null, rrn text collate "C", first6 text collate "C", last4 text collate "C",
  type text, auth_state text not null, reversal_state text not null, follow_up_state text not null, settlement_state text not null,
  amount bigint, currency text, exponent int,
  late boolean not null, recorded_at timestamptz not null,
  primary key (at, id)
) partition by range (at);
create table partition.record_line_rest partition of record_line default;
create index record_line_acquirer on record_line (acquirer_id, at, id);
create index record_line_agent on record_line (agent_id, at, id) where agent_id is not null;
create index record_line_merchant on record_line (merchant_id, at, id, amount);
create index record_line_store on record_line (store_id, at, id, amount);
create index record_line_terminal on record_line (terminal_id, at, id);
create index record_line_rrn on record_line (rrn, at, id) where rrn is not null;
create index record_line_stan on record_line (stan, at, id);
create index record_line_card on record_line (last4, at, id, first6) where last4 is not null;
create index record_line_amount on record_line (acquirer_id, amount, at, id) where amount is not null;
create index record_line_agent_amount on record_line (agent_id, amount, at, id) where agent_id is not null and amount is not null;

create table batch (${SCOPE},
  id text collate "C" primary key,
  epoch int not null, batch_no text collate "C" not null,
  state text not null check (state in ('OPEN', 'CLOSING', 'COMPARING', 'BALANCED', 'UNBALANCED', 'UPLOADING', 'RECONCILED', 'CLOSED', 'FORCE_CLOSED')),
  opened_at timestamptz not null, open_seq bigint,
  -- what the terminal said when it closed
  closing_at timestamptz, through_seq bigint, root_terminal bytea, count_terminal int, close_tag bytea,
  root_host bytea, compared_at timestamptz, imbalances text[] not null default '{}', uploaded_through bigint not null default 0,
  closed_at timestamptz, closed_by text collate "C", reason text,
  record_count int not null default 0, unproven_count int not null default 0, late_count int not null default 0,
  -- told to its transactions; bodies put into the archive
  settled_at timestamptz, archived_at timestamptz,
  version int not null default 1,
  unique (terminal_id, epoch, batch_no)
) with (fillfactor = 60);
create index batch_acquirer on batch (acquirer_id, opened_at, id);
create index batch_agent on batch (agent_id, opened_at, id) where agent_id is not null;
create index batch_merchant on batch (merchant_id, opened_at, id);
create index batch_store on batch (store_id, opened_at, id);
create index batch_terminal on batch (terminal_id, opened_at, id);
create index batch_at_work on batch (terminal_id, epoch) where closed_at is null;
create index batch_to_settle on batch (closed_at, id) where closed_at is not null and settled_at is null;
create index batch_to_archive on batch (closed_at, id) where closed_at is not null and archived_at is null;

-- Ours beside what the terminal said when it closed.
create table batch_total (
  batch_id text collate "C" not null references batch (id), path ltree not null,
  currency text not null, exponent int not null, card_scope text not null check (card_scope in ('DOMESTIC', 'FOREIGN')), side text not null check (side in ('DEBIT', 'CREDIT')),
  count int not null default 0, amount bigint not null default 0,
  said_count int, said_amount bigint,
  primary key (batch_id, currency, exponent, card_scope, side)
) with (fillfactor = 60);

-- A record that came after its batch was closed: counted in that batch no more, but in the one that was open.
create table batch_adjustment (${SCOPE},
  epoch int not null, seq bigint not null,
  batch_id text collate "C" not null references batch (id), open_batch_id text collate "C" references batch (id),
  transaction_id text collate "C", currency text, exponent int, card_scope text, side text, count int not null, amount bigint not null,
  at timestamptz not null,
  primary key (terminal_id, epoch, seq)
);
create index batch_adjustment_batch on batch_adjustment (batch_id);
create index batch_adjustment_open on batch_adjustment (open_batch_id) where open_batch_id is not null;
create index batch_adjustment_waits on batch_adjustment (terminal_id) where open_batch_id is null;

-- What both sides said of the same range, with the tags under which they said it.
create table consistency_proof (${SCOPE},
  id text collate "C" primary key,
  epoch int not null, batch_id text collate "C",
  kind text not null check (kind in ('HEARTBEAT', 'BATCH', 'ROUNDS')),
  from_seq bigint not null, through_seq bigint not null,
  root_terminal bytea not null, root_host bytea not null, totals_equal boolean, equal boolean not null,
  tag_terminal bytea, tag_host bytea,
  proven_at timestamptz not null
);
create index consistency_proof_terminal on consistency_proof (terminal_id, epoch, proven_at);
create index consistency_proof_batch on consistency_proof (batch_id) where batch_id is not null;

-- Where the two sides differ. Closed when a later comparison shows them equal; the row stays.
create table open_difference (${SCOPE},
  id text collate "C" primary key,
  epoch int not null, from_seq bigint not null, to_seq bigint not null,
  kind text not null check (kind in ('UNLOCATED', 'ALTERED', 'MISSING_HERE', 'MISSING_THERE', 'TOTALS', 'UNPROVEN', 'CONFLICT')),
  amount bigint, currency text, exponent int,
  leaf_host bytea, leaf_terminal bytea, body_terminal text,
  opened_at timestamptz not null, closed_at timestamptz, closed_by_proof text collate "C",
  version int not null default 1
);
create unique index open_difference_place on open_difference (terminal_id, epoch, from_seq, kind) where closed_at is null;
create index open_difference_acquirer on open_difference (acquirer_id, opened_at, id) where closed_at is null;
create index open_difference_agent on open_difference (agent_id, opened_at, id) where closed_at is null;
create index open_difference_merchant on open_difference (merchant_id, opened_at, id) where closed_at is null;
create index open_difference_store on open_difference (store_id, opened_at, id) where closed_at is null;

create table journal_incident (${SCOPE},
  id text collate "C" primary key,
  kind text not null check (kind in ('KEY_CONFLICT', 'QUARANTINED', 'UNPROVEN', 'SEQ_GAP', 'CARD_DATA')),
  epoch int not null, seq bigint not null, to_seq bigint not null,
  reason text not null, device_id text collate "C",
  -- what came instead of the record that stands there
  leaf bytea, payload_hash bytea not null, body text,
  at timestamptz not null,
  unique (terminal_id, epoch, seq, kind, payload_hash)
);
create index journal_incident_acquirer on journal_incident (acquirer_id, at, id);
create index journal_incident_agent on journal_incident (agent_id, at, id) where agent_id is not null;
create index journal_incident_merchant on journal_incident (merchant_id, at, id);

-- Bodies of the records of a closed batch, as lines of JSON, compressed. Their keys, leaves and hashes stay where they are.
create table journal_archive (${SCOPE},
  batch_id text collate "C" primary key references batch (id),
  record_count int not null, sha256 bytea not null check (length(sha256) = 32), bytes bytea not null,
  at timestamptz not null
);

create function journal_stays() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

-- The body of a record may go when the archive has it; nothing else of it may change.
create function journal_record_stays() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.body is null and old.body is not null then
    new.body := old.body;
    if new is not distinct from old and exists (
      select from public.batch join public.journal_archive on journal_archive.batch_id = batch.id
      where batch.terminal_id = old.terminal_id and batch.epoch = old.epoch and batch.batch_no = old.batch_no
        and batch.state in ('CLOSED', 'FORCE_CLOSED')) then
      new.body := null;
      return new;
    end if;
  end if;
  raise exception 'journal_record is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger stays before update or delete on journal_record for each row execute function journal_record_stays();
create trigger stays_whole before truncate on journal_record for each statement execute function journal_stays();
${UNCHANGING.map(
  (table) => `create trigger stays before update or delete on ${table} for each row execute function journal_stays();
create trigger stays_whole before truncate on ${table} for each statement execute function journal_stays();`,
).join('\n')}

do $$
begin
  for place in 0..31 loop
    execute format('create table partition.journal_record_%s partition of public.journal_record for values with (modulus 32, remainder %s)', place, place);
    execute format('create trigger stays_whole before truncate on partition.journal_record_%s for each statement execute function public.journal_stays()', place);
    execute format('alter table partition.journal_record_%s enable row level security', place);
    execute format('alter table partition.journal_record_%s force row level security', place);
    execute format('create policy owner on partition.journal_record_%s to budeng_owner using (true) with check (true)', place);
  end loop;
end $$;
alter table partition.record_line_rest enable row level security;
alter table partition.record_line_rest force row level security;
create policy owner on partition.record_line_rest to budeng_owner using (true) with check (true);

-- Makes the month's partition of lines; those that came before it was there are moved in. False: it was there.
create function record_month_make(month date) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', month);
  name text := 'record_line_' || to_char(first, 'YYYY_MM');
  starts timestamptz := first::timestamp at time zone 'UTC';
  ends timestamptz := (first + interval '1 month') at time zone 'UTC';
begin
  if to_regclass(format('partition.%I', name)) is not null then return false; end if;
  perform set_config('lock_timeout', '2s', true);
  lock table public.record_line in share row exclusive mode;
  execute format('create table partition.%I (like public.record_line including defaults including constraints)', name);
  execute format('with moved as (delete from partition.record_line_rest where at >= %L and at < %L returning *) insert into partition.%I select * from moved',
    starts, ends, name);
  execute format('alter table partition.%I enable row level security', name);
  execute format('alter table partition.%I force row level security', name);
  execute format('create policy owner on partition.%I to budeng_owner using (true) with check (true)', name);
  execute format('alter table public.record_line attach partition partition.%I for values from (%L) to (%L)', name, starts, ends);
  return true;
end $$;

-- Takes the bodies out of the records of a batch whose archive is written; answers how many.
create function journal_bodies_erase(batch text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  erased bigint;
begin
  update journal_record r set body = null
  from batch b where b.id = batch and r.terminal_id = b.terminal_id and r.epoch = b.epoch and r.batch_no = b.batch_no and r.body is not null;
  get diagnostics erased = row_count;
  return erased;
end $$;

revoke execute on function record_month_make, journal_bodies_erase from public;
grant execute on function record_month_make, journal_bodies_erase to budeng_worker;

${rules.map(policiesOf).join('\n')}
`
