import { createHash } from 'node:crypto'
import {
  CONFIRM_SEC_DEFAULT,
  FILE_PART_BYTES_MAX,
  isPackageGenuine,
  type JsonObject,
  type Outcome,
  type PackageManifest,
} from '@budeng/protocol'
import type { FileAddress, Files } from './files.ts'
import { UPDATE_IDLE_MS, UPLOAD_RETRY_CAP_MS, UPLOAD_RETRY_MS, UPLOAD_SILENCE_MS } from './limits.ts'
import type { Scheduler, SoftwareSlots } from './ports.ts'
import type { Staging } from './staging.ts'
import type { Update } from './state.ts'
import type { Store } from './store.ts'

interface UpdatesParts {
  readonly store: Store
  readonly scheduler: Scheduler
  readonly files: Files
  readonly staging: Staging
  readonly software: SoftwareSlots
  /** Nothing is under way that a restart would cut off. */
  isIdle(): boolean
  restart(): void
  /** Ends the command whose software proved itself, or did not. */
  finish(update: Update, outcome: Outcome): void
}

export interface UpdateOrder extends FileAddress {
  readonly attempt: number
  readonly manifest: PackageManifest
  progress(step: string): void
}

const STAGED = 'incoming'
const failed = (code: string, data?: JsonObject): Outcome => ({ status: 'FAILED', code, ...(data ? { data } : {}) })

/**
 * Fetches a package in parts, installs it beside what runs, and lets it prove itself: kept when it brings the platform
 * back in time, else the old software runs again. Each step is on the medium before the next. [P-25]
 */
export class Updates {
  readonly #parts: UpdatesParts
  #stopped = false
  #cancelRollback: (() => void) | null = null

  constructor(parts: UpdatesParts) {
    this.#parts = parts
  }

  stop(): void {
    this.#stopped = true
    this.#cancelRollback?.()
  }

  /** True when this command's software is on trial: it is ended by what comes of that. */
  isOnTrial(id: string, attempt: number): boolean {
    const { update } = this.#parts.store.state
    return update?.phase === 'TRIAL' && update.id === id && update.attempt === attempt
  }

  /** After a start: the new software runs and has its time, or the old one runs again. */
  recover(): void {
    const { store, software, scheduler } = this.#parts
    const { update } = store.state
    if (update === null) return
    const runsNew = software.version() === update.to
    if (!runsNew && update.phase === 'INSTALLING') return store.append({ e: 'update', update: null })
    if (!runsNew) return this.#end(update, this.#rolledBack(update))
    if (update.phase === 'INSTALLING') store.append({ e: 'update', update: { ...update, phase: 'TRIAL' } })
    this.#cancelRollback = scheduler.after(update.confirmSec * 1_000, () => {
      software.rollback()
      this.#parts.restart()
    })
  }

  /** The platform is there: what runs is what stays. */
  welcomed(): void {
    const { store, software } = this.#parts
    const { update } = store.state
    if (update?.phase !== 'TRIAL' || software.version() !== update.to) return
    this.#cancelRollback?.()
    const { from, to } = update
    // first: a machine that loses power between the two confirms once more, and never goes back behind what it said
    software.confirm()
    this.#end(update, { status: 'SUCCEEDED', code: 'UPDATED', data: { from, to } })
  }

  /** Null: the restart is under way. */
  async run(order: UpdateOrder): Promise<Outcome | null> {
    const { software, store, staging } = this.#parts
    const { manifest, progress, commandId: id, attempt } = order
    const { version, model, bytes, confirmSec = CONFIRM_SEC_DEFAULT } = manifest
    if (!isPackageGenuine(manifest, software.vendorKey)) return failed('PACKAGE_NOT_GENUINE')
    if (model !== software.model) return failed('WRONG_MODEL', { model: software.model })
    const from = software.version()
    if (from === version) return { status: 'NO_OP', code: 'UP_TO_DATE' }
    progress('DOWNLOADING')
    const fetched = await this.#fetch(order)
    if (fetched !== null) return fetched
    if (!this.#isWhole(manifest)) {
      this.#forget()
      return failed('PACKAGE_DAMAGED')
    }
    progress('INSTALLING')
    while (!this.#parts.isIdle()) await this.#wait(UPDATE_IDLE_MS)
    const update: Update = { id, attempt, from, to: version, confirmSec, phase: 'INSTALLING' }
    store.append({ e: 'update', update })
    software.install(version, (at, length) => staging.read(STAGED, at, length), bytes)
    store.append({ e: 'update', update: { ...update, phase: 'TRIAL' } })
    this.#parts.restart()
    return null
  }

  /** Part after part from what is there already; null when all is. */
  async #fetch({ commandId, ticket, manifest }: UpdateOrder): Promise<Outcome | null> {
    const { files, staging, scheduler, store } = this.#parts
    const { sha256, bytes } = manifest
    if (store.state.incoming !== sha256) {
      staging.remove(STAGED)
      store.append({ e: 'incoming', sha256 })
    }
    let [heardAtMs, retryMs] = [scheduler.nowMs(), UPLOAD_RETRY_MS]
    for (let size = staging.size(STAGED); size < bytes; size = staging.size(STAGED)) {
      const length = Math.min(FILE_PART_BYTES_MAX, bytes - size)
      const part = await this.#alive(files.read({ commandId, ticket }, size, length))
      if (part === 'GONE') return failed('PACKAGE_GONE')
      if (part !== null && part.length > 0 && part.length <= length) {
        staging.append(STAGED, part)
        heardAtMs = scheduler.nowMs()
        retryMs = UPLOAD_RETRY_MS
        continue
      }
      // what came stays: another attempt goes on there
      if (scheduler.nowMs() - heardAtMs >= UPLOAD_SILENCE_MS) return failed('NETWORK_LOST')
      await this.#wait(retryMs)
      retryMs = Math.min(retryMs * 2, UPLOAD_RETRY_CAP_MS)
    }
    return null
  }

  #isWhole({ bytes, sha256 }: PackageManifest): boolean {
    const { staging } = this.#parts
    const hash = createHash('sha256')
    for (let at = 0; at < bytes; at += FILE_PART_BYTES_MAX) hash.update(staging.read(STAGED, at, FILE_PART_BYTES_MAX))
    return staging.size(STAGED) === bytes && hash.digest('base64url') === sha256
  }

  #rolledBack({ from, to, confirmSec }: Update): Outcome {
    return failed('ROLLED_BACK', { from, to, confirmSec })
  }

  #end(update: Update, outcome: Outcome): void {
    this.#parts.store.append({ e: 'update', update: null })
    this.#forget()
    this.#parts.finish(update, outcome)
  }

  #forget(): void {
    this.#parts.store.append({ e: 'incoming', sha256: null })
    this.#parts.staging.remove(STAGED)
  }

  async #alive<Answer>(pending: Promise<Answer>): Promise<Answer> {
    const answer = await pending
    return this.#stopped ? new Promise<Answer>(() => undefined) : answer
  }

  #wait(ms: number): Promise<void> {
    return this.#alive(
      new Promise((resolve) => {
        this.#parts.scheduler.after(ms, resolve)
      }),
    )
  }
}
