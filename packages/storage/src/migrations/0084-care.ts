import { inScope, parentVisible, policiesOf, setting, type TableRules } from './table-rules.ts'

const tables = `
-- How often terminals of a model are visited, where an acquirer says so. '*': every model without an interval of its own.
create table care_interval (
  acquirer_id text collate "C" not null, kind text not null check (kind in ('INSPECTION', 'MAINTENANCE')), model text collate "C" not null,
  path ltree not null, days int not null check (days between 0 and 3650),
  changed_by text collate "C" not null, changed_at timestamptz not null,
  primary key (acquirer_id, kind, model)
);

-- From when each terminal waits for its next visit: since its last that counted, or since it was there. What lists of due
-- visits walk, a model at a time, so that a changed interval moves nothing.
create table terminal_care (
  terminal_id text collate "C" not null references terminal (id), kind text not null,
  acquirer_id text collate "C" not null, agent_id text collate "C", model text collate "C" not null,
  in_use boolean not null, since timestamptz not null, visit_id text collate "C",
  primary key (terminal_id, kind)
);
create index terminal_care_acquirer on terminal_care (acquirer_id, kind, model, since, terminal_id) where in_use;
create index terminal_care_agent on terminal_care (agent_id, kind, model, since, terminal_id) where in_use and agent_id is not null;

-- A visit as it was: written once.
create table care_visit (
  id text collate "C" primary key,
  terminal_id text collate "C" not null, acquirer_id text collate "C" not null, agent_id text collate "C",
  merchant_id text collate "C" not null, store_id text collate "C" not null, path ltree not null,
  kind text not null check (kind in ('INSPECTION', 'MAINTENANCE')),
  outcome text not null check (outcome in ('PASSED', 'WITH_FINDINGS', 'FAILED')),
  answers jsonb not null, findings text not null, photos text[] not null,
  serial text not null, model text not null,
  done_at timestamptz not null, recorded_at timestamptz not null, recorded_by text collate "C" not null
);
create index care_visit_terminal on care_visit (terminal_id, done_at desc, id);
`

/** A terminal that is made, moved, swapped to another model or taken into use takes its place in the lists along. */
const following = `
create function terminal_care_begin() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into terminal_care (terminal_id, kind, acquirer_id, agent_id, model, in_use, since)
  select t.id, k.kind, t.acquirer_id, t.agent_id, t.model, t.state in ('ACTIVE', 'SUSPENDED'), t.created_at
  from made t cross join (values ('INSPECTION'), ('MAINTENANCE')) k (kind) order by t.id
  on conflict do nothing;
  return null;
end $$;
revoke execute on function terminal_care_begin from public;
create trigger terminal_care_begin after insert on terminal
  referencing new table as made for each statement execute function terminal_care_begin();

create function terminal_care_follow() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update terminal_care set agent_id = new.agent_id, model = new.model, in_use = new.state in ('ACTIVE', 'SUSPENDED'),
    -- what waited in a box is due from when it was taken into use
    since = case when old.state = 'REGISTERED' and new.state <> 'REGISTERED' and visit_id is null
      then greatest(since, new.changed_at) else since end
  where terminal_id = new.id;
  return null;
end $$;
revoke execute on function terminal_care_follow from public;
create trigger terminal_care_follow after update of agent_id, model, state on terminal for each row
  when (old.agent_id is distinct from new.agent_id or old.model is distinct from new.model or old.state is distinct from new.state)
  execute function terminal_care_follow();

insert into terminal_care (terminal_id, kind, acquirer_id, agent_id, model, in_use, since)
select t.id, k.kind, t.acquirer_id, t.agent_id, t.model, t.state in ('ACTIVE', 'SUSPENDED'), t.created_at
from terminal t cross join (values ('INSPECTION'), ('MAINTENANCE')) k (kind);
`

const rules: readonly TableRules[] = [
  { table: 'care_interval', where: inScope, app: 'select, insert, update, delete', worker: 'select' },
  {
    table: 'terminal_care',
    where: parentVisible('terminal_care', 'terminal_id', 'terminal'),
    app: 'select, update (since, visit_id)',
    worker: 'select',
  },
  { table: 'care_visit', where: inScope, app: 'select, insert', worker: 'select' },
]

/** Inspection and maintenance: how often, since when, and what was found. */
export const sql = `${tables}
${rules.map(policiesOf).join('\n')}
-- whoever stands below is told how often
create policy app_below on care_interval for select to budeng_app using (path @> ${setting('path')}::ltree);
${following}
`
