import type { Instant, Millis } from '@budeng/kernel'
import { readSetting, writeSetting } from '../settings.ts'
import type { Scoped, Unit } from '../unit.ts'

const KEY = 'backup'

/** How the last backups went, for people and for the next one. Times are the platform's. */
export interface BackupRecord {
  /** The last one that is whole. */
  readonly good: BackupFigures | null
  /** The last one that was tried and failed, and how often in a row. */
  readonly failed: { readonly at: Instant; readonly problem: string; readonly inARow: number } | null
}

export interface BackupFigures {
  readonly at: Instant
  readonly name: string
  /** In the target, encrypted; without files that were there already. */
  readonly bytes: number
  readonly rows: number
  readonly tookMs: Millis
}

const NONE: BackupRecord = { good: null, failed: null }

export async function readBackupRecord(db: Scoped): Promise<BackupRecord> {
  const value = await readSetting(db, KEY)
  return typeof value === 'object' && value !== null ? { ...NONE, ...value } : NONE
}

/** Under the owner's role: it made the backup. */
export async function noteBackup(unit: Unit, figures: BackupFigures): Promise<void> {
  await writeSetting(unit, KEY, { good: figures, failed: null } satisfies BackupRecord)
}

/** @param problem without secrets */
export async function noteFailedBackup(unit: Unit, at: Instant, problem: string): Promise<void> {
  const { good, failed } = await readBackupRecord(unit)
  const record: BackupRecord = { good, failed: { at, problem, inARow: (failed?.inARow ?? 0) + 1 } }
  await writeSetting(unit, KEY, record)
}
