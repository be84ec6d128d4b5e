import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const tables = `
-- How far a rule may go is said of one version of it. Version 0: the switch of the rule as a whole, whatever its version.
alter table rule_setting add column rule_version int not null default 0;
alter table rule_setting drop constraint rule_setting_pkey;
alter table rule_setting add primary key (acquirer_id, rule, rule_version);

create index correction_case_store on correction_case (store_id, opened_at, id) where store_id is not null;
create index correction_case_open on correction_case (acquirer_id, opened_at, id) where state in ('OPEN', 'PROPOSED', 'SUPPRESSED');
create index correction_case_money on correction_case (acquirer_id, amount desc nulls last, id) where state in ('OPEN', 'PROPOSED', 'SUPPRESSED');
create index correction_case_of_terminal on correction_case (terminal_id) where state in ('OPEN', 'PROPOSED', 'SUPPRESSED') and terminal_id is not null;
-- When it is to be looked at again: a suppression ends; and since when a correction of it is to be drafted.
alter table correction_case add column suppressed_until timestamptz, add column propose_at timestamptz;
create index correction_case_suppressed on correction_case (suppressed_until, id) where state = 'SUPPRESSED';
create index correction_case_to_propose on correction_case (propose_at, id) where propose_at is not null;

-- What people found about the rules of a case: each rule's precision is that of its last verdicts.
create table rule_verdict (
  case_id text collate "C" not null references correction_case (id), rule text collate "C" not null, rule_version int not null,
  acquirer_id text collate "C" not null, path ltree not null, cause text collate "C" not null,
  is_right boolean not null, judged_by text collate "C", judged_at timestamptz not null,
  primary key (case_id, rule, rule_version)
);
create index rule_verdict_recent on rule_verdict (acquirer_id, rule, rule_version, judged_at desc, case_id);
create index rule_verdict_cause on rule_verdict (acquirer_id, rule, judged_at);

-- A version of a rule over the last months, before it is switched on.
create table rule_lab (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null, path ltree not null,
  rule text collate "C" not null, rule_version int not null, against_version int not null,
  state text not null check (state in ('WAITING', 'RUNNING', 'DONE', 'FAILED')),
  from_at timestamptz not null, to_at timestamptz not null,
  -- the terminal behind which it goes on, and what was found by then
  position text collate "C" not null default '', looked bigint not null default 0, found jsonb not null default '{}',
  report jsonb, problem text,
  requested_by text collate "C" not null, requested_at timestamptz not null, finished_at timestamptz,
  version int not null default 1
) with (fillfactor = 60);
create index rule_lab_list on rule_lab (acquirer_id, requested_at, id);
create index rule_lab_work on rule_lab (requested_at, id) where state in ('WAITING', 'RUNNING');

-- What an acquirer knows better than a rule: merchants where the same card pays twice, numbers that stand for another.
create table rule_exception (
  acquirer_id text collate "C" not null, kind text not null check (kind in ('REPEAT_MERCHANT', 'AGGREGATOR_PAIR')), value text collate "C" not null,
  path ltree not null, created_by text collate "C" not null, created_at timestamptz not null,
  primary key (acquirer_id, kind, value)
);

-- Terminals at which something changed, and when somebody is to look. A look takes the row, so no two look at one terminal.
create table detection_terminal (
  terminal_id text collate "C" primary key,
  due_at timestamptz, -- null: nothing is to be looked at
  looked_at timestamptz
) with (fillfactor = 60);
create index detection_terminal_due on detection_terminal (due_at) where due_at is not null;
-- How far the records of a journal were looked at.
create table detection_journal (
  terminal_id text collate "C" not null, epoch int not null, looked_seq bigint not null,
  primary key (terminal_id, epoch)
) with (fillfactor = 60);
-- Transactions that are to be looked at besides: something was said of them, or they are to be looked at again.
create table detection_place (
  terminal_id text collate "C" not null, batch_no text collate "C" not null, stan text collate "C" not null, msg_class text collate "C" not null,
  due_at timestamptz not null,
  primary key (terminal_id, batch_no, stan, msg_class)
);
-- Taps and charges by their hash: what lies weeks apart, or at two terminals, is found by it.
create table detection_key (
  key bytea not null, transaction_id text collate "C" not null, at timestamptz not null,
  primary key (key, transaction_id)
);
create index detection_key_at on detection_key (at);
-- Declines and reversals of five minutes, by what they have in common.
create table detection_window (
  acquirer_id text collate "C" not null, what text not null check (what in ('REVERSALS', 'DECLINES')), grp text collate "C" not null,
  slot timestamptz not null, count int not null,
  primary key (acquirer_id, what, grp, slot)
);
create index detection_window_at on detection_window (slot);
-- How many records a terminal said that it holds, where that is less than it held before.
create table journal_mark (
  terminal_id text collate "C" not null, epoch int not null, at timestamptz not null,
  count_before bigint not null, count bigint not null, epoch_before int not null,
  primary key (terminal_id, epoch, at)
);
`

const changes = `
alter table change_request drop constraint change_request_kind_check,
  add constraint change_request_kind_check
    check (kind in ('NODE_POLICY', 'PERSON_ROLE', 'PERSON_FACTOR_RESET', 'TARIFF', 'IDENTITY_PROVIDER', 'PAYOUT', 'WRITE_OFF', 'RULE_MODE'));
`

const rules: readonly TableRules[] = [
  { table: 'rule_verdict', where: inScope, app: 'select, insert', worker: 'select, insert' },
  { table: 'rule_lab', where: inScope, app: 'select, insert', worker: 'select, update' },
  { table: 'rule_exception', where: inScope, app: 'select, insert, delete', worker: 'select' },
  { table: 'detection_terminal', worker: 'select, insert, update' },
  { table: 'detection_journal', worker: 'select, insert, update' },
  { table: 'detection_place', worker: 'select, insert, update, delete' },
  { table: 'detection_key', worker: 'select, insert, delete' },
  { table: 'detection_window', worker: 'select, insert, update, delete' },
  { table: 'journal_mark', gateway: 'insert', worker: 'select' },
]

/** Where rules look, what people said of them, and a new version tried before it is switched on. */
export const sql = [tables, changes, ...rules.map(policiesOf)].join('\n')
