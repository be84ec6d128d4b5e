import {
  acquirersOf,
  asLeader,
  type HostFactRow,
  hostPosition,
  insertHostRecords,
  type Log,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  type Storage,
} from '@budeng/storage'
import type { HostFact, HostPort, HostTrade } from './host-port.ts'
import { HOST_TRUTH_FACTS, HOST_TRUTH_MS } from './limits.ts'

/**
 * Keeps what the acquirers' hosts decided, in their order, a page at a time. What is kept says where to go on, so a worker
 * that falls loses nothing; a host that cannot be reached is asked again with the next turn.
 */
export class HostTruth {
  readonly #storage: Storage
  readonly #host: HostPort
  readonly #log: Log
  /** How far each host was looked through; further than what is kept when the newest facts are another acquirer's. */
  readonly #after = new Map<string, number>()
  readonly #counts = { kept: 0, failed: 0 }

  constructor(storage: Storage, host: HostPort, log: Log) {
    this.#storage = storage
    this.#host = host
    this.#log = log
  }

  counts() {
    return { ...this.#counts }
  }

  /** Answers after how many real milliseconds to look again. */
  async turn(): Promise<number> {
    const acquirers = await this.#storage.read(PLATFORM_SCOPE, acquirersOf)
    let more = false
    for (const { id, code } of acquirers) {
      try {
        more = (await this.#page(id, code)) || more
      } catch (fault) {
        this.#counts.failed++
        const reason = fault instanceof Error ? fault.message : String(fault)
        this.#log.info({ acquirer: code, reason }, 'the host did not tell what it decided')
      }
    }
    return more ? 0 : HOST_TRUTH_MS
  }

  /** True when there is more to ask for. */
  async #page(acquirerId: string, code: string): Promise<boolean> {
    const after =
      this.#after.get(code) ?? (await this.#storage.read(PLATFORM_SCOPE, (db) => hostPosition(db, acquirerId)))
    const { facts, next, last } = await this.#host.truth(code, after, HOST_TRUTH_FACTS)
    if (last < after) throw new Error(`its newest position is ${last}, and we have ${after}`)
    if (facts.length > 0) {
      const rows = facts.map(rowOf)
      const kept = await this.#storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        asLeader(unit, 'hostTruth', () => insertHostRecords(unit, acquirerId, rows)),
      )
      if (kept === null) return false // another worker is at it
      this.#counts.kept += kept
    }
    this.#after.set(code, next)
    return next < last
  }
}

function rowOf({ fact, position, at, tid, batch, stan, responseCode, detail, trade }: HostFact): HostFactRow {
  return { position, fact, at, tid, batchNo: batch, stan, responseCode, detail, ...tradeOf(trade) }
}

/** What only a trade has. */
function tradeOf(trade: HostTrade | null) {
  if (trade === null) return NO_TRADE
  const { scope, amount, ...same } = trade
  return { ...same, cardScope: scope, amount: amount === null ? null : BigInt(amount) }
}

const NO_TRADE = {
  type: null,
  mti: null,
  fate: null,
  mid: null,
  midReturned: null,
  amount: null,
  currency: null,
  panMasked: null,
  panToken: null,
  entryMode: null,
  cardScope: null,
  rrn: null,
  authCode: null,
  merchantOrder: null,
  channelOrder: null,
  localTime: null,
  settlementDate: null,
  original: null,
} as const
