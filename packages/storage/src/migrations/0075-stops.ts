import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

const rules: TableRules = {
  table: 'dispatch_stop',
  where: inScope,
  app: 'select, insert, update',
  gateway: 'select',
  worker: 'select, update (path, swept)',
}

/** "Nothing goes out below here." Asked before every signature and every publish, so the standing ones have an index of their own. */
export const sql = `
create table dispatch_stop (
  id text collate "C" primary key,
  node_id text collate "C" not null references node (id), path ltree not null,
  set_at_id text collate "C" not null, -- node of whoever threw it
  since timestamptz not null, by text collate "C" not null, by_name text not null, reason text not null,
  lifted_at timestamptz, lifted_by text collate "C", lifted_by_name text, lift_reason text,
  swept boolean not null default false, -- the commands that wait below have been told
  version int not null default 1,
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
) with (fillfactor = 70);
-- one standing switch a node
create unique index dispatch_stop_standing on dispatch_stop (node_id) where lifted_at is null;
create index dispatch_stop_sweep on dispatch_stop (id) where not swept;
create index dispatch_stop_since on dispatch_stop (since desc, id);

${policiesOf(rules)}
-- who stands below is told who stopped them
create policy app_below on dispatch_stop for select to budeng_app using (path @> ${setting('path')}::ltree);
`
