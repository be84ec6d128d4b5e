import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

/** An outage is seen by whoever has one of its terminals, and by whoever stands above it. */
const hasMember = `(select true from incident_terminal member where member.incident_id = incident.id
  and (member.path <@ ${setting('path')}::ltree or member.path <@ ${setting('also')}::ltree) limit 1)`

const rules: readonly TableRules[] = [
  { table: 'alert', where: inScope, app: 'select, update', worker: 'select, insert, update, delete' },
  { table: 'alert_watch', worker: 'select, insert, update, delete' },
  { table: 'alert_rule', where: inScope, app: 'select, insert, update, delete', worker: 'select, update (path)' },
  { table: 'alert_mute', where: inScope, app: 'select, insert, update', worker: 'select, update (path), delete' },
  { table: 'incident_terminal', where: inScope, app: 'select', worker: 'select, insert, update, delete' },
  { table: 'incident', where: `(${inScope} or ${hasMember})`, app: 'select, update', worker: 'select, insert, update' },
]

/** Alerts of single terminals, the rules that raise them, and incidents of many at once. */
export const sql = `
create table alert (
  id text collate "C" primary key,
  terminal_id text collate "C" not null references terminal (id),
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C" not null, store_id text collate "C" not null,
  path ltree not null,
  subject text collate "C" not null, severity text not null,
  raised_at timestamptz not null, ended_at timestamptz, raises int not null, last_raised_at timestamptz not null,
  incident_id text collate "C", muted_until timestamptz,
  state text not null check (state in ('RAISED', 'ACKNOWLEDGED', 'CLEARED')),
  standing boolean not null,
  acknowledged_at timestamptz, acknowledged_by text collate "C", cleared_at timestamptz, cleared_by text collate "C",
  claimed_by text collate "C", due_at timestamptz not null, version int not null
) with (fillfactor = 80);
-- one open alert of a subject on a terminal, however often it comes and goes
create unique index alert_open on alert (terminal_id, subject) where state <> 'CLEARED';
create index alert_terminal on alert (terminal_id, raised_at desc, id);
-- the inbox: by the clock that runs
create index alert_acquirer_due on alert (acquirer_id, due_at, id) where state <> 'CLEARED';
create index alert_agent_due on alert (agent_id, due_at, id) where state <> 'CLEARED' and agent_id is not null;
create index alert_incident on alert (incident_id) where incident_id is not null;
create index alert_acquirer on alert (acquirer_id, raised_at desc, id);
create index alert_agent on alert (agent_id, raised_at desc, id) where agent_id is not null;
create index alert_cleared on alert (cleared_at) where cleared_at is not null;

-- what has not lasted long enough yet, and when it is looked at again
create table alert_watch (
  terminal_id text collate "C" not null references terminal (id), subject text collate "C" not null,
  since timestamptz not null, due_at timestamptz not null,
  primary key (terminal_id, subject)
);
create index alert_watch_due on alert_watch (due_at);

create table alert_rule (
  node_id text collate "C" not null references node (id), subject text collate "C" not null, path ltree not null,
  enabled boolean not null, severity text not null, hold_ms int not null, clear_ms int not null, raise_at int, clear_at int,
  version int not null, changed_at timestamptz not null,
  primary key (node_id, subject)
);

create table alert_mute (
  id text collate "C" primary key, path ltree not null,
  node_id text collate "C" references node (id), terminal_id text collate "C" references terminal (id),
  subject text collate "C", reason text not null, owner_id text collate "C" not null,
  since timestamptz not null, until timestamptz not null, ended_at timestamptz,
  check (num_nonnulls(node_id, terminal_id) = 1)
);
create index alert_mute_until on alert_mute (until) where ended_at is null;

create table incident (
  id text collate "C" primary key, acquirer_id text collate "C" not null references node (id), path ltree not null,
  kind text not null, key text not null,
  started_at timestamptz not null, ended_at timestamptz,
  hit int not null, out int not null, population int not null, quiet_since timestamptz,
  state text not null check (state in ('RAISED', 'ACKNOWLEDGED', 'CLEARED')),
  standing boolean not null,
  acknowledged_at timestamptz, acknowledged_by text collate "C", cleared_at timestamptz, cleared_by text collate "C",
  claimed_by text collate "C", due_at timestamptz not null, version int not null
);
create unique index incident_open on incident (acquirer_id, kind, key) where ended_at is null;
create index incident_started on incident (started_at desc, id);

create table incident_terminal (
  incident_id text collate "C" not null references incident (id), terminal_id text collate "C" not null references terminal (id),
  path ltree not null, since timestamptz not null, back_at timestamptz,
  primary key (incident_id, terminal_id)
);
create index incident_terminal_terminal on incident_terminal (terminal_id, since);

${rules.map(policiesOf).join('\n')}
`
