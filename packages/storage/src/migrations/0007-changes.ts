import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

/** What two people decide: policies of nodes, changes that wait for a second person, what one did alone. */
const tables = `
-- A node's own word on one matter. \`value\` null: taken back, what is above holds again; the version goes on rising.
create table node_policy (
  node_id text collate "C" not null references node (id),
  kind text not null check (kind in ('PRESENCE', 'STEP_UP', 'BULK_RAISE', 'BREAK_GLASS')),
  path ltree not null,
  value jsonb,
  version int not null,
  changed_at timestamptz not null,
  primary key (node_id, kind)
);

create table change_request (
  id text collate "C" primary key,
  kind text not null check (kind in ('NODE_POLICY', 'PERSON_ROLE', 'PERSON_FACTOR_RESET')),
  subject text collate "C" not null,
  path ltree not null,
  before jsonb, after jsonb,
  hash text not null,
  base_version int not null,
  needs_above boolean not null,
  reason text not null,
  requested_by text collate "C" not null, requested_human text collate "C" not null, requested_at timestamptz not null,
  state text not null check (state in ('PENDING', 'APPROVED', 'DENIED', 'LAPSED', 'WITHDRAWN', 'STALE')),
  decided_by text collate "C", decided_at timestamptz, note text,
  lapses_at timestamptz not null,
  break_glass_id text collate "C",
  version int not null
);
create index change_pending on change_request (requested_at, id) where state = 'PENDING';
create index change_subject on change_request (subject, requested_at desc, id);

create table break_glass (
  id text collate "C" primary key,
  subject text collate "C" not null unique,
  path ltree not null,
  reason text not null,
  used_by text collate "C" not null, used_human text collate "C" not null, used_at timestamptz not null,
  review_due_at timestamptz not null,
  overdue_at timestamptz,
  state text not null check (state in ('TO_REVIEW', 'CONFIRMED', 'CONTESTED')),
  reviewed_by text collate "C", reviewed_at timestamptz, note text,
  version int not null
);
create index break_glass_open on break_glass (used_at, id) where state = 'TO_REVIEW';

alter table command add column needs_approval boolean not null default false;
alter table command add column requested_human text collate "C";
alter table command add column approved_by text collate "C";
alter table command add column break_glass_id text collate "C";
create index command_pending on command (requested_at, id) where state = 'PENDING_APPROVAL' and bulk_id is null;
alter table bulk add column requested_human text collate "C";
alter table bulk add column break_glass_id text collate "C";
`

const rules: readonly TableRules[] = [
  { table: 'node_policy', where: inScope, app: 'select, insert, update' },
  { table: 'change_request', where: inScope, app: 'select, insert, update', worker: 'select, update' },
  { table: 'break_glass', where: inScope, app: 'select, insert, update', worker: 'select, update' },
]

// what is set above holds below, so it is read from below; only what is in scope is written
const readAbove = `create policy app_above on node_policy for select to budeng_app
  using (${setting('path')}::ltree <@ path);`

export const sql = [tables, ...rules.map(policiesOf), readAbove].join('\n')
