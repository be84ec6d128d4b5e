import { inScope, parentVisible, policiesOf, setting, type TableRules } from './table-rules.ts'

const rules: readonly TableRules[] = [
  { table: 'provider_secret', where: `${inScope} or node_id = ${setting('provider')}`, app: 'select, insert, delete' },
  {
    table: 'person_identity',
    // whoever comes back from a provider has no path yet, and proved to be this subject
    where: `${parentVisible('person_identity', 'person_id', 'person')}
      or (provider_id = ${setting('provider')} and subject = ${setting('subject')})`,
    app: 'select, insert, update, delete',
  },
]

/** Single sign-on: whose provider, which account is which subject there, and what a login waits for. */
export const sql = `
-- Nothing used the table before: a provider has a name for its button, and its secret in a row of its own, so that
-- a change that waits for a second person names the secret and does not hold it.
delete from identity_provider;
alter table identity_provider drop column client_secret,
  add column name text not null,
  add column secret_id text collate "C" not null,
  add column authoritative boolean not null,
  add column roles text[] not null,
  add column ask_factor boolean not null;
create index identity_provider_domains on identity_provider using gin (domains) where enabled;
-- by the domain of an address, before anybody is known
create policy app_domain on identity_provider for select to budeng_app
  using (enabled and ${setting('domain')} = any(domains));

create table provider_secret (
  id text collate "C" primary key,
  node_id text collate "C" not null references node (id),
  path ltree not null,
  sealed bytea not null,
  created_at timestamptz not null
);
create index provider_secret_node on provider_secret (node_id);

-- Which account a subject of a provider logs in to. The issuer stands beside it: another issuer's subject is another.
create table person_identity (
  id text collate "C" primary key,
  person_id text collate "C" not null references person (id),
  provider_id text collate "C" not null references node (id),
  issuer text not null, subject text not null,
  email text,
  linked_at timestamptz not null, used_at timestamptz,
  unique (provider_id, issuer, subject),
  unique (person_id, provider_id)
);

-- The link by which a session was opened; it ends with it.
alter table session add column identity_id text collate "C";
create index session_identity on session (identity_id) where identity_id is not null;

delete from provider_login;
alter table provider_login
  add column purpose text not null check (purpose in ('LOGIN', 'CONNECT', 'INVITATION')),
  add column browser_hash bytea not null,
  add column issuer text not null,
  add column person_id text collate "C", add column session_id text collate "C",
  add column invitation jsonb,
  add check ((purpose = 'CONNECT') = (person_id is not null)),
  add check ((purpose = 'INVITATION') = (invitation is not null));

alter table change_request drop constraint change_request_kind_check,
  add constraint change_request_kind_check
    check (kind in ('NODE_POLICY', 'PERSON_ROLE', 'PERSON_FACTOR_RESET', 'TARIFF', 'IDENTITY_PROVIDER'));
${rules.map(policiesOf).join('\n')}
`
