import type { KeyObject } from 'node:crypto'
import { Fault, HOUR } from '@budeng/kernel'
import { readCheckpoint, signCheckpoint } from '@budeng/protocol'
import {
  asLeader,
  lastNote,
  type Log,
  type Notary,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  sealingState,
  sealNext,
  type Storage,
} from '@budeng/storage'
import { exportNote, lastExported } from './checkpoint-file.ts'
import { SEAL_EVENTS_MAX, SEAL_MS } from './limits.ts'

/** With what the record is sealed, and where its checkpoints go. */
export interface AuditSeal {
  readonly key: KeyObject
  /** Public keys of this and of earlier keys. */
  readonly verifiers: readonly string[]
  /** Folder of exported checkpoints: better elsewhere than here. */
  readonly checkpointFolder: string
}

/** Signs and reads checkpoints with the audit key. */
export function auditNotary({ key, verifiers }: AuditSeal): Notary {
  return {
    sign: (tree) => signCheckpoint(tree, key),
    read: (note) => {
      const reading = readCheckpoint(note, verifiers)
      if (!reading.ok) throw new Fault(`the last checkpoint is not believed: ${reading.reason}`)
      return reading.checkpoint
    },
  }
}

/**
 * Seals the record: events in the order of their positions become leaves of the log, each tree is signed, and the first
 * of each hour is written to a file. One worker at a time; the others watch how far it is.
 */
export class Sealer {
  readonly #storage: Storage
  readonly #seal: AuditSeal
  readonly #notary: Notary
  readonly #log: Log
  readonly #counts = { sealed: 0, sealedThrough: 0, unsealed: 0, exported: 0, exportFaults: 0 }
  #caughtUpAt = performance.now()
  #exportedHour = -1

  constructor(storage: Storage, seal: AuditSeal, log: Log) {
    this.#storage = storage
    this.#seal = seal
    this.#notary = auditNotary(seal)
    this.#log = log
  }

  /** Since the start; `behindMs` is how long events have been waiting without being sealed. */
  counts() {
    const isBehind = this.#counts.unsealed > 0
    return { ...this.#counts, behindMs: isBehind ? Math.round(performance.now() - this.#caughtUpAt) : 0 }
  }

  /** One turn; answers after how many real milliseconds the next is due. */
  async turn(): Promise<number> {
    const before = await this.#storage.read(PLATFORM_SCOPE, sealingState)
    this.#note(before.sealedSize, before.newestPosition)
    const size = before.newestPosition > before.sealedSize ? await this.#sealNext() : null
    if (size !== null) {
      this.#counts.sealed += size - before.sealedSize
      this.#note(size, before.newestPosition)
    }
    await this.#exportWhenDue()
    return size !== null && size < before.newestPosition ? 0 : SEAL_MS
  }

  #note(sealed: number, newest: number): void {
    this.#counts.sealedThrough = sealed
    const unsealed = Math.max(newest - sealed, 0)
    // what came since the last look waits from now on, what waited before goes on waiting
    if (unsealed === 0 || this.#counts.unsealed === 0) this.#caughtUpAt = performance.now()
    this.#counts.unsealed = unsealed
  }

  async #sealNext(): Promise<number | null> {
    return await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      asLeader(unit, 'seal', () => sealNext(unit, SEAL_EVENTS_MAX, this.#notary)),
    )
  }

  /** A folder that cannot be written to does not keep events from being sealed. */
  async #exportWhenDue(): Promise<void> {
    const hour = hourOf(this.#storage.clock.now())
    if (hour === this.#exportedHour) return
    try {
      const { checkpointFolder } = this.#seal
      const [last, note] = [await lastExported(checkpointFolder), await this.#storage.read(PLATFORM_SCOPE, lastNote)]
      if (note === null) return
      const isDone = last !== null && (last === note || hourOf(this.#timeOf(last)) === hour)
      if (!isDone) {
        await exportNote(checkpointFolder, note)
        this.#counts.exported++
      }
      this.#exportedHour = hour
    } catch (fault) {
      this.#counts.exportFaults++
      this.#log.error({ reason: String(fault) }, 'a checkpoint could not be exported')
    }
  }

  /** What is no note of ours does not count as one. */
  #timeOf(note: string): number {
    const reading = readCheckpoint(note, this.#seal.verifiers)
    return reading.ok ? reading.checkpoint.at : 0
  }
}

function hourOf(at: number): number {
  return Math.floor(at / HOUR)
}
