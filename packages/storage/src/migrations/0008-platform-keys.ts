import { policiesOf } from './table-rules.ts'

/** Every key list that was in use: none older than the highest is used again, and terminals that were away are led on. */
export const sql = `
create table key_list (
  version int primary key,
  jws text collate "C" not null,
  root_x text collate "C" not null,
  first_used_at timestamptz not null
);
${policiesOf({ table: 'key_list', where: 'true', app: 'select, insert', gateway: 'select, insert', worker: 'select, insert' })}
`
