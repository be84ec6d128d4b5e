import { inScope, policiesOf, type TableRules } from './table-rules.ts'

/** Where the terminal stood when the row was written. */
const SCOPE = `
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C" not null, store_id text collate "C" not null,
  path ltree not null`

const tables = `
-- A correction as it stands. The past is in the events; decisions, versions and adjustments have rows of their own that stay.
create table correction (${SCOPE},
  id text collate "C" primary key,
  kind text not null, state text not null check (state in ('DRAFT', 'SUBMITTED', 'PENDING_APPROVAL', 'APPROVED', 'POSTED', 'SENT',
    'TERMINAL_APPLIED', 'VERIFIED', 'CLOSED', 'WITHDRAWN', 'INVALID', 'REJECTED', 'EXPIRED', 'STALE', 'POST_FAILED', 'NACKED', 'UNREACHABLE', 'WAIVED')),
  -- what is corrected, by its second key; null for a claim, which is of no transaction
  epoch int, batch_no text collate "C", stan text collate "C", msg_class text, transaction_id text collate "C",
  base_version int not null, patch jsonb not null,
  diff_hash text not null, impact jsonb not null, -- as it was shown
  stake jsonb not null, flow text, tier int not null,
  -- the first who wrote it; null: the platform
  maker_id text collate "C", maker_human text collate "C", maker_organisation_id text collate "C",
  rule text, rule_version int, case_id text collate "C", difference_id text collate "C", corrects_id text collate "C",
  drafted_at timestamptz not null, submitted_at timestamptz, lapses_at timestamptz, posted_at timestamptz, closed_at timestamptz, changed_at timestamptz not null,
  proof_id text collate "C",
  facts jsonb not null, -- all of it, as the core knows it
  version int not null default 1,
  check ((state = 'DRAFT') = (submitted_at is null) or state = 'WITHDRAWN'),
  check ((epoch is null) = (stan is null))
) with (fillfactor = 60);
create index correction_acquirer on correction (acquirer_id, drafted_at, id);
create index correction_agent on correction (agent_id, drafted_at, id) where agent_id is not null;
create index correction_merchant on correction (merchant_id, drafted_at, id);
create index correction_store on correction (store_id, drafted_at, id);
create index correction_terminal on correction (terminal_id, epoch, drafted_at, id);
create index correction_transaction on correction (transaction_id, drafted_at, id) where transaction_id is not null;
create index correction_of_case on correction (case_id) where case_id is not null;
create index correction_inbox on correction (acquirer_id, submitted_at, id) where state = 'PENDING_APPROVAL';
create index correction_to_lapse on correction (lapses_at, id) where state in ('PENDING_APPROVAL', 'APPROVED');
create index correction_to_move on correction (changed_at, id) where state in ('SUBMITTED', 'APPROVED', 'POSTED', 'VERIFIED');
create index correction_to_prove on correction (terminal_id, epoch) where state in ('POSTED', 'TERMINAL_APPLIED');
create index correction_maker on correction (maker_human, submitted_at) where submitted_at is not null;
create index correction_unproven on correction (acquirer_id, posted_at, id) where state in ('POSTED', 'SENT', 'TERMINAL_APPLIED', 'NACKED', 'UNREACHABLE', 'WAIVED');
-- two who correct one transaction: one at a time
create unique index correction_under_way on correction (terminal_id, epoch, batch_no, stan, msg_class)
  where epoch is not null and state in ('SUBMITTED', 'PENDING_APPROVAL', 'APPROVED', 'POST_FAILED');

-- What people said to it, for ever.
create table correction_decision (
  correction_id text collate "C" not null references correction (id), place int not null,
  path ltree not null,
  verdict text not null check (verdict in ('APPROVED', 'REJECTED', 'WAIVED')),
  person_id text collate "C" not null, human_id text collate "C" not null, organisation_id text collate "C" not null,
  hash text not null, note text not null, at timestamptz not null,
  primary key (correction_id, place)
);
create unique index correction_decision_human on correction_decision (correction_id, human_id) where verdict = 'APPROVED';

-- Versions of transactions that were posted: what lies over the record, and the entries that follow from it.
create table correction_version (${SCOPE},
  correction_id text collate "C" primary key references correction (id),
  transaction_id text collate "C", -- null for a claim
  epoch int, version int not null,
  op text, patch jsonb not null, -- null: nothing lies over the record, only the books change
  target_seq bigint, target_leaf bytea,
  entry_ids bigint[] not null,
  original_date date not null, effective_date date not null,
  posted_at timestamptz not null
);
create unique index correction_version_key on correction_version (transaction_id, version) where op is not null;
create index correction_version_transaction on correction_version (transaction_id, version) where transaction_id is not null;

-- What a correction moves in a batch that is settled: counted in the one that is open, tied to the old keys. Its root stays.
create table correction_adjustment (${SCOPE},
  correction_id text collate "C" not null references correction (id),
  batch_id text collate "C" not null references batch (id), open_batch_id text collate "C" references batch (id),
  currency text not null, exponent int not null, card_scope text not null check (card_scope in ('DOMESTIC', 'FOREIGN')), side text not null check (side in ('DEBIT', 'CREDIT')),
  count int not null, amount bigint not null, links jsonb not null, at timestamptz not null,
  primary key (correction_id, batch_id, currency, exponent, card_scope, side)
);
create index correction_adjustment_batch on correction_adjustment (batch_id);
create index correction_adjustment_open on correction_adjustment (open_batch_id) where open_batch_id is not null;
create index correction_adjustment_waits on correction_adjustment (terminal_id) where open_batch_id is null;

-- What rules found, by root cause. Of a terminal, or of a merchant or an acquirer and a day: then the inner columns are null.
create table correction_case (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C", store_id text collate "C", terminal_id text collate "C",
  path ltree not null,
  cause text collate "C" not null, -- key of the root cause, by which hits find their case
  rule text not null, rule_version int not null,
  state text not null check (state in ('OPEN', 'PROPOSED', 'CLOSED', 'SUPPRESSED', 'DISMISSED')),
  severity text not null,
  amount bigint, currency text, exponent int,
  opened_at timestamptz not null, changed_at timestamptz not null, closed_at timestamptz,
  -- what people found: the rule was right, or it was not
  verdict text check (verdict in ('RIGHT', 'WRONG')), judged_by text collate "C", judged_at timestamptz,
  facts jsonb not null,
  version int not null default 1
) with (fillfactor = 60);
create unique index correction_case_cause on correction_case (acquirer_id, cause) where state in ('OPEN', 'PROPOSED', 'SUPPRESSED');
create index correction_case_acquirer on correction_case (acquirer_id, opened_at, id);
create index correction_case_agent on correction_case (agent_id, opened_at, id) where agent_id is not null;
create index correction_case_merchant on correction_case (merchant_id, opened_at, id) where merchant_id is not null;
create index correction_case_terminal on correction_case (terminal_id, opened_at, id) where terminal_id is not null;
create index correction_case_judged on correction_case (acquirer_id, rule, judged_at) where judged_at is not null;

create table case_hit (
  case_id text collate "C" not null references correction_case (id), hash text collate "C" not null, -- of rule, cause and records: found again is the same hit
  path ltree not null,
  rule text not null, rule_version int not null, mode text not null check (mode in ('SHADOW', 'PROPOSE', 'AUTO')),
  facts jsonb not null, found_at timestamptz not null,
  primary key (case_id, hash)
);

-- How far a rule may go at an acquirer. Rule '*' is all of them: its switch stops whatever is automatic.
create table rule_setting (
  acquirer_id text collate "C" not null, rule text not null, path ltree not null,
  mode text not null check (mode in ('SHADOW', 'PROPOSE', 'AUTO')), stopped boolean not null default false,
  reason text not null, changed_by text collate "C" not null, changed_at timestamptz not null, version int not null default 1,
  primary key (acquirer_id, rule)
);
create table rule_suppression (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null, path ltree not null,
  rule text not null, cause text collate "C", -- null: all that the rule finds below the path
  owner_id text collate "C" not null, reason text not null,
  created_at timestamptz not null, until timestamptz not null, ended_at timestamptz,
  check (until > created_at)
);
create index rule_suppression_rule on rule_suppression (acquirer_id, rule, until) where ended_at is null;

-- Attachments by what is in them. The bytes lie in the folder of files, under this hash.
create table evidence (${SCOPE},
  sha256 bytea not null check (length(sha256) = 32),
  name text not null, type text not null, bytes bigint not null check (bytes > 0),
  created_by text collate "C" not null, created_at timestamptz not null,
  primary key (terminal_id, sha256)
);
create index evidence_sha256 on evidence (sha256);
`

const UNCHANGING = ['correction_decision', 'correction_version', 'case_hit', 'evidence']

const walls = UNCHANGING.map(
  (
    table,
  ) => `create trigger ${table}_append_only before update or delete on ${table} for each row execute function ledger_refuse_change();
create trigger ${table}_not_emptied before truncate on ${table} for each statement execute function ledger_refuse_change();`,
).join('\n')

const usage = `
-- What a human asked for since then, with whichever account and wherever: how often, and the money at stake. Nothing else.
create function correction_usage(human text, since timestamptz) returns table (stake jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select correction.stake from correction where maker_human = human and submitted_at >= since
$$;
revoke execute on function correction_usage from public;
grant execute on function correction_usage to budeng_app;
`

const rules: readonly TableRules[] = [
  {
    table: 'correction',
    where: inScope,
    app: 'select, insert, update',
    gateway: 'select, update',
    worker: 'select, insert, update',
  },
  { table: 'correction_decision', where: inScope, app: 'select, insert', worker: 'select' },
  { table: 'correction_version', where: inScope, app: 'select', gateway: 'select', worker: 'select, insert' },
  {
    table: 'correction_adjustment',
    where: inScope,
    app: 'select',
    gateway: 'select, update (open_batch_id)',
    worker: 'select, insert',
  },
  { table: 'correction_case', where: inScope, app: 'select, update', worker: 'select, insert, update' },
  { table: 'case_hit', where: inScope, app: 'select', worker: 'select, insert' },
  { table: 'rule_setting', where: inScope, app: 'select, insert, update', worker: 'select' },
  { table: 'rule_suppression', where: inScope, app: 'select, insert, update', worker: 'select' },
  { table: 'evidence', where: inScope, app: 'select, insert', worker: 'select' },
]

// the worker posts: it waits for the journal like whoever brings records, and moves what they move
const posting = `
grant update (changed_at) on journal_stream to budeng_worker;
grant insert on transaction, record_line to budeng_worker;
grant insert, update on batch_total to budeng_worker;
`

/** Corrections from the draft to the proof, what rules found, and what was shown as evidence. */
export const sql = [tables, walls, usage, ...rules.map(policiesOf), posting].join('\n')
