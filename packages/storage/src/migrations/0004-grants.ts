import { inScope, parentVisible, policiesOf, setting, type TableRules } from './table-rules.ts'

/** Grants to agents with their budgets, and deputies of people who are away. Run as `budeng_owner`. */
const tables = `
create table agent_grant (
  id text collate "C" primary key,
  -- an agent's organisation, and its path
  node_id text collate "C" not null references node (id),
  path ltree not null,
  -- who gave it, and from which organisation above
  given_by text collate "C" not null references person (id),
  giver_node_id text collate "C" not null references node (id),
  types text[] not null,
  tier_max text not null,
  budget_hour int not null check (budget_hour > 0), budget_day int not null check (budget_day >= budget_hour),
  terminals_max int not null check (terminals_max > 0),
  reason text not null,
  given_at timestamptz not null, expires_at timestamptz not null,
  revoked_at timestamptz, revoked_by text collate "C",
  -- nothing is queued under it any more
  closed_at timestamptz,
  version int not null default 1
);
create index agent_grant_node on agent_grant (node_id, given_at desc, id);
create index agent_grant_given on agent_grant (given_at desc, id);
create index agent_grant_open on agent_grant (expires_at) where closed_at is null;

-- What was spent of a grant in one hour or day. Changed only under the lock of the grant's row.
create table grant_spending (
  grant_id text collate "C" not null references agent_grant (id),
  period text not null check (period in ('HOUR', 'DAY')),
  starts_at timestamptz not null,
  count int not null check (count >= 0),
  primary key (grant_id, period, starts_at)
) with (fillfactor = 50);
create index grant_spending_age on grant_spending (starts_at);

-- What each command that has not ended was charged to; the row goes with its end, given back unless it was sent.
create table grant_charge (
  command_id text collate "C" not null references command (id),
  grant_id text collate "C" not null references agent_grant (id),
  hour_from timestamptz not null, day_from timestamptz not null,
  primary key (command_id, grant_id)
);
create index grant_charge_grant on grant_charge (grant_id);

-- Somebody who stands in for another at that other's place in the tree, until a moment.
create table deputy (
  id text collate "C" primary key,
  absent_id text collate "C" not null references person (id),
  deputy_id text collate "C" not null references person (id),
  -- the absent one's organisation, and its path
  node_id text collate "C" not null references node (id),
  path ltree not null,
  role text not null,
  reason text not null,
  set_by text collate "C" not null, set_at timestamptz not null,
  until timestamptz not null,
  ended_at timestamptz, ended_by text collate "C",
  version int not null default 1
);
create index deputy_deputy on deputy (deputy_id, until);
create index deputy_absent on deputy (absent_id, until);
create index deputy_set on deputy (set_at desc, id);

-- A session in which somebody acts as a deputy, and the absent one for whom an action was asked.
alter table session add column deputy_id text collate "C" references deputy (id);
alter table bulk add column requested_for text collate "C";
`

/** Whoever is below an agent must see that agent's grants to act within them; what is shown is the API's to choose. */
const onTheWayUp = `(${inScope} or ${setting('path')}::ltree <@ path)`

const rules: readonly TableRules[] = [
  {
    table: 'agent_grant',
    where: onTheWayUp,
    app: 'select, insert, update',
    gateway: 'select (id), update (version)', // a charge is given back under the lock of the grant
    worker: 'select, update',
  },
  {
    table: 'grant_spending',
    where: parentVisible('grant_spending', 'grant_id', 'agent_grant'),
    app: 'select, insert, update',
    gateway: 'select, update',
    worker: 'select, insert, update, delete',
  },
  {
    table: 'grant_charge',
    where: parentVisible('grant_charge', 'grant_id', 'agent_grant'),
    app: 'select, insert, delete',
    gateway: 'select, delete',
    worker: 'select, insert, delete',
  },
  {
    table: 'deputy',
    where: `${inScope} or deputy_id = ${setting('person')} or absent_id = ${setting('person')}`,
    app: 'select, insert, update',
  },
]

export const sql = [tables, ...rules.map(policiesOf)].join('\n')
