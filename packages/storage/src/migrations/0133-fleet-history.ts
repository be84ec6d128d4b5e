import { parentVisible, policiesOf, type TableRules } from './table-rules.ts'

const rules: TableRules = {
  table: 'fleet_history',
  where: parentVisible('fleet_history', 'node_id', 'node'),
  app: 'select',
  worker: 'select, insert, update, delete',
}

/** How many terminals were online, and how many payments were approved, of each acquirer and agent, every ten minutes. */
export const sql = `
create table fleet_history (
  node_id text collate "C" not null references node (id), at timestamptz not null,
  online int not null, degraded int not null, offline int not null,
  approved int not null default 0, answered int not null default 0,
  primary key (node_id, at)
);
create index fleet_history_at on fleet_history (at);

${policiesOf(rules)}
`
