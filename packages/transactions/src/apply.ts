import { isSameKind, type Money } from '@budeng/kernel'
import { amendmentOf, originalKeysOf, withAmendment, withFounding } from './amendment.ts'
import {
  countingFollowers,
  foundsTransaction,
  furtherReversal,
  isEffective,
  keysMovedBy,
  tombstone,
  VOIDS,
} from './facts.ts'
import { type Amendment, foundingOf, type PlacedRecord } from './founding.ts'
import type { Follower, TransactionFacts } from './transaction-facts.ts'
import { originalKeyOf, stanKeyOf, stanKeyText } from './record.ts'
import type { JournalRecord, StanKey } from './record-fields.ts'
import { msgClassOf, type RecordType, type ReversalOutcome } from './record-types.ts'

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
  const seen = new Set<string>()
  const want = (key: StanKey | null): void => {
    if (key === null || seen.has(stanKeyText(key))) return
    const text = stanKeyText(key)
    seen.add(text)
    const known = book.get(text)
    if (known === undefined) wanted.set(text, key)
    else for (const original of originalKeysOf(known)) want(original)
  }
  for (const { record } of records) {
    for (const key of keysMovedBy(record)) want(key)
    want(relinkedKeyOf(record))
  }
  return [...wanted.values()]
}

/**
 * Which amendments take effect. Nobody's word alone changes what was recorded: a book of the platform trusts those that it
 * posted, a terminal those whose orders it checked, and one that only lists what a journal says trusts none.
 */
export type TrustAmendment = (amendment: Amendment) => boolean

const TRUST_NONE: TrustAmendment = () => false

/**
 * Lays records over a book. Any order, any repetition and any split of the same records lead to the same book: a
 * reversal before its original stands as a tombstone and takes effect when that comes. A record whose key holds another
 * one already changes nothing; the shell has told the two apart by their payloads before.
 */
export function applyRecords(book: Book, records: Iterable<PlacedRecord>, trusts = TRUST_NONE): Applied {
  const draft = new Draft(book, trusts)
  for (const placed of records) draft.apply(placed)
  return { book: draft.book, changed: draft.changed }
}

/** One record; see applyRecords. */
export function applyRecord(book: Book, placed: PlacedRecord, trusts = TRUST_NONE): Applied {
  return applyRecords(book, [placed], trusts)
}

/** Lays a version over a transaction that the platform posts, and over what that one follows up. */
export function postAmendment(book: Book, target: StanKey, amendment: Amendment): Applied {
  const draft = new Draft(book, TRUST_NONE)
  draft.amend(target, amendment)
  return { book: draft.book, changed: draft.changed }
}

function relinkedKeyOf({ amendment }: JournalRecord): StanKey | null {
  const { originalBatch: batch, originalStan: stan, originalType: type } = amendment?.patch ?? {}
  if (batch === undefined || stan === undefined || type === undefined) return null
  return { batch, stan, msgClass: msgClassOf(type as RecordType) }
}

class Draft {
  readonly book: Map<string, TransactionFacts>
  readonly changed = new Set<string>()

  readonly #trusts: TrustAmendment

  constructor(book: Book, trusts: TrustAmendment) {
    this.book = new Map(book)
    this.#trusts = trusts
  }

  amend(target: StanKey, amendment: Amendment): void {
    this.#move(target, (facts) => {
      const amended = withAmendment(facts, amendment)
      const postedVersion = Math.max(facts.postedVersion, amendment.version)
      const appliedVersion =
        amendment.seq === null ? facts.appliedVersion : Math.max(facts.appliedVersion, amendment.version)
      const isOld = postedVersion === facts.postedVersion && appliedVersion === facts.appliedVersion
      return amended === facts && isOld ? facts : { ...amended, postedVersion, appliedVersion }
    })
  }

  apply(placed: PlacedRecord): void {
    const { record } = placed
    const amending = amendmentOf(placed)
    if (amending !== null) {
      if (this.#trusts(amending.amendment)) this.amend(amending.target, amending.amendment)
      return
    }
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
    this.#move(key, (facts) => withFounding(facts, foundingOf(placed)))
  }

  /** Changes one transaction, and its original as far as that sees the change. */
  #move(key: StanKey, change: (facts: TransactionFacts) => TransactionFacts): void {
    const text = stanKeyText(key)
    const before = this.book.get(text) ?? tombstone(key)
    const after = change(before)
    if (isSame(before, after) && this.book.has(text)) return
    this.book.set(text, after)
    this.changed.add(text)
    const original = after.founding?.original ?? null
    const current = original && stanKeyText(original)
    // what it followed up before a correction tied it to another one sees it no more
    for (const each of originalKeysOf(after))
      this.#move(each, (facts) => ({
        ...facts,
        followers:
          stanKeyText(each) === current ? withFollower(facts.followers, after) : withoutFollower(facts.followers, text),
      }))
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

function withoutFollower(followers: readonly Follower[], text: string): readonly Follower[] {
  return followers.filter((each) => stanKeyText(each.key) !== text)
}

function isSame(one: TransactionFacts, other: TransactionFacts): boolean {
  return (
    one.founding === other.founding &&
    one.amendments === other.amendments &&
    one.postedVersion === other.postedVersion &&
    one.appliedVersion === other.appliedVersion &&
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
        twin !== undefined &&
        stanKeyText(each.key) === stanKeyText(twin.key) &&
        each.isEffective === twin.isEffective &&
        each.seq === twin.seq &&
        each.type === twin.type &&
        sameMoney(each.money, twin.money)
      )
    })
  )
}

function sameMoney(one: Money | null, other: Money | null): boolean {
  if (one === null || other === null) return one === other
  return isSameKind(one, other) && one.minor === other.minor
}
