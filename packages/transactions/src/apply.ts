import {
  countingFollowers,
  type Follower,
  foundingOf,
  foundsTransaction,
  furtherReversal,
  isEffective,
  keysMovedBy,
  type PlacedRecord,
  type TransactionFacts,
  tombstone,
  VOIDS,
} from './facts.ts'
import { originalKeyOf, stanKeyOf, stanKeyText } from './record.ts'
import type { StanKey } from './record-fields.ts'
import type { ReversalOutcome } from './record-types.ts'

/** Transactions of one terminal and epoch, by the text of their keys. */
export type Book = ReadonlyMap<string, TransactionFacts>

export interface Applied {
  readonly book: Book
  /** Keys of transactions that are other than before, each once. */
  readonly changed: ReadonlySet<string>
}

/**
 * Keys that must be in the book before these records may be applied: those that they move, and upwards the originals of
 * those. Ask again after loading, until none is left; a key that has no row is put in with `tombstone`.
 */
export function keysToLoad(book: Book, records: Iterable<PlacedRecord>): StanKey[] {
  const wanted = new Map<string, StanKey>()
  const want = (key: StanKey | null | undefined): void => {
    if (key === null || key === undefined) return
    const text = stanKeyText(key)
    const known = book.get(text)
    if (known === undefined) wanted.set(text, key)
    else want(known.founding?.original)
  }
  for (const { record } of records) for (const key of keysMovedBy(record)) want(key)
  return [...wanted.values()]
}

/**
 * Lays records over a book. Any order, any repetition and any split of the same records lead to the same book: a
 * reversal before its original stands as a tombstone and takes effect when that comes. A record whose key holds another
 * one already changes nothing; the shell has told the two apart by their payloads before.
 */
export function applyRecords(book: Book, records: Iterable<PlacedRecord>): Applied {
  const draft = new Draft(book)
  for (const placed of records) draft.apply(placed)
  return { book: draft.book, changed: draft.changed }
}

/** One record; see applyRecords. */
export function applyRecord(book: Book, placed: PlacedRecord): Applied {
  return applyRecords(book, [placed])
}

class Draft {
  readonly book: Map<string, TransactionFacts>
  readonly changed = new Set<string>()

  constructor(book: Book) {
    this.book = new Map(book)
  }

  apply(placed: PlacedRecord): void {
    const { record } = placed
    if (foundsTransaction(record)) this.#found(placed)
    const target = originalKeyOf(record)
    if (target === null || record.outcome === undefined) return
    if (record.type === 'REVERSAL' || record.type === 'REVERSAL_STATUS') {
      const outcome = record.outcome as ReversalOutcome
      this.#move(target, (facts) => ({ ...facts, reversal: furtherReversal(facts.reversal, outcome) }))
    } else if (record.type === 'ADVICE') {
      // accepted wins, whichever came first
      const outcome = record.outcome === 'ACCEPTED' ? 'ACCEPTED' : 'REFUSED'
      this.#move(target, (facts) => ({
        ...facts,
        forwarded: facts.forwarded === 'ACCEPTED' ? 'ACCEPTED' : outcome,
      }))
    }
  }

  #found(placed: PlacedRecord): void {
    const key = stanKeyOf(placed.record)
    if (key === null) return
    this.#move(key, (facts) => (facts.founding === null ? { ...facts, founding: foundingOf(placed) } : facts))
  }

  /** Changes one transaction, and its original as far as that sees the change. */
  #move(key: StanKey, change: (facts: TransactionFacts) => TransactionFacts): void {
    const text = stanKeyText(key)
    const before = this.book.get(text) ?? tombstone(key)
    const after = change(before)
    if (isSame(before, after) && this.book.has(text)) return
    this.book.set(text, after)
    this.changed.add(text)
    const original = after.founding?.original
    if (original) this.#move(original, (facts) => ({ ...facts, followers: withFollower(facts.followers, after) }))
  }
}

/** A follower's place is by its key, so that the list is the same whatever came first. */
function withFollower(followers: readonly Follower[], facts: TransactionFacts): readonly Follower[] {
  const { founding, key } = facts
  if (founding === null) return followers
  const isVoided = countingFollowers(facts).some(({ type }) => VOIDS.has(type))
  const follower: Follower = {
    key,
    seq: founding.seq,
    type: founding.type,
    money: founding.money,
    isEffective: isEffective(facts) && !isVoided,
  }
  const text = stanKeyText(key)
  const others = followers.filter((each) => stanKeyText(each.key) !== text)
  return [...others, follower].sort((a, b) => (stanKeyText(a.key) < stanKeyText(b.key) ? -1 : 1))
}

function isSame(one: TransactionFacts, other: TransactionFacts): boolean {
  return (
    one.founding === other.founding &&
    one.reversal === other.reversal &&
    one.forwarded === other.forwarded &&
    sameFollowers(one.followers, other.followers)
  )
}

function sameFollowers(one: readonly Follower[], other: readonly Follower[]): boolean {
  return (
    one.length === other.length &&
    one.every((each, place) => {
      const twin = other[place]
      return (
        twin !== undefined && stanKeyText(each.key) === stanKeyText(twin.key) && each.isEffective === twin.isEffective
      )
    })
  )
}
