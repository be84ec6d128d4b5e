import { policiesOf, type TableRules } from './table-rules.ts'

const tables = `
-- Nothing is missing before it is due.
alter table record_match drop constraint record_match_state_check;
alter table record_match add constraint record_match_state_check
  check (state in ('MATCHED', 'EXPECTED', 'LATE', 'MISSING_HERE', 'MISSING_THERE', 'CONTRADICTING'));
create index record_match_again on record_match (source, id) where state in ('EXPECTED', 'LATE');

-- Reversals and adjustments, by what they are of.
create index host_record_original on host_record (terminal_id, (original ->> 'stan'), (original ->> 'batch'))
  where terminal_id is not null and original is not null;

-- How far each way of matching has come: a position of a host, an id of ours. A worker that falls goes on there.
create table match_position (name text collate "C" primary key, position text collate "C" not null);

-- A record that changes what was matched makes it a question again.
grant select, update (state, changed_at) on record_match to budeng_gateway;
create policy gateway on record_match to budeng_gateway using (true) with check (true);
`

const rules: readonly TableRules[] = [{ table: 'match_position', worker: 'select, insert, update' }]

/** What is kept so that transactions are held against the host both ways, in any order of arrival. */
export const sql = [tables, ...rules.map(policiesOf)].join('\n')
