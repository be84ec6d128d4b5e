import { inScope, policiesOf, setting, type TableRules } from './table-rules.ts'

const rules: readonly TableRules[] = [
  {
    table: 'api_key',
    where: `${inScope} or hash = decode(${setting('api_key')}, 'hex')`,
    app: 'select, insert, update',
  },
]

/** Programs: accounts without a password, and the keys by which they ask. */
export const sql = `
alter table person add column kind text not null default 'HUMAN' check (kind in ('HUMAN', 'SERVICE'));
create index person_service on person (node_id, name, id) where kind = 'SERVICE';

create table api_key (
  id text collate "C" primary key,
  person_id text collate "C" not null references person (id),
  path ltree not null,
  name text not null,
  prefix text not null,
  hash bytea not null unique,
  scopes text[] not null, addresses text[] not null,
  created_by text collate "C" not null, created_human text collate "C" not null, created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  replaced_by text collate "C",
  used_at timestamptz, used_address text,
  version int not null default 1
);
create index api_key_person on api_key (person_id, created_at desc, id);

${rules.map(policiesOf).join('\n')}
`
