import { signingObjection } from '@budeng/access'
import { type Command, commandType, waitsForHost } from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { ticketHash } from '@budeng/protocol'
import {
  type Address,
  addressesOf,
  type Log,
  nextLookAt,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
  tickDueCommands,
  type TickLimits,
  type Unit,
} from '@budeng/storage'
import { AT_WORK_MAX, DISPATCH_POLL_MS, HELD_BACK_MS, SIGNATURES_RESERVE, SIGNED_MAX } from './limits.ts'
import { lookForJournals, lookForParameters } from './journal-witness.ts'
import type { Rate } from './rate.ts'
import { approvalObjection, correctionObjection, newTicket, type WorkerKeys } from './signing.ts'
import { speak, type Speech } from './speech.ts'

export interface DispatcherParts {
  readonly storage: Storage
  readonly keys: WorkerKeys
  readonly rate: Rate
  readonly log: Log
  /** Platform milliseconds in a real one. */
  readonly clockFactor: number
  /** Gets the commands whose host must be asked now. */
  readonly askHost: (addresses: readonly Address[]) => void
}

interface Turn extends Speech {
  readonly ticked: number
  readonly removed: number
  readonly hostBound: readonly Address[]
  readonly nextLookAt: Instant | null
}

/**
 * Moves commands on: ticks those whose time has come, signs what the core decided to send, and leaves the sealed bytes
 * for the gateway, all in one transaction. Any number of workers may do this side by side.
 */
export class Dispatcher {
  readonly #parts: DispatcherParts
  readonly #counts = { turns: 0, ticked: 0, signed: 0, queries: 0, cancels: 0, removed: 0, heldBack: 0 }
  #slowestMs = 0

  constructor(parts: DispatcherParts) {
    this.#parts = parts
  }

  /** Since the start; `slowestMs` since the last look. */
  counts() {
    const slowestMs = Math.round(this.#slowestMs)
    this.#slowestMs = 0
    return { ...this.#counts, slowestMs }
  }

  /** One turn; answers after how many real milliseconds the next is due. Throws what the database throws. */
  async turn(): Promise<number> {
    const { storage, rate, askHost, log } = this.#parts
    const startedAt = performance.now()
    const limits = this.#limits()
    const done = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => this.#moveOn(unit, limits))
    rate.take(done.signed)
    this.#count(done, performance.now() - startedAt)
    for (const key of done.missing) log.error({ ...key }, 'bytes that were to be published again are not there')
    askHost(done.hostBound)
    return this.#delayMs(done)
  }

  #limits(): TickLimits {
    const { rate, keys, storage } = this.#parts
    // what no terminal would obey is not signed: it waits in the queue until there is a key in force
    if (keys.ring().endOf('command', storage.clock.now()) === null)
      return { atWork: AT_WORK_MAX, queuedSingly: 0, queuedInBulk: 0 }
    const permits = rate.available()
    return {
      atWork: AT_WORK_MAX,
      queuedSingly: Math.min(SIGNED_MAX, Math.max(permits + SIGNATURES_RESERVE, 0)),
      queuedInBulk: Math.min(SIGNED_MAX, Math.max(permits, 0)),
    }
  }

  async #moveOn(unit: Unit, limits: TickLimits): Promise<Turn> {
    const tickets = new Map<string, string>()
    let removed = 0
    const applied = await tickDueCommands(unit, limits, {
      ticketHashOf: (command) => ticketHashOf(command, tickets),
      objectionTo: (command, bulk, grants, correction) => {
        const objection =
          approvalObjection(command, bulk) ??
          signingObjection(command, grants, unit.clock.now()) ??
          correctionObjection(command, correction)
        if (objection !== null) removed++
        return objection
      },
    })
    const looked = applied.flatMap(({ command }) => command ?? [])
    await lookForJournals(unit, looked)
    await lookForParameters(unit, looked)
    const ids = applied.flatMap(({ command }) => command?.id ?? [])
    const addresses = ids.length === 0 ? new Map<string, Address>() : await addressesOf(unit, ids)
    const speech = await speak(unit, this.#parts.keys, applied, addresses, tickets)
    const hostBound = applied.flatMap(({ command }) =>
      command !== null && waitsForHost(command) ? (addresses.get(command.id) ?? []) : [],
    )
    return { ...speech, ticked: applied.length, removed, hostBound, nextLookAt: await nextLookAt(unit) }
  }

  #count({ ticked, signed, queries, cancels, removed }: Turn, tookMs: number): void {
    const counts = this.#counts
    counts.turns++
    counts.ticked += ticked
    counts.signed += signed
    counts.queries += queries
    counts.cancels += cancels
    counts.removed += removed
    this.#slowestMs = Math.max(this.#slowestMs, tookMs)
  }

  /** At once while there is work; a turn that found nothing although something is due was held back by rate or locks. */
  #delayMs({ ticked, nextLookAt: lookAt }: Turn): number {
    if (lookAt === null) return DISPATCH_POLL_MS
    const delayMs = (lookAt - this.#parts.storage.clock.now()) / this.#parts.clockFactor
    if (delayMs > 0) return Math.min(delayMs, DISPATCH_POLL_MS)
    if (ticked > 0) return 0
    this.#counts.heldBack++
    return HELD_BACK_MS
  }
}

/** A ticket where the type has one; its hash goes into the row, itself into the signed bytes. */
function ticketHashOf(command: Command, tickets: Map<string, string>): string | null {
  if (!commandType(command.type).carriesTicket) return null
  const ticket = newTicket()
  tickets.set(command.id, ticket)
  return ticketHash(ticket).toString('hex')
}
