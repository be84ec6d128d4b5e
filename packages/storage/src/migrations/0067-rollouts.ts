import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const tables = `
-- The pace of an action on many: the action says what is done and who released it, the rollout when to whom.
create table rollout (
  id text collate "C" primary key,
  bulk_id text collate "C" not null unique references bulk (id),
  path ltree not null, node_id text collate "C" not null,
  plan jsonb not null,
  cohort int not null,
  frozen int not null default 0, frozen_through text collate "C" not null default '', -- members that are written down so far
  state text not null check (state in ('WAITING', 'RUNNING', 'PAUSED', 'STOPPED', 'FINISHED', 'CANCELLED', 'REFUSED')),
  why jsonb not null,
  open_group int not null,
  since jsonb not null,
  figures jsonb not null, -- members of each group by standing: counted with every change of a member
  traffic jsonb not null, traffic_slot timestamptz, traffic_through int not null default 0,
  paced_through timestamptz,
  retry_at timestamptz, -- while set, members that failed before are put back, a chunk at a time
  requested_at timestamptz not null, started_at timestamptz, ended_at timestamptz,
  due_at timestamptz, -- when the worker looks at it again
  version int not null default 1
) with (fillfactor = 50);
create index rollout_due on rollout (due_at, id) where due_at is not null;
create index rollout_requested on rollout (requested_at desc, id);

-- One terminal of a frozen cohort. Places are spread over the whole, so that each group stands for the others.
create table rollout_member (
  rollout_id text collate "C" not null references rollout (id),
  place int not null,
  group_no int not null,
  terminal_id text collate "C" not null,
  path ltree not null,
  standing text not null,
  command_id text collate "C",
  code text not null default '', -- why it was skipped
  tries int not null default 0,
  changed_at timestamptz not null,
  look_at timestamptz, -- WAITING: not before; else when silence would tell something, or something was told
  primary key (rollout_id, place)
) with (fillfactor = 70);
create unique index rollout_member_terminal on rollout_member (terminal_id, rollout_id);
create unique index rollout_member_command on rollout_member (command_id) where command_id is not null;
create index rollout_member_standing on rollout_member (rollout_id, standing, place);
create index rollout_member_waiting on rollout_member (rollout_id, group_no, look_at, place) where standing = 'WAITING';
create index rollout_member_look on rollout_member (rollout_id, look_at) where standing <> 'WAITING' and look_at is not null;
`

// whoever moves a command on says so to the member; only the worker counts it
const MARKS = 'select, update (look_at)'
const rules: readonly TableRules[] = [
  { table: 'rollout', where: inScope, app: 'select, insert, update', worker: 'select, update' },
  { table: 'rollout_member', where: inScope, app: MARKS, gateway: MARKS, worker: 'select, insert, update' },
]

/** Rollouts: an action on many, in groups, at a pace, that stops by itself. */
export const sql = [tables, ...rules.map(policiesOf)].join('\n')
