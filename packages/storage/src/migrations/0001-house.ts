/** The first tables: organisations, people, terminals, commands, events. Run as `budeng_owner`. */
export const sql = `
create extension if not exists ltree;

-- Organisations: one tree, acquirer → agent (nested) → merchant → store. The path's labels are node ids.
create table node (
  id text collate "C" primary key,
  parent_id text collate "C" references node (id),
  kind text not null check (kind in ('ACQUIRER', 'AGENT', 'MERCHANT', 'STORE')),
  code text collate "C" not null,
  name text not null,
  path ltree not null unique,
  time_zone text not null default 'Asia/Shanghai',
  phone text, address text, contact text,
  created_at timestamptz not null,
  version int not null default 1
);
-- No GiST index on any path: one insert into it costs over a millisecond. Lists walk the scope columns; what is below a
-- path is asked of the few agents only.
create index node_agent on node (path) where kind = 'AGENT';
create unique index node_acquirer_code on node (code) where kind = 'ACQUIRER';
create index node_parent on node (parent_id, name);

-- People. One row a human; a role belongs to one node.
create table person (
  id text collate "C" primary key,
  email text collate "C" not null unique,
  name text not null,
  node_id text collate "C" not null references node (id),
  path ltree not null,
  role text not null,
  password_hash text not null,
  language text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  time_zone text not null default 'Asia/Shanghai',
  disabled_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1
);

create table session (
  id text collate "C" primary key,
  secret_hash bytea not null unique,
  person_id text collate "C" not null references person (id),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  address text not null default '', agent text not null default ''
);
create index session_person on session (person_id, created_at);

create table login_failure (
  id bigint generated always as identity primary key,
  email text collate "C" not null, address text not null, at timestamptz not null
);
create index login_failure_email on login_failure (email, at);
create index login_failure_address on login_failure (address, at);

-- Terminals. Scope columns stand beside the path: lists walk an index of one scope.
create table terminal (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null references node (id),
  agent_id text collate "C" references node (id),
  merchant_id text collate "C" not null references node (id),
  store_id text collate "C" not null references node (id),
  path ltree not null,
  acquirer_code text collate "C" not null,
  tid text collate "C" not null,
  mid text collate "C" not null,
  state text not null default 'REGISTERED',
  model text not null default '',
  level text not null default 'L0',
  search text not null,
  heartbeat_interval_ms int not null default 60000,
  journal_epoch int not null default 1,
  -- present state; changes here are events, heartbeats are not
  presence text not null default 'OFFLINE',
  presence_since timestamptz not null,
  sign_on text not null default 'NEVER',
  sign_on_since timestamptz,
  sign_on_locked_until timestamptz,
  sign_on_failures timestamptz[] not null default '{}',
  host_response_code text,
  batch_no text, key_check text,
  locked boolean not null default false,
  faults text[] not null default '{}',
  backup_at timestamptz,
  slot_command_id text collate "C",
  open_commands int not null default 0,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  version int not null default 1,
  unique (acquirer_id, tid)
) with (fillfactor = 50); -- a bulk action changes all rows of a page at once: half is free for them
create index terminal_agent on terminal (agent_id, tid, id);
create index terminal_merchant on terminal (merchant_id, tid, id);
create index terminal_store on terminal (store_id, tid, id);
create index terminal_presence on terminal (acquirer_id, presence, sign_on, tid, id);
create index terminal_agent_presence on terminal (agent_id, presence, sign_on, tid, id);
create index terminal_presence_since on terminal (acquirer_id, presence_since, id);

create table device (
  id text collate "C" primary key,
  acquirer_id text collate "C" not null references node (id),
  path ltree not null,
  serial text collate "C" not null,
  model text not null default '',
  state text not null default 'IN_STOCK',
  terminal_id text collate "C" references terminal (id),
  public_key text,
  mqtt_secret_hash bytea,
  key_list_version int not null default 0,
  versions jsonb not null default '{}',
  supports text[],
  boot int,
  -- next command sequence number; only rises
  command_seq bigint not null default 0,
  enrolled_at timestamptz, revoked_at timestamptz,
  created_at timestamptz not null,
  version int not null default 1,
  unique (acquirer_id, serial)
);
create unique index device_terminal on device (terminal_id) where state = 'ASSIGNED';

-- Derived secrets, sealed with AES-256-GCM; K itself is not kept.
create table device_link_secret (device_id text collate "C" primary key references device (id), epoch int not null, sealed bytea not null);
create table device_presence_secret (device_id text collate "C" primary key references device (id), sealed bytea not null);

create table enrolment (
  code_hash bytea primary key,
  code_sealed bytea not null,
  terminal_id text collate "C" not null references terminal (id),
  path ltree not null,
  serial text collate "C" not null,
  expires_at timestamptz not null,
  request_hash bytea, answer bytea, used_at timestamptz, device_id text collate "C",
  created_by text collate "C", created_at timestamptz not null
);
create index enrolment_serial on enrolment (serial);

-- Who holds a terminal's connection. The fence rises with each take-over and is checked in every write.
create table connection (
  terminal_id text collate "C" primary key references terminal (id),
  device_id text collate "C" not null,
  gateway_id text not null,
  fence bigint not null,
  conn bigint not null,
  connected boolean not null,
  ready boolean not null default false, -- hello was answered
  connected_at timestamptz not null,
  disconnected_at timestamptz,
  takeovers int not null default 0,
  takeovers_at timestamptz[] not null default '{}' -- the newest, to tell a clone
) with (fillfactor = 70);
create index connection_gateway on connection (gateway_id) where connected;

-- The newest heartbeat of each terminal: state, not history. Nothing here is indexed, so updates stay in the page.
create table heartbeat (
  terminal_id text collate "C" primary key references terminal (id),
  device_id text collate "C" not null,
  conn bigint not null, n bigint not null,
  at timestamptz not null,
  sign_on text not null,
  batch_no text, epoch int, boot int,
  in_transaction boolean not null, busy boolean not null, reversal_pending boolean not null,
  health jsonb not null
) with (fillfactor = 50);

-- Upward streams: dense per device and stream, kept for the repeat check.
create table uplink (
  device_id text collate "C" not null, stream text not null check (stream in ('report', 'reply')), seq bigint not null,
  hash bytea not null, kind text not null, body jsonb not null, received_at timestamptz not null,
  primary key (device_id, stream, seq)
);
create index uplink_received on uplink using brin (received_at);
create table uplink_state (
  device_id text collate "C" not null, stream text not null,
  through_seq bigint not null, ahead bigint[] not null default '{}',
  primary key (device_id, stream)
) with (fillfactor = 70);

create table quarantine (
  id bigint generated always as identity primary key,
  at timestamptz not null, device_id text collate "C", terminal_id text collate "C", topic text not null, reason text not null,
  bytes bytea not null, size int not null
);
create index quarantine_at on quarantine (at);

-- One order for one terminal.
create table command (
  id text collate "C" primary key,
  terminal_id text collate "C" not null references terminal (id),
  acquirer_id text collate "C" not null, agent_id text collate "C", merchant_id text collate "C" not null, store_id text collate "C" not null,
  path ltree not null,
  device_id text collate "C",
  type text not null, params jsonb not null, tier text not null, state text not null,
  version int not null,
  reason text not null,
  requested_by text collate "C", bulk_id text collate "C", caused_by text collate "C", waits_for text collate "C",
  attempt int not null default 1, publishes int not null default 0, ticket_hash text,
  requested_at timestamptz not null, not_after timestamptz not null,
  signed_at timestamptz, published_at timestamptz, acknowledged_at timestamptz, running_at timestamptz,
  verifying_at timestamptz, unknown_at timestamptz, finished_at timestamptz,
  deferral jsonb, cancel_requested_at timestamptz, cancel_requested_by text collate "C",
  boot_before int, conn_before bigint, progress text,
  evidence jsonb not null default '[]', result jsonb, late_result jsonb,
  why jsonb not null,
  due_at timestamptz,
  -- when the worker looks at it: at due_at, or sooner because something around it changed
  look_at timestamptz
) with (fillfactor = 70);
-- three short queues: what is at work, what a person waits for, what belongs to a bulk action
create index command_look_sent on command (look_at) where look_at is not null and state <> 'QUEUED';
create index command_look_single on command (look_at) where look_at is not null and state = 'QUEUED' and bulk_id is null;
create index command_look_bulk on command (look_at) where look_at is not null and state = 'QUEUED' and bulk_id is not null;
create index command_open on command (terminal_id, requested_at) where finished_at is null;
create index command_terminal on command (terminal_id, requested_at desc, id);
create index command_acquirer on command (acquirer_id, requested_at desc, id);
create index command_agent on command (agent_id, requested_at desc, id) where agent_id is not null;
create index command_bulk on command (bulk_id, state, id) where bulk_id is not null;
create index command_waits on command (waits_for) where waits_for is not null and finished_at is null;

-- What the gateway still has to publish: sealed bytes, erased when the command is final.
create table dispatch (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('command', 'cancel', 'query')),
  command_id text collate "C" not null references command (id), attempt int not null, seq bigint not null,
  terminal_id text collate "C" not null, device_id text collate "C" not null,
  bytes bytea not null,
  created_at timestamptz not null,
  wanted_at timestamptz, -- null: nothing to publish now
  published_at timestamptz
) with (fillfactor = 70);
create unique index dispatch_attempt on dispatch (command_id, kind, attempt);
create index dispatch_wanted on dispatch (terminal_id) where wanted_at is not null;

create table backup (
  command_id text collate "C" primary key references command (id),
  terminal_id text collate "C" not null, path ltree not null,
  sha256 text, chunk_count int, size int, complete_at timestamptz
);
create table backup_chunk (
  command_id text collate "C" not null references backup (command_id), position int not null, bytes bytea not null,
  primary key (command_id, position)
);

-- A server-made set of terminals, frozen, with its count.
create table selection (
  id text collate "C" primary key,
  person_id text collate "C" not null, path ltree not null,
  filter jsonb not null, terminal_count int not null,
  created_at timestamptz not null, expires_at timestamptz not null
);
create table selection_terminal (
  selection_id text collate "C" not null references selection (id) on delete cascade, terminal_id text collate "C" not null,
  primary key (selection_id, terminal_id)
);

-- One action on many terminals, and its second person.
create table bulk (
  id text collate "C" primary key,
  path ltree not null, node_id text collate "C" not null,
  type text not null, params jsonb not null, tier text not null, reason text not null, not_after timestamptz not null,
  terminal_count int not null, command_count int not null, breakdown jsonb not null,
  state text not null check (state in ('RUNNING', 'PENDING_APPROVAL', 'APPROVED', 'DENIED', 'LAPSED')),
  hash text not null,
  requested_by text collate "C" not null, requested_at timestamptz not null,
  decided_by text collate "C", decided_at timestamptz, note text,
  lapses_at timestamptz, version int not null default 1
);
create index bulk_pending on bulk (requested_at, id) where state = 'PENDING_APPROVAL';
create index bulk_requested on bulk (node_id, requested_at desc, id);

-- Presence: digits read out by the merchant, typed by the agent.
create table presence_challenge (
  command_id text collate "C" primary key references command (id),
  person_id text collate "C" not null, session_id text collate "C" not null, terminal_id text collate "C" not null, path ltree not null,
  type text not null, params_hash text not null,
  state text not null check (state in ('OPEN', 'GRANTED', 'USED', 'FAILED', 'LAPSED')),
  wrong_count int not null default 0,
  created_at timestamptz not null, granted_at timestamptz, expires_at timestamptz not null, used_at timestamptz,
  version int not null default 1
);
create index presence_open on presence_challenge (expires_at) where state in ('OPEN', 'GRANTED');
create index presence_person on presence_challenge (person_id, terminal_id, created_at);
create table presence_lock (
  person_id text collate "C" not null, terminal_id text collate "C" not null, until timestamptz not null,
  primary key (person_id, terminal_id)
);

-- Append-only: audit trail, outbox and feed at once. Scope as of writing. Partitioned by month: ids sort by time.
create table event (
  id text collate "C" primary key,
  -- the order of writing: rises within a transaction, and from one change of a row to the next
  ordinal bigint generated always as identity,
  at timestamptz not null,
  type text not null,
  subject text collate "C" not null,
  terminal_id text collate "C", acquirer_id text collate "C", agent_id text collate "C", merchant_id text collate "C", store_id text collate "C",
  path ltree not null,
  actor_id text collate "C", actor_kind text not null check (actor_kind in ('PERSON', 'SERVICE', 'PLATFORM', 'TERMINAL')),
  -- the person for whom a deputy acted, and the network address from which somebody acted
  behalf_of text collate "C", address text,
  request_id text,
  data jsonb not null
) partition by range (id);
create table partition.event_rest partition of event default;
create index event_subject on event (subject, ordinal);
create index event_terminal on event (terminal_id, ordinal) where terminal_id is not null;
-- Events that the sequencer has not seen yet. A row lives for milliseconds; the event itself is never updated.
create table event_pending (ordinal bigint primary key, event_id text collate "C" not null)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
-- For ever, also when the event itself is past its time: no foreign key.
create table event_order (position bigint primary key, event_id text collate "C" not null unique);

create table idempotency (
  principal text collate "C" not null, key text collate "C" not null,
  operation text not null, input_hash text not null, answer jsonb not null, at timestamptz not null,
  primary key (principal, key)
);
create index idempotency_at on idempotency (at);

-- Who runs: readiness looks here, and a gateway that stopped beating has lost its terminals.
create table process (
  id text primary key, kind text not null, started_at timestamptz not null, beat_at timestamptz not null, detail jsonb not null default '{}'
);
create table setting (key text primary key, value jsonb not null, changed_at timestamptz not null);
create table sign_on_nonce (
  device_id text collate "C" primary key, nonce text not null, conn bigint not null, expires_at timestamptz not null
);
`
