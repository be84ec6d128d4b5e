import { parentVisible, policiesOf } from './table-rules.ts'

const table = `
-- How a terminal is wished to be set. What it holds its heartbeats tell.
create table terminal_parameters (
  terminal_id text collate "C" primary key references terminal (id),
  version int not null check (version > 0),
  parameter_values jsonb not null,
  -- version and head of the hash, as the terminal's heartbeats tell it
  tag text collate "C" not null,
  changed_by text collate "C" not null, changed_at timestamptz not null
);
`

/** Parameters that are wished, terminal by terminal. */
export const sql = [
  table,
  policiesOf({
    table: 'terminal_parameters',
    where: parentVisible('terminal_parameters', 'terminal_id', 'terminal'),
    app: 'select, insert, update',
    worker: 'select',
  }),
].join('\n')
