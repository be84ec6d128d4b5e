import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const SCOPE = `
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C" not null, store_id text collate "C" not null,
  path ltree not null`

const tables = `
-- One attempt to bring one terminal back, step by step. While it runs it has a step; then it has an end.
create table recovery (${SCOPE},
  id text collate "C" primary key,
  device_id text collate "C" not null,
  playbook text not null check (playbook in ('AUTH', 'NET', 'SYS', 'HW', 'SEC')),
  reason text not null,
  started_by text collate "C", started_human text collate "C", rights_path ltree, -- null: by itself; else where the grants that bind the person are found
  started_at timestamptz not null,
  step text, step_started_at timestamptz not null, command_id text collate "C",
  steps jsonb not null, warnings text[] not null default '{}',
  root_before text, root_after text,
  ended_as text check (ended_as in ('RECOVERED', 'RECOVERED_WITH_WARNING', 'NOT_FIXABLE_REMOTELY', 'ESCALATED')),
  end_reason text, ended_at timestamptz,
  due_at timestamptz, -- when the worker looks at it again
  version int not null default 1,
  check ((step is null) = (ended_as is not null)),
  check ((step is null) = (due_at is null))
) with (fillfactor = 60);
-- two recoveries at once: one goes on
create unique index recovery_running on recovery (terminal_id) where step is not null;
create index recovery_due on recovery (due_at, id) where due_at is not null;
create index recovery_terminal on recovery (terminal_id, started_at, id);
create index recovery_acquirer on recovery (acquirer_id, started_at, id);
create index recovery_agent on recovery (agent_id, started_at, id) where agent_id is not null;
create index recovery_merchant on recovery (merchant_id, started_at, id);
create index recovery_store on recovery (store_id, started_at, id);
create index recovery_command on recovery (command_id) where command_id is not null;

-- Somebody has to go there.
create table work_order (${SCOPE},
  id text collate "C" primary key,
  recovery_id text collate "C" references recovery (id),
  reason text not null, note text not null,
  state text not null check (state in ('OPEN', 'ASSIGNED', 'DONE', 'CANCELLED')),
  technician text not null default '', parts text not null default '', outcome text not null default '',
  opened_at timestamptz not null, due_at timestamptz not null, closed_at timestamptz, closed_by text collate "C",
  version int not null default 1,
  check ((state in ('DONE', 'CANCELLED')) = (closed_at is not null))
) with (fillfactor = 60);
create unique index work_order_recovery on work_order (recovery_id) where recovery_id is not null;
create index work_order_terminal on work_order (terminal_id, opened_at, id);
create index work_order_acquirer on work_order (acquirer_id, due_at, id) where closed_at is null;
create index work_order_agent on work_order (agent_id, due_at, id) where closed_at is null and agent_id is not null;
create index work_order_merchant on work_order (merchant_id, due_at, id) where closed_at is null;
create index work_order_store on work_order (store_id, due_at, id) where closed_at is null;
`

const rules: readonly TableRules[] = [
  { table: 'recovery', where: inScope, app: 'select, insert, update', worker: 'select, insert, update' },
  { table: 'work_order', where: inScope, app: 'select, insert, update', worker: 'select, insert' },
]

/** Recoveries and what they leave for people to do on the spot. */
export const sql = [tables, ...rules.map(policiesOf)].join('\n')
