import { isBackupLate, nextBackupAt } from '@budeng/backup/settings'
import { type Log, openStorage, PLATFORM_ACTOR, PLATFORM_SCOPE, type Storage, type Unit } from '@budeng/storage'
import { type BackupRecord, noteBackup, noteFailedBackup, readBackupRecord } from '@budeng/storage/backup'
import { BACKUP_LOOK_MS } from './limits.ts'
import type { WorkerOptions } from './worker.ts'

type Options = Pick<WorkerOptions, 'storage' | 'databaseUrl' | 'filesFolder' | 'backup' | 'log'>

/**
 * The daily backup, by one worker at a time, on connections of its own: what it reads, packs and sends goes by in small
 * pieces between everything else. How it came out stands in the settings, for all workers and for people.
 */
export class Backups {
  readonly #options: Options
  readonly #storage: Storage
  readonly #log: Log
  readonly #end = new AbortController()
  readonly #counts = { made: 0, failed: 0 }
  #record: BackupRecord = { good: null, failed: null }
  #isWanted = false

  constructor(options: Options) {
    this.#options = options
    this.#storage = options.storage
    this.#log = options.log
    const settings = options.backup?.settings
    this.#isWanted = settings !== undefined && settings.to !== null && settings.recipient !== null
    if (settings?.to !== undefined && settings.to !== null && !this.#isWanted)
      this.#log.error({}, 'no backup is made: BUDENG_BACKUP_TO is set, and BUDENG_BACKUP_RECIPIENT is not')
  }

  /** Figures of the last good one, whoever made it; of failures since the start, and in a row. `late` is 1 or 0. */
  counts() {
    const { good, failed } = this.#record
    return {
      ...this.#counts,
      goodAtSeconds: Math.floor((good?.at ?? 0) / 1_000),
      bytes: good?.bytes ?? 0,
      seconds: (good?.tookMs ?? 0) / 1_000,
      failedInARow: failed?.inARow ?? 0,
      late: Number(this.#isWanted && isBackupLate(this.#record, this.#storage.clock.now())),
    }
  }

  /** Looks whether one is due, and makes it; answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    const { backup } = this.#options
    if (backup === undefined || !this.#isWanted) return BACKUP_LOOK_MS
    this.#record = await this.#storage.read(PLATFORM_SCOPE, readBackupRecord)
    const now = this.#storage.clock.now()
    if (now < nextBackupAt(this.#record, backup.settings.at, now)) return BACKUP_LOOK_MS
    await this.#make(backup)
    this.#record = await this.#storage.read(PLATFORM_SCOPE, readBackupRecord)
    return BACKUP_LOOK_MS
  }

  /** Breaks off the one under way: the next start makes it anew. */
  stop(): void {
    this.#end.abort()
  }

  async #make({ settings, keysFolder }: NonNullable<Options['backup']>): Promise<void> {
    // ciphers and the clients of stores are large, and needed once a day
    const { BackupBusy, backUp, openTarget, prune } = await import('@budeng/backup')
    const { databaseUrl, filesFolder } = this.#options
    const { to, recipient, access, keep } = settings
    if (to === null || recipient === null) return
    try {
      const target = await openTarget(to, access)
      try {
        const { signal } = this.#end
        const clock = this.#storage.clock
        const whileAlone = () => this.#tidy(() => prune(target, keep))
        const done = await backUp({
          ...{ databaseUrl, keysFolder, filesFolder, target, recipient, clock, signal, whileAlone },
        })
        const { at, name, bytes, rows, tookMs } = done
        await this.#note((unit) => noteBackup(unit, { at, name, bytes, rows, tookMs }))
        this.#counts.made++
        this.#log.info({ name, rows, bytes, tookMs, to: target.about }, 'a backup was made')
      } finally {
        target.close()
      }
    } catch (fault) {
      if (fault instanceof BackupBusy || this.#end.signal.aborted) return
      this.#counts.failed++
      const problem = fault instanceof Error ? fault.message : String(fault)
      this.#log.error({ reason: problem }, 'a backup failed')
      await this.#note((unit) => noteFailedBackup(unit, unit.clock.now(), problem))
    }
  }

  /** Whoever may store and not remove keeps more than is wanted, and has good backups all the same. */
  async #tidy(prune: () => Promise<readonly string[]>): Promise<void> {
    try {
      const removed = await prune()
      if (removed.length > 0) this.#log.info({ removed }, 'older backups were removed')
    } catch (fault) {
      this.#log.warn(
        { reason: fault instanceof Error ? fault.message : String(fault) },
        'older backups are still there',
      )
    }
  }

  /** The owner alone writes that setting. */
  async #note(work: (unit: Unit) => Promise<void>): Promise<void> {
    const { clock, newId } = this.#storage
    const storage = await openStorage({ url: this.#options.databaseUrl, role: 'owner', poolMax: 1, clock, newId })
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, work).finally(() => storage.close())
  }
}
