import { inScope, parentVisible, policiesOf, type TableRules } from './table-rules.ts'

const ofDestination = (table: string) => parentVisible(table, 'destination_id', 'notification_destination')

const rules: readonly TableRules[] = [
  { table: 'notification_destination', where: inScope, app: 'select, insert, update', worker: 'select, update' },
  // written by the API and read by the worker, who sends; nobody who asks the API has a way to it
  {
    table: 'notification_secret',
    where: ofDestination('notification_secret'),
    app: 'insert',
    worker: 'select, update, delete',
  },
  {
    table: 'notification_rule',
    where: inScope,
    app: 'select, insert, update, delete',
    worker: 'select, update (path)',
  },
  {
    table: 'notification_delivery',
    where: inScope,
    app: 'select, insert, update',
    worker: 'select, insert, update, delete',
  },
  {
    table: 'notification',
    where: ofDestination('notification'),
    app: 'select',
    worker: 'select, insert, update, delete',
  },
]

/**
 * Who is told of what: destinations with their rules; what is told, once an event and destination; and the messages in
 * which it goes. What there is to tell is read from the events by their position.
 */
export const sql = `
create table notification_destination (
  id text collate "C" primary key,
  node_id text collate "C" not null references node (id), path ltree not null,
  name text not null,
  kind text not null check (kind in ('EMAIL', 'WECOM', 'DINGTALK', 'FEISHU', 'WEBHOOK')),
  language text not null check (language in ('zh-CN', 'en')),
  enabled boolean not null,
  address jsonb not null, secret_id text collate "C" not null,
  changed_by text collate "C" not null, changed_at timestamptz not null, removed_at timestamptz, version int not null,
  failures int not null, next_at timestamptz not null, lease_until timestamptz
) with (fillfactor = 70);
create index notification_destination_node on notification_destination (node_id) where removed_at is null;

create table notification_secret (
  id text collate "C" primary key,
  destination_id text collate "C" not null references notification_destination (id),
  sealed bytea not null, created_at timestamptz not null
);

create table notification_rule (
  id text collate "C" primary key,
  destination_id text collate "C" not null references notification_destination (id), path ltree not null,
  outside_id text collate "C" references notification_destination (id),
  topics text[] not null, severity text not null, hours jsonb, enabled boolean not null,
  changed_by text collate "C" not null, changed_at timestamptz not null, version int not null
);
create index notification_rule_destination on notification_rule (destination_id);
create index notification_rule_outside on notification_rule (outside_id) where outside_id is not null;

create table notification_delivery (
  id text collate "C" primary key,
  destination_id text collate "C" not null references notification_destination (id), path ltree not null,
  test boolean not null,
  state text not null check (state in ('QUEUED', 'DELIVERED', 'FAILED')),
  total int not null, attempts int not null, answers jsonb not null,
  created_at timestamptz not null, next_at timestamptz not null, ended_at timestamptz,
  version int not null,
  check ((state = 'QUEUED') = (ended_at is null))
) with (fillfactor = 70);
create index notification_delivery_queued on notification_delivery (destination_id, next_at) where state = 'QUEUED';
create index notification_delivery_last on notification_delivery (destination_id, id desc);
create index notification_delivery_ended on notification_delivery (ended_at) where ended_at is not null;

create table notification (
  destination_id text collate "C" not null references notification_destination (id), event_id text collate "C" not null,
  topic text not null, severity text, at timestamptz not null, facts jsonb not null,
  delivery_id text collate "C" references notification_delivery (id),
  primary key (destination_id, event_id)
);
create index notification_waiting on notification (destination_id) where delivery_id is null;
create index notification_of_delivery on notification (delivery_id) where delivery_id is not null;
create index notification_at on notification (at);

${rules.map(policiesOf).join('\n')}
`
