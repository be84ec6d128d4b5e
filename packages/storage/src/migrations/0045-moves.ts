import { inScope, policiesOf, setting } from './table-rules.ts'

/** A policy of before, as the server prints what `inScope` was then. */
const BEFORE = `(path <@ (NULLIF(current_setting('app.path'::text, true), ''::text))::ltree)`
const WIDER = `(${BEFORE} OR ${BEFORE.replace('app.path', 'app.also')})`
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const forBoth = `(${inScope} or bound_for <@ ${setting('path')}::ltree)`

/** Tables of which the worker moves rows and reads nothing else. */
const MOVED_BLINDLY = ['person', 'invitation', 'api_key', 'node_policy', 'deputy']

/**
 * Moves that are too large for one transaction. What is not moved whole by one chunk carries `bound_for` while the move
 * runs: it is seen from both places, and whoever stands at it sees both places. A new database has the wider policies from
 * the start.
 */
export const sql = `
create table organisation_move (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null,
  path ltree not null, -- of the organisation that both places have in common
  node_id text collate "C" not null references node (id),
  from_id text collate "C" not null references node (id), to_id text collate "C" not null references node (id),
  from_path ltree not null, to_path ltree not null, -- of the organisation itself, before and after
  reason text not null,
  requested_by text collate "C" not null, requested_at timestamptz not null,
  state text not null check (state in ('MOVING', 'DONE')),
  terminals int not null, moved_terminals int not null default 0,
  organisations int not null, moved_organisations int not null default 0,
  ended_commands int not null default 0, ended_grants int not null default 0,
  finished_at timestamptz,
  version int not null default 1
);
create index organisation_move_list on organisation_move (requested_at desc, id);
create index organisation_move_open on organisation_move (requested_at, id) where state = 'MOVING';
create unique index organisation_move_node on organisation_move (node_id) where state = 'MOVING';

alter table node add column bound_for ltree;
create index node_bound on node (id) where bound_for is not null;

do $$
declare
  one record;
begin
  for one in select tablename, qual, with_check from pg_policies
    where schemaname = 'public' and policyname = 'app' and strpos(qual, ${quoted(BEFORE)}) > 0 and strpos(qual, 'app.also') = 0
  loop
    execute format('alter policy app on %I using (%s)', one.tablename, replace(one.qual, ${quoted(BEFORE)}, ${quoted(WIDER)}));
    if one.with_check is not null then
      execute format('alter policy app on %I with check (%s)', one.tablename, replace(one.with_check, ${quoted(BEFORE)}, ${quoted(WIDER)}));
    end if;
  end loop;
end $$;
alter policy app on node using ${forBoth} with check ${forBoth};

grant update (path, parent_id, version, bound_for) on node to budeng_worker;
grant update (path, agent_id) on tariff to budeng_worker;
grant update (path) on rule_suppression to budeng_worker;
grant update (path, agent_id, merchant_id, store_id) on journal_stream to budeng_app;
revoke update (changed_at) on journal_stream from budeng_worker;
grant update (changed_at, path, agent_id, merchant_id, store_id) on journal_stream to budeng_worker;
${MOVED_BLINDLY.map(
  (table) => `grant select (path), update (path) on ${table} to budeng_worker;
create policy worker on ${table} to budeng_worker using (true) with check (true);`,
).join('\n')}
revoke select (code_hash, expires_at, answer, used_at), update (answer) on enrolment from budeng_worker;
grant select (code_hash, expires_at, answer, used_at, path, terminal_id), update (answer, path) on enrolment to budeng_worker;
${policiesOf({ table: 'organisation_move', where: inScope, app: 'select, insert', worker: 'select, update' })}
`
