import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

const rules: TableRules = {
  table: 'watch_window',
  where: inScope,
  app: 'select, insert, update',
  gateway: 'select',
  worker: 'select, update',
}

/** Stretches of time in which everything below a node is watched closer. */
export const sql = `
create table watch_window (
  id text collate "C" primary key,
  node_id text collate "C" not null references node (id), path ltree not null,
  name text not null, starts_at timestamptz not null, ends_at timestamptz not null, zone text not null,
  patience int not null check (patience between 10 and 100), heartbeat_ms int, allows_rollouts boolean not null,
  state text not null check (state in ('PLANNED', 'OPEN', 'ENDED', 'CANCELLED')),
  planned_by text collate "C" not null, planned_at timestamptz not null,
  ended_at timestamptz, ended_by text collate "C",
  report jsonb, version int not null default 1,
  check (starts_at < ends_at), check ((state in ('ENDED', 'CANCELLED')) = (ended_at is not null))
) with (fillfactor = 70);
create index watch_window_standing on watch_window (starts_at, id) where state in ('PLANNED', 'OPEN');
create index watch_window_from on watch_window (starts_at desc, id);

${policiesOf(rules)}
-- who stands below is told that they are watched
create policy app_below on watch_window for select to budeng_app using (path @> ${setting('path')}::ltree);
`
