import { inScope, parentVisible, policiesOf, setting, type TableRules } from './table-rules.ts'

const ownPerson = (table: string) => parentVisible(table, 'person_id', 'person')

const rules: readonly TableRules[] = [
  {
    table: 'invitation',
    where: `${inScope} or token_hash = decode(${setting('invitation')}, 'hex')`,
    app: 'select, insert, update',
  },
  { table: 'totp_factor', where: ownPerson('totp_factor'), app: 'select, insert, update, delete' },
  { table: 'passkey', where: ownPerson('passkey'), app: 'select, insert, update, delete' },
  { table: 'recovery_code', where: ownPerson('recovery_code'), app: 'select, insert, update, delete' },
  {
    table: 'proof_challenge',
    where: `id = ${setting('challenge')} or person_id = ${setting('person')}`,
    app: 'select, insert, update',
    worker: 'select (id, expires_at), delete',
  },
  {
    table: 'identity_provider',
    // whoever comes to log in names an acquirer and has no path yet
    where: `${inScope} or node_id = ${setting('provider')}`,
    app: 'select, insert, update, delete',
  },
  {
    table: 'provider_login',
    where: `state_hash = decode(${setting('challenge')}, 'hex')`,
    app: 'select, insert, delete',
    worker: 'select (state_hash, expires_at), delete',
  },
]

/** Accounts of people: invitations, second factors, what a session may do, logins at an identity provider. */
export const sql = `
-- One account a node; accounts of the same human share human_id. An address may have an account at several nodes, so
-- that no invitation tells anybody of an account elsewhere.
alter table person add column human_id text collate "C", add column role_since timestamptz;
update person set human_id = id, role_since = created_at;
alter table person alter column human_id set not null, alter column role_since set not null;
alter table person drop constraint person_email_key;
create unique index person_email_node on person (email, node_id);
create index person_node on person (node_id, name, id);
create index person_human on person (human_id);
create index person_path on person using gist (path);
create function person_defaults() returns trigger language plpgsql as $$
begin
  new.human_id := coalesce(new.human_id, new.id);
  new.role_since := coalesce(new.role_since, new.created_at);
  return new;
end $$;
create trigger person_defaults before insert on person for each row execute function person_defaults();

-- A board's session reads one page and nothing else; idle ones of people are locked.
alter table session
  add column kind text not null default 'PERSON' check (kind in ('PERSON', 'BOARD')),
  add column page text, add column name text not null default '',
  add column active_at timestamptz, add column elevated_until timestamptz,
  add check ((kind = 'BOARD') = (page is not null));
update session set active_at = seen_at;
alter table session alter column active_at set not null;
create function session_defaults() returns trigger language plpgsql as $$
begin
  new.active_at := coalesce(new.active_at, new.seen_at);
  new.kind := coalesce(new.kind, 'PERSON');
  new.name := coalesce(new.name, '');
  return new;
end $$;
create trigger session_defaults before insert on session for each row execute function session_defaults();

create table invitation (
  id text collate "C" primary key,
  node_id text collate "C" not null references node (id),
  path ltree not null,
  email text collate "C" not null, role text not null,
  token_hash bytea not null unique,
  invited_by text collate "C" not null references person (id),
  created_at timestamptz not null, expires_at timestamptz not null,
  accepted_at timestamptz, revoked_at timestamptz,
  -- the link is used up before the account is made
  person_id text collate "C" references person (id) deferrable initially deferred
);
create index invitation_open on invitation (node_id, created_at desc, id) where accepted_at is null and revoked_at is null;
create index invitation_email on invitation (email) where accepted_at is null and revoked_at is null;

-- One confirmed secret a person; one that is being set up beside it.
create table totp_factor (
  id text collate "C" primary key,
  person_id text collate "C" not null references person (id),
  sealed bytea not null,
  -- the newest step that was accepted: none is accepted twice
  last_step bigint not null default 0,
  created_at timestamptz not null, confirmed_at timestamptz
);
create unique index totp_factor_person on totp_factor (person_id, (confirmed_at is null));

create table passkey (
  id text collate "C" primary key,
  person_id text collate "C" not null references person (id),
  credential_id text collate "C" not null unique,
  public_key bytea not null, counter bigint not null,
  transports text[] not null, name text not null, backed_up boolean not null,
  created_at timestamptz not null, used_at timestamptz
);
create index passkey_person on passkey (person_id, created_at);

create table recovery_code (
  person_id text collate "C" not null references person (id),
  hash bytea not null, created_at timestamptz not null, used_at timestamptz,
  primary key (person_id, hash)
);

-- What a passkey is asked to sign: a login, an enrolment, or one action with its parameters and targets.
create table proof_challenge (
  id text collate "C" primary key,
  purpose text not null check (purpose in ('LOGIN', 'ENROL', 'UNLOCK', 'ACTION')),
  person_id text collate "C", session_id text collate "C",
  action_hash text, summary jsonb not null,
  challenge text not null,
  created_at timestamptz not null, expires_at timestamptz not null, used_at timestamptz,
  check ((purpose = 'LOGIN') = (person_id is null)), check ((purpose = 'ACTION') = (action_hash is not null))
);

-- Single sign-on of an acquirer's staff.
create table identity_provider (
  node_id text collate "C" primary key references node (id),
  path ltree not null,
  issuer text not null, client_id text not null, client_secret bytea not null,
  domains text[] not null, enabled boolean not null,
  changed_at timestamptz not null, version int not null default 1
);
create table provider_login (
  state_hash bytea primary key,
  node_id text collate "C" not null,
  nonce text not null, verifier bytea not null, return_to text not null,
  created_at timestamptz not null, expires_at timestamptz not null
);
${rules.map(policiesOf).join('\n')}
`
