import {
  isConnectionLost,
  isWorthRepeating,
  releaseConnections,
  databaseErrorCode,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Held,
  type Storage,
} from '@budeng/storage'
import type { Counts, Durations } from './counts.ts'
import type { Down } from './down.ts'
import { acknowledge } from './handling/acknowledge.ts'
import type { AfterCommit } from './handling/batch.ts'
import { commitBatch } from './handling/commit.ts'
import type { Entry } from './handling/entry.ts'
import type { Greeter } from './handling/greet.ts'
import type { PresenceWatch } from './handling/presence.ts'
import type { Link } from './links.ts'
import type { Rejected } from './quarantine.ts'

export interface ReceptionParts {
  readonly storage: Storage
  readonly greeter: Greeter
  readonly counts: Counts
  readonly commits: Durations
  readonly down: Down
  readonly presence: PresenceWatch
  readonly reject: (rejected: Rejected) => void
  /** A terminal said hello and is ready: there may be something for it. */
  readonly onReady: () => void
}

/** Rows that one transaction releases. */
const RELEASED_AT_ONCE_MAX = 1_000

/** Commits batches of messages and does what follows from the commit, in this order: state, PUBACK, what goes down. */
export class Reception {
  readonly #parts: ReceptionParts
  readonly #released = new Set<Held>()

  constructor(parts: ReceptionParts) {
    this.#parts = parts
  }

  /** For the lanes. Throws what the database throws; then nothing has left the process. */
  async commit(entries: readonly Entry[]): Promise<void> {
    const { storage, greeter, commits, counts } = this.#parts
    if (entries.length === 0) return
    const startedAt = performance.now()
    const after = await commitBatch(storage, greeter, entries)
    commits.add(performance.now() - startedAt)
    counts.add('batches')
    counts.add('stored', entries.length)
    this.#follow(after)
    for (const entry of entries) entry.settle('acknowledge')
  }

  /**
   * The one message with which no commit succeeds. Of a stream its number is kept without its content, or the terminal
   * would send it for ever; whatever else it was, it is put aside.
   */
  poison(entry: Entry, fault: unknown): void {
    const { counts, reject } = this.#parts
    counts.add('poison')
    reject({
      link: entry.link,
      topic: entry.topic,
      payload: entry.payload,
      reason: `POISON_${databaseErrorCode(fault) ?? 'FAULT'}`,
    })
    if (entry.opaque || !('seq' in entry.message)) {
      entry.settle('acknowledge')
      return
    }
    entry.opaque = true
    this.commit([entry]).catch(() => entry.settle('disconnect'))
  }

  /** The socket of a link closed: its row is released with the next group. */
  release(link: Link): void {
    if (link.fence === null) return
    this.#released.add({ terminalId: link.login.terminal.terminalId, fence: link.fence })
  }

  /** A group at a time: after an outage they are all at once. What closes meanwhile is in a later one. */
  async releaseAll(): Promise<void> {
    const { storage, greeter } = this.#parts
    while (this.#released.size > 0) {
      const group = [...this.#released].slice(0, RELEASED_AT_ONCE_MAX)
      const at = storage.clock.now()
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        releaseConnections(unit, greeter.gatewayId, group, at),
      )
      for (const held of group) this.#released.delete(held)
    }
  }

  #follow(after: AfterCommit): void {
    const { counts, down, presence, reject, onReady, storage, greeter } = this.#parts
    for (const { link, ...agreed } of after.greeted) {
      Object.assign(link, agreed)
      if (link.closed) {
        // the hello outlived its socket
        this.release(link)
        presence.lose(link, storage.clock.now())
      } else presence.find(link)
    }
    for (const { link, fence } of after.refenced) link.fence = fence
    for (const { link, payload, qos } of after.down) down.send(link, payload, qos)
    for (const { link, row } of after.streams) link[row.stream] = row
    for (const [link, faults] of after.faults) link.faults = faults
    acknowledge(down, greeter.era, after.streams)
    for (const { entry, reason } of after.rejected)
      reject({ link: entry.link, topic: entry.topic, payload: entry.payload, reason })
    for (const name of after.counted) counts.add(name)
    for (const { link, reason } of after.dropped) down.drop(link, reason)
    if (after.greeted.length > 0) onReady()
  }
}

/** SQLSTATE classes that a message itself can cause: a row twice, bad data, a broken constraint, a value beyond a limit. */
const LASTING = ['21', '22', '23', '54']

/**
 * True when the same message may well be stored a moment later: the server is away, busy or set up wrongly. A fault that
 * is no database's is one of ours, and the message that brings it out must not be tried for ever.
 */
export function isTransientFault(fault: unknown): boolean {
  if (isConnectionLost(fault) || isWorthRepeating(fault)) return true
  const code = databaseErrorCode(fault)
  return code !== null && code.length === 5 && !LASTING.includes(code.slice(0, 2))
}
