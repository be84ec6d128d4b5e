import { type BatchTotals, NO_TOTALS } from '../../iso/totals.ts'
import type { Detail } from '../../iso/details.ts'
import { SIDES, type TradeType } from '../../trade/types.ts'
import { BATCHES_REMEMBERED } from '../../limits.ts'
import type { HostFact, SettledFact, TradeFact } from './facts.ts'

/** A transaction that later ones may refer to. */
export interface Known {
  readonly fact: TradeFact
  readonly type: TradeType
  amount: bigint
  state: 'APPROVED' | 'DECLINED' | 'REVERSED' | 'VOIDED'
  refunded: bigint
  captured: boolean
}

/** What the host remembers of one batch of a terminal. */
export interface BatchBook {
  readonly number: string
  /** By STAN and class. */
  readonly transactions: Map<string, Known>
  /** STANs of reversals whose originals have not come. */
  readonly tombstones: Set<string>
  settled: SettledFact | null
  /** Details that the terminal sent, by STAN. */
  readonly uploaded: Map<string, Detail>
  /** Settled as equal, or uploaded to its end. */
  closed: boolean
}

/** Requests of one class share no STAN; a sale, its advice and its reversal may. */
export type HostClass = 'FIN' | 'AUTH' | 'ADVICE'

export function classOf(mti: string): HostClass {
  if (mti.startsWith('01')) return 'AUTH'
  return mti.startsWith('022') ? 'ADVICE' : 'FIN'
}

/** The host's memory: the newest batches of each terminal, and pre-authorisations that are still open. */
export class HostBook {
  readonly #terminals = new Map<string, Map<string, BatchBook>>()
  /** Open pre-authorisations outlive their batch. */
  readonly #holds = new Map<string, Known>()

  /** The book of a batch; made when it is new. */
  batch(terminal: string, number: string): BatchBook {
    let batches = this.#terminals.get(terminal)
    if (batches === undefined) this.#terminals.set(terminal, (batches = new Map()))
    let batch = batches.get(number)
    if (batch === undefined) {
      batch = {
        number,
        transactions: new Map(),
        tombstones: new Set(),
        settled: null,
        uploaded: new Map(),
        closed: false,
      }
      batches.set(number, batch)
      for (const oldest of batches.keys()) if (batches.size > BATCHES_REMEMBERED) batches.delete(oldest)
    }
    return batch
  }

  known(terminal: string, number: string): BatchBook | null {
    return this.#terminals.get(terminal)?.get(number) ?? null
  }

  /** True while a batch has transactions and no settlement: a sign-on does not move on from it. */
  holdsMoney(terminal: string, number: string): boolean {
    const batch = this.known(terminal, number)
    return batch !== null && batch.settled === null && batch.transactions.size > 0
  }

  /** The transaction that another one names, whatever its class. */
  find(terminal: string, original: { readonly batch: string; readonly stan: string }): Known | null {
    const batch = this.known(terminal, original.batch)
    for (const kind of ['FIN', 'AUTH', 'ADVICE'] as const) {
      const found = batch?.transactions.get(keyOf(original.stan, kind))
      if (found !== undefined) return found
    }
    return this.#holds.get(`${terminal}|${original.batch}|${original.stan}`) ?? null
  }

  /** Takes a fact in; the same for a new one and for one that is read back after a restart. */
  apply(fact: HostFact): void {
    const terminal = terminalKey(fact)
    switch (fact.fact) {
      case 'settled': {
        const batch = this.batch(terminal, fact.batch)
        batch.settled = fact
        // a settlement that begins anew brings its details anew
        batch.uploaded.clear()
        batch.closed = fact.codes.every((code) => code === '1')
        break
      }
      case 'uploaded':
        for (const detail of fact.details) this.batch(terminal, fact.batch).uploaded.set(detail.stan, detail)
        break
      case 'uploadEnded':
        this.batch(terminal, fact.batch).closed = true
        break
      case 'trade':
        if (fact.type === 'REVERSAL') this.#applyReversal(terminal, fact)
        else this.#applyTrade(terminal, fact, fact.type)
        break
      default: // a sign-on moves the batch in the host's record of it, not here
    }
  }

  #applyReversal(terminal: string, fact: TradeFact): void {
    const target = fact.original ?? { batch: fact.batch, stan: fact.stan }
    const found = this.find(terminal, target)
    if (found === null) this.batch(terminal, target.batch).tombstones.add(target.stan)
    else if (fact.fate === 'REVERSED') {
      found.state = 'REVERSED'
      this.#follow(terminal, found, -1)
    }
  }

  #applyTrade(terminal: string, fact: TradeFact, type: TradeType): void {
    const batch = this.batch(terminal, fact.batch)
    if (fact.fate !== 'APPROVED' && fact.fate !== 'DECLINED') return
    const state = fact.fate
    const known: Known = { fact, type, amount: BigInt(fact.amount ?? 0), state, refunded: 0n, captured: false }
    batch.transactions.set(keyOf(fact.stan, classOf(fact.mti)), known)
    if (state === 'DECLINED') return
    if (type === 'PREAUTH') this.#holds.set(`${terminal}|${fact.batch}|${fact.stan}`, known)
    this.#follow(terminal, known, 1)
  }

  /** What a transaction does to its original, or takes back when it is reversed itself. */
  #follow(terminal: string, { fact, type, amount }: Known, sign: 1 | -1): void {
    const original = fact.original === null ? null : this.find(terminal, fact.original)
    if (original === null) return
    const done = sign === 1
    switch (type) {
      case 'PURCHASE_VOID':
      case 'PREAUTH_VOID':
      case 'COMPLETION_VOID':
        original.state = done ? 'VOIDED' : 'APPROVED'
        break
      case 'REFUND':
      case 'QR_REFUND':
        original.refunded += BigInt(sign) * amount
        break
      case 'PREAUTH_COMPLETION':
        original.captured = done
        break
      case 'OFFLINE_ADJUST':
      case 'TIP_ADJUST':
        original.amount = done ? amount : BigInt(original.fact.amount ?? 0)
        break
      default:
    }
  }

  /** STANs that count at one side only, or with another amount or scope. */
  differing(terminal: string, number: string): string[] {
    const told = new Map(this.known(terminal, number)?.uploaded)
    const differing: string[] = []
    for (const { fact, amount } of this.#counting(terminal, number)) {
      const detail = told.get(fact.stan)
      told.delete(fact.stan)
      if (detail?.amount !== String(amount) || detail.scope !== fact.scope) differing.push(fact.stan)
    }
    return [...differing, ...told.keys()].sort()
  }

  #counting(terminal: string, number: string): Known[] {
    const all = [...(this.known(terminal, number)?.transactions.values() ?? [])]
    return all.filter(({ type, state }) => SIDES[type] !== null && state !== 'DECLINED' && state !== 'REVERSED')
  }

  /** The totals of a batch as a settlement counts them: what was reversed counts not at all. */
  totals(terminal: string, number: string): BatchTotals {
    const totals = structuredClone(NO_TOTALS) as Mutable
    for (const { fact, type, amount } of this.#counting(terminal, number)) {
      const side = SIDES[type]
      if (side === null) continue
      totals[fact.scope][side].count++
      totals[fact.scope][side].amount += amount
    }
    return totals
  }
}

type Mutable = Record<'DOMESTIC' | 'FOREIGN', Record<'DEBIT' | 'CREDIT', { count: number; amount: bigint }>>

function keyOf(stan: string, kind: HostClass): string {
  return `${stan}|${kind}`
}

export function terminalKey({ acquirer, tid }: { readonly acquirer: string; readonly tid: string }): string {
  return `${acquirer}/${tid}`
}
