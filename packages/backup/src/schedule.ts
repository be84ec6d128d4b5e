import { DAY, HOUR, type Instant, MINUTE, type Millis } from '@budeng/kernel'
import type { BackupRecord } from '@budeng/storage/backup'
import { BACKUP_LATE_MS, BACKUP_RETRY_MAX_MS, BACKUP_RETRY_MS } from './limits.ts'

/** Time of a day, UTC. */
export interface TimeOfDay {
  readonly hour: number
  readonly minute: number
}

/** `02:30`; undefined when it is none. */
export function parseTimeOfDay(text: string): TimeOfDay | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  return hour === undefined ? undefined : { hour: Number(hour), minute: Number(minute) }
}

/**
 * When the next daily backup is due. The first one at once; after a good one at the next time of day; after one that failed
 * a little later each time, so that a target that is away for an hour costs no day.
 */
export function nextBackupAt({ good, failed }: BackupRecord, { hour, minute }: TimeOfDay, now: Instant): Instant {
  if (failed !== null) {
    const waitMs = BACKUP_RETRY_MS * 2 ** Math.min(failed.inARow - 1, 30)
    return failed.at + Math.min(waitMs, BACKUP_RETRY_MAX_MS)
  }
  if (good === null) return now
  const sameDay = Math.floor(good.at / DAY) * DAY + hour * HOUR + minute * MINUTE
  return sameDay > good.at ? sameDay : sameDay + DAY
}

/** How old the last good one is; null: there is none. */
export function backupAge({ good }: BackupRecord, now: Instant): Millis | null {
  return good === null ? null : Math.max(0, now - good.at)
}

/** Whether somebody must look after it. */
export function isBackupLate(record: BackupRecord, now: Instant): boolean {
  const age = backupAge(record, now)
  return age === null || age > BACKUP_LATE_MS
}
