import { inScope, policiesOf, setting } from './table-rules.ts'

const table = `
-- The file that a command moves between a terminal and the platform. Made with the signature: its address is the command
-- and a ticket, of which only the hash is here.
create table terminal_file (
  command_id text collate "C" primary key references command (id),
  terminal_id text collate "C" not null,
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C" not null, store_id text collate "C" not null,
  path ltree not null,
  kind text not null check (kind in ('LOGS', 'SCREEN', 'SOFTWARE')),
  attempt int not null, ticket_hash text collate "C" not null,
  bytes_max bigint not null, expires_at timestamptz not null,
  -- as the terminal announced it with its first part, and how much is here
  type text, bytes bigint, sha256 text collate "C", received bigint not null default 0,
  -- why it was not taken
  refused text check (refused in ('TOO_LARGE', 'MISMATCH', 'CARD_DATA', 'BAD_TYPE')),
  -- what is kept of it: without card numbers, of which so many stood in it
  complete_at timestamptz, kept_bytes bigint, kept_sha256 text collate "C", cards int,
  erased_at timestamptz,
  check (received <= bytes_max),
  check ((complete_at is null) = (kept_bytes is null))
) with (fillfactor = 60);
create index terminal_file_terminal on terminal_file (terminal_id, complete_at);
-- A vendor's package: its bytes lie under their hash in the folder of files.
create table software_package (
  id text collate "C" primary key,
  path ltree not null, -- an acquirer
  model text not null, version text not null,
  bytes bigint not null check (bytes > 0), sha256 text collate "C" not null, signature text collate "C" not null,
  created_by text collate "C" not null, created_at timestamptz not null,
  unique (path, model, version)
);
-- what is to be thrown away, the oldest first
create index terminal_file_due on terminal_file (expires_at) where erased_at is null;
`

/** Files of terminals: a terminal reaches its own by the command, people theirs by where the terminal stood. */
export const sql = [
  table,
  policiesOf({
    table: 'terminal_file',
    where: `(${inScope} or command_id = ${setting('file')})`,
    app: 'select, update',
    worker: 'select, insert, update',
  }),
  policiesOf({
    table: 'software_package',
    where: inScope,
    app: 'select, insert',
  }),
].join('\n')
