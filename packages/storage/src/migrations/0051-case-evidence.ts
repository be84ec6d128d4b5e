import { inScope, policiesOf } from './table-rules.ts'

const tables = `
-- What was shown in a case: attachments by what is in them.
create table case_evidence (
  case_id text collate "C" not null references correction_case (id),
  terminal_id text collate "C" not null, sha256 bytea not null,
  path ltree not null,
  added_by text collate "C" not null, added_at timestamptz not null,
  primary key (case_id, terminal_id, sha256),
  foreign key (terminal_id, sha256) references evidence (terminal_id, sha256)
);
create trigger case_evidence_append_only before update or delete on case_evidence for each row execute function ledger_refuse_change();
create trigger case_evidence_not_emptied before truncate on case_evidence for each statement execute function ledger_refuse_change();
-- a month of corrections by the day on which they count
create index correction_version_day on correction_version (acquirer_id, effective_date);
`

/** Attachments of cases, and a month of corrections in one range of an index. */
export const sql = [
  tables,
  policiesOf({ table: 'case_evidence', where: inScope, app: 'select, insert', worker: 'select' }),
].join('\n')
