import { inScope, policiesOf } from './table-rules.ts'

const tables = `
-- What was photographed on the spot; the bytes lie with the evidence of the terminal.
create table work_order_photo (
  work_order_id text collate "C" not null references work_order (id),
  terminal_id text collate "C" not null, sha256 bytea not null,
  path ltree not null,
  added_by text collate "C" not null, added_at timestamptz not null,
  primary key (work_order_id, sha256),
  foreign key (terminal_id, sha256) references evidence (terminal_id, sha256)
);
create trigger work_order_photo_append_only before update or delete on work_order_photo for each row execute function ledger_refuse_change();
create trigger work_order_photo_not_emptied before truncate on work_order_photo for each statement execute function ledger_refuse_change();
`

/** Photographs of work orders: added, never taken away. */
export const sql = [tables, policiesOf({ table: 'work_order_photo', where: inScope, app: 'select, insert' })].join('\n')
