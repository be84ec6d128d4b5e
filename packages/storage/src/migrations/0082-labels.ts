import { parentVisible, policiesOf, type TableRules } from './table-rules.ts'

/** A SIM card's number is news when it changes, as cell and operator are; terminals are found by its beginning. */
const cards = `
alter table terminal_trait add column iccid text collate "C";
create index terminal_trait_iccid on terminal_trait (acquirer_id, iccid) where iccid is not null;
`

const tables = `
-- Words that people put on terminals. Number and agent stand here too: a list of one label is walked in the order of numbers.
create table terminal_label (
  terminal_id text collate "C" not null references terminal (id),
  label text collate "C" not null check (length(label) between 1 and 64),
  acquirer_id text collate "C" not null, agent_id text collate "C", tid text collate "C" not null,
  primary key (terminal_id, label)
);
create index terminal_label_acquirer on terminal_label (acquirer_id, label, tid);
create index terminal_label_agent on terminal_label (agent_id, label, tid) where agent_id is not null;
`

const rules: TableRules = {
  table: 'terminal_label',
  where: parentVisible('terminal_label', 'terminal_id', 'terminal'),
  app: 'select, insert, update (agent_id), delete',
  worker: 'select, update (agent_id)',
}

/** Terminals are found by their SIM card, and carry labels. */
export const sql = [cards, tables, policiesOf(rules)].join('\n')
