import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

const tables = `
-- Lists as people want to find them again: their own, or for everybody at and below a node.
create table saved_view (
  id text collate "C" primary key,
  person_id text collate "C" not null references person (id),
  node_id text collate "C" not null references node (id), path ltree not null,
  name text not null, terms jsonb not null, shared boolean not null,
  created_at timestamptz not null, changed_at timestamptz not null, version int not null default 1,
  unique (person_id, name)
);
create index saved_view_shared on saved_view (node_id, name, id) where shared;
`

const rules: TableRules = {
  table: 'saved_view',
  where: `person_id = ${setting('person')} or (shared and ${inScope})`,
  app: 'select, insert, update, delete',
  worker: 'select, update (path)',
}

/** Saved views of lists. */
export const sql = `${tables}
${policiesOf(rules)}
-- what is shared above is seen below, and changed there by nobody
create policy app_below on saved_view for select to budeng_app using (shared and path @> ${setting('path')}::ltree);
`
