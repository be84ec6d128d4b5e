import { inScope, policiesOf, type TableRules } from './table-rules.ts'

const schedules = `
-- When an acquirer has promised to send a kind of file: on which business days, and until when. A kind is a format, or one
-- mapping of CSV files.
create table file_schedule (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null references node (id), path ltree not null,
  format text not null check (format in ('CSV', 'FLOW')),
  mapping_id text collate "C" references csv_mapping (id),
  terms jsonb not null,
  declared_by text collate "C" not null, declared_at timestamptz not null, changed_at timestamptz not null,
  ended_at timestamptz,
  version int not null default 1,
  check (mapping_id is null or format = 'CSV')
);
create unique index file_schedule_kind on file_schedule (acquirer_id, format, coalesce(mapping_id, '')) where ended_at is null;

-- A file may be missing of each kind that was promised; '' is what nobody promised, and the habit of the acquirer tells. A
-- note ends with the file that came, or without one when it is not promised any more.
alter table missing_file add column schedule_id text collate "C" not null default '', add column due_at timestamptz;
alter table missing_file drop constraint missing_file_pkey;
alter table missing_file add primary key (acquirer_id, business_date, schedule_id);
alter table missing_file drop constraint missing_file_check;
alter table missing_file add constraint missing_file_check check (import_id is null or ended_at is not null);
`

const rules: TableRules = { table: 'file_schedule', where: inScope, app: 'select, insert, update', worker: 'select' }

/** Files that were promised. */
export const sql = [schedules, policiesOf(rules)].join('\n')
