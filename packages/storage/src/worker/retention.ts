import { NOTIFICATIONS_KEPT_MS } from '@budeng/fleet'
import { DAY, HOUR, type Millis } from '@budeng/kernel'
import { DETECTION_KEYS_KEPT_MS, DETECTION_WINDOWS_KEPT_MS, IDEMPOTENCY_LIFE_MS } from '../limits.ts'
import { eraseFormerPeople } from '../access/people.ts'
import { FLEET_HISTORY_KEPT_MS } from '../health/fleet-history.ts'
import { forgetDeadProcesses } from '../process.ts'
import type { Unit } from '../unit.ts'

/** What is not kept for ever. Commands and events are: they are the record. */
interface Retention {
  readonly table: string
  readonly key: readonly string[]
  /** The column that tells the age, and how long a row lives from it on. */
  readonly since: string
  readonly lifeMs: Millis
  /** Rows that stay all the same. */
  readonly unless?: string
}

const RETENTIONS: readonly Retention[] = [
  { table: 'idempotency', key: ['principal', 'key'], since: 'at', lifeMs: IDEMPOTENCY_LIFE_MS },
  {
    table: 'selection',
    key: ['id'],
    since: 'expires_at',
    lifeMs: 0,
    // an action that is still making its commands needs it
    unless: 'exists (select from bulk where bulk.selection_id = selection.id)',
  },
  { table: 'sign_on_nonce', key: ['device_id'], since: 'expires_at', lifeMs: 0 },
  { table: 'presence_lock', key: ['person_id', 'terminal_id'], since: 'until', lifeMs: 0 },
  { table: 'login_failure', key: ['id'], since: 'at', lifeMs: DAY },
  { table: 'proof_challenge', key: ['id'], since: 'expires_at', lifeMs: DAY },
  { table: 'provider_login', key: ['state_hash'], since: 'expires_at', lifeMs: 0 },
  { table: 'session', key: ['id'], since: 'expires_at', lifeMs: 30 * DAY },
  // of somebody who never came nothing is kept but the events
  { table: 'invitation', key: ['id'], since: 'expires_at', lifeMs: 30 * DAY, unless: 'accepted_at is not null' },
  { table: 'grant_spending', key: ['grant_id', 'period', 'starts_at'], since: 'starts_at', lifeMs: 60 * DAY },
  // older repeats are told by their number alone
  { table: 'uplink', key: ['device_id', 'stream', 'seq'], since: 'received_at', lifeMs: 7 * DAY },
  { table: 'detection_key', key: ['key', 'transaction_id'], since: 'at', lifeMs: DETECTION_KEYS_KEPT_MS },
  {
    table: 'detection_window',
    key: ['acquirer_id', 'what', 'grp', 'slot'],
    since: 'slot',
    lifeMs: DETECTION_WINDOWS_KEPT_MS,
  },
  // what happened stays in the events
  { table: 'alert', key: ['id'], since: 'cleared_at', lifeMs: 400 * DAY },
  { table: 'alert_mute', key: ['id'], since: 'until', lifeMs: 400 * DAY },
  { table: 'notification', key: ['destination_id', 'event_id'], since: 'at', lifeMs: NOTIFICATIONS_KEPT_MS },
  {
    table: 'notification_delivery',
    key: ['id'],
    since: 'ended_at',
    lifeMs: NOTIFICATIONS_KEPT_MS,
    unless: 'exists (select from notification told where told.delivery_id = notification_delivery.id)',
  },
  {
    table: 'notification_secret',
    key: ['id'],
    since: 'created_at',
    lifeMs: DAY,
    unless:
      'exists (select from notification_destination d where d.secret_id = notification_secret.id and d.removed_at is null)',
  },
  { table: 'fleet_history', key: ['node_id', 'at'], since: 'at', lifeMs: FLEET_HISTORY_KEPT_MS },
  { table: 'quarantine', key: ['id'], since: 'at', lifeMs: 30 * DAY },
]

/** Removes what is past its life of one kind, at most so many rows; answers how many went. Call again while it is many. */
export type Removal = (unit: Unit, limit: number) => Promise<number>

/** Each in a transaction of its own: what cannot be removed of one table keeps no other from it. */
export const REMOVALS: readonly Removal[] = [
  ...RETENTIONS.map(
    ({ table, key, since, lifeMs, unless = 'false' }): Removal =>
      async (unit, limit) => {
        const columns = key.join(', ')
        return await unit.execute(
          `delete from ${table} where (${columns}) in (select ${columns} from ${table} where ${since} < $1 and not (${unless}) limit $2)`,
          [new Date(unit.clock.now() - lifeMs), limit],
        )
      },
  ),
  forgetEnrolmentAnswers,
  removeOldChunks,
  unmarkHealthy,
  removeLateCancels,
  forgetDeadProcesses,
  eraseFormerPeople,
]

/** A cancel that was sent after its command had ended; all other bytes went with the end. */
async function removeLateCancels(unit: Unit): Promise<number> {
  return await unit.execute(
    'delete from dispatch using command where command.id = dispatch.command_id and command.finished_at < $1',
    [new Date(unit.clock.now() - DAY)],
  )
}

/** An enrolment's answer holds a device's secrets: it goes with the first login, or after a day. */
async function forgetEnrolmentAnswers(unit: Unit): Promise<number> {
  return await unit.execute('update enrolment set answer = null where used_at < $1 and answer is not null', [
    new Date(unit.clock.now() - DAY),
  ])
}

/** Faults come and go: the mark that lists walk stays until a terminal has had none for a while. */
async function unmarkHealthy(unit: Unit, limit: number): Promise<number> {
  return await unit.execute(
    `update terminal set fault_mark = false where id in (
       select id from terminal where fault_mark and faults = '{}' and changed_at < $1 order by id limit $2 for no key update skip locked)`,
    [new Date(unit.clock.now() - HOUR), limit],
  )
}

const CHUNK_LIFE_MS = 30 * DAY

/** Bytes of old backups; the receipt with its hash stays. */
async function removeOldChunks(unit: Unit, limit: number): Promise<number> {
  return await unit.execute(
    `delete from backup_chunk where (command_id, position) in (
       select backup_chunk.command_id, backup_chunk.position from backup_chunk join command on command.id = backup_chunk.command_id
       where command.finished_at < $1 limit $2)`,
    [new Date(unit.clock.now() - CHUNK_LIFE_MS), limit],
  )
}
