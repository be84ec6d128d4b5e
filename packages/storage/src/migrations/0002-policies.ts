import { inScope, parentVisible, policiesOf, setting, type TableRules } from './table-rules.ts'

/** The policies of the first tables. */
const rules: readonly TableRules[] = [
  { table: 'migration', where: 'true', app: 'select', gateway: 'select', worker: 'select' },
  { table: 'node', where: inScope, app: 'select, insert, update', gateway: 'select', worker: 'select' },
  {
    table: 'person',
    where: `${inScope} or id = ${setting('person')} or email = ${setting('email')}`,
    app: 'select, insert, update',
  },
  {
    table: 'session',
    where: `person_id = ${setting('person')} or secret_hash = decode(${setting('session')}, 'hex')
      or ${parentVisible('session', 'person_id', 'person')}`,
    app: 'select, insert, update, delete',
    worker: 'select (id, expires_at, revoked_at), delete',
  },
  {
    table: 'login_failure',
    where: `email = ${setting('email')} or address = ${setting('address')}`,
    app: 'select, insert, delete',
    worker: 'select (id, at), delete',
  },
  {
    table: 'terminal',
    where: inScope,
    app: 'select, insert, update',
    gateway: 'select, update',
    worker: 'select, update',
  },
  {
    table: 'device',
    where: inScope,
    app: 'select, insert, update',
    gateway: 'select, update',
    worker: 'select, update',
  },
  {
    table: 'device_link_secret',
    where: parentVisible('device_link_secret', 'device_id', 'device'),
    app: 'select (device_id, epoch), insert, update', // writes at enrolment, never reads back
    gateway: 'select',
  },
  {
    table: 'device_presence_secret',
    where: parentVisible('device_presence_secret', 'device_id', 'device'),
    app: 'select, insert, update',
  },
  {
    table: 'enrolment',
    where: `${inScope} or serial = ${setting('serial')}`,
    app: 'select, insert, update, delete',
    gateway: 'select (code_hash, serial, device_id, expires_at, used_at), update (answer)',
    worker: 'select (code_hash, expires_at, used_at, answer), update (answer)',
  },
  {
    table: 'connection',
    where: parentVisible('connection', 'terminal_id', 'terminal'),
    app: 'select',
    gateway: 'select, insert, update',
    worker: 'select, update',
  },
  {
    table: 'heartbeat',
    where: parentVisible('heartbeat', 'terminal_id', 'terminal'),
    app: 'select',
    gateway: 'select, insert, update',
    worker: 'select',
  },
  { table: 'uplink', gateway: 'select, insert', worker: 'select (device_id, stream, seq, received_at), delete' },
  { table: 'uplink_state', gateway: 'select, insert, update', worker: 'select' },
  { table: 'quarantine', gateway: 'select, insert', worker: 'select (id, at), delete' },
  {
    table: 'sign_on_nonce',
    gateway: 'select, insert, update, delete',
    worker: 'select (device_id, expires_at), delete',
  },
  {
    table: 'command',
    where: inScope,
    app: 'select, insert, update',
    gateway: 'select, update',
    worker: 'select, insert, update',
  },
  {
    table: 'dispatch',
    where: parentVisible('dispatch', 'command_id', 'command'),
    app: 'select (id, kind, command_id, attempt, wanted_at, published_at), delete', // erases what is final, never sees bytes
    gateway: 'select, update, delete',
    worker: 'select, insert, update, delete',
  },
  {
    table: 'backup',
    where: inScope,
    app: 'select, insert',
    gateway: 'select, insert, update',
    worker: 'select, insert, delete',
  },
  { table: 'backup_chunk', gateway: 'select, insert, delete', worker: 'select (command_id, position), delete' },
  { table: 'selection', where: inScope, app: 'select, insert, delete', worker: 'select (id, expires_at), delete' },
  {
    table: 'selection_terminal',
    where: parentVisible('selection_terminal', 'selection_id', 'selection'),
    app: 'select, insert, delete',
  },
  { table: 'bulk', where: inScope, app: 'select, insert, update', worker: 'select, update' },
  { table: 'presence_challenge', where: inScope, app: 'select, insert, update', worker: 'select, update' },
  {
    table: 'presence_lock',
    where: parentVisible('presence_lock', 'terminal_id', 'terminal'),
    app: 'select, insert, update, delete',
    worker: 'select, delete',
  },
  // append-only: nobody has update or delete
  {
    table: 'event',
    where: inScope,
    app: 'select, insert',
    gateway: 'select, insert',
    worker: 'select, insert',
    feed: 'select',
  },
  { table: 'event_pending', where: 'true', app: 'insert', gateway: 'insert', worker: 'select, insert, delete' },
  {
    table: 'event_order',
    where: parentVisible('event_order', 'event_id', 'event'),
    app: 'select',
    gateway: 'select',
    worker: 'select, insert',
    feed: 'select',
  },
  {
    table: 'idempotency',
    where: `principal = ${setting('principal')}`,
    app: 'select, insert, update',
    worker: 'select (principal, key, at), delete',
  },
  {
    table: 'process',
    where: 'true',
    app: 'select, insert, update, delete',
    gateway: 'select, insert, update, delete',
    worker: 'select, insert, update, delete',
  },
  { table: 'setting', where: 'true', app: 'select, insert, update', gateway: 'select', worker: 'select' },
]

export const sql = rules.map(policiesOf).join('\n')
