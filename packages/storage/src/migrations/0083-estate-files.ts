import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const exports = `
alter table export_job drop constraint export_job_kind_check;
alter table export_job add constraint export_job_kind_check
  check (kind in ('TRANSACTIONS', 'POSTINGS', 'STATEMENT', 'CORRECTIONS', 'OPEN_DIFFERENCES', 'TERMINALS'));
alter table export_job drop constraint export_job_format_check;
alter table export_job add constraint export_job_format_check check (format in ('CSV', 'CSV_GB18030', 'JSONL'));
`

const tables = `
-- What an acquirer's own lists of terminals call the columns of a registration.
create table registration_mapping (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null, path ltree not null,
  name text not null, columns jsonb not null,
  created_by text collate "C" not null, created_at timestamptz not null, changed_at timestamptz not null,
  version int not null default 1,
  unique (acquirer_id, name)
);
`

const rules: TableRules = { table: 'registration_mapping', where: inScope, app: 'select, insert, update' }

/** Terminals are taken out as a file, and taken in from files with other people's headings. */
export const sql = [exports, tables, policiesOf(rules)].join('\n')
