import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Fault } from '@budeng/kernel'
import { LOG_COMPACT_BYTES, LOG_COMPACT_RATIO } from './limits.ts'
import { LogFile, readIfThere, readLog, writeFileDurably, writeLog } from './log-file.ts'
import { apply, emptyState, type Entry, type Identity, stateToJson, type TerminalState } from './state.ts'
import type { Store } from './store.ts'

const IDENTITY = 'identity.json'
const LOG = 'state.log'

/** A store in a folder: `identity.json`, written once by enrolment, and `state.log`, a line for each change. */
export class DiskStore implements Store {
  readonly identity: Identity
  readonly state: TerminalState
  readonly #log: LogFile
  #compactAbove: number

  private constructor(identity: Identity, state: TerminalState, log: LogFile) {
    this.identity = identity
    this.state = state
    this.#log = log
    this.#compactAbove = LOG_COMPACT_BYTES
  }

  /** Makes the folder of a newly enrolled terminal. The identity comes last: without it there is no terminal yet. */
  static create(folder: string, identity: Identity): DiskStore {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeLog(join(folder, LOG), freshLog(emptyState(false)))
    writeFileDurably(join(folder, IDENTITY), Buffer.from(JSON.stringify(identity)))
    return DiskStore.open(folder) ?? lost(folder)
  }

  /**
   * Opens what is there, or null when nobody enrolled here. A torn last line is dropped: its `append` had not returned.
   * A log that is missing or damaged is set aside, and the terminal says in its next hello that it lost its store. [P-5.7]
   */
  static open(folder: string): DiskStore | null {
    const identityBytes = readIfThere(join(folder, IDENTITY))
    if (identityBytes === null) return null
    const identity = JSON.parse(identityBytes.toString('utf8')) as Identity
    const path = join(folder, LOG)
    const bytes = readIfThere(path)
    const reading = bytes === null ? null : readLog(bytes)
    if (reading === null || reading.damaged || reading.values.length === 0) {
      if (bytes !== null) renameSync(path, `${path}.damaged`)
      const state = emptyState(true)
      return new DiskStore(identity, state, new LogFile(path, writeLog(path, freshLog(state))))
    }
    const state = emptyState(false)
    for (const entries of reading.values as readonly (readonly Entry[])[])
      for (const entry of entries) apply(state, entry)
    return new DiskStore(identity, state, new LogFile(path, reading.soundBytes))
  }

  append(...entries: readonly Entry[]): void {
    this.#log.append(entries)
    for (const entry of entries) apply(this.state, entry)
    if (this.#log.sizeBytes > this.#compactAbove) this.#compact()
  }

  close(): void {
    this.#log.close()
  }

  #compact(): void {
    this.#log.replace(freshLog(this.state))
    this.#compactAbove = Math.max(LOG_COMPACT_BYTES, this.#log.sizeBytes * LOG_COMPACT_RATIO)
  }
}

function freshLog(state: TerminalState): readonly Entry[] {
  return [{ e: 'snapshot', state: stateToJson(state) }]
}

function lost(folder: string): never {
  throw new Fault(`${folder} was written and cannot be read back`)
}
