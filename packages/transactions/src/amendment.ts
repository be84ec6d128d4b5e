import { Fault, type Money, money } from '@budeng/kernel'
import type { ReversalState } from './axes.ts'
import { type Amendment, type Founding, foundingOf, type Patch } from './founding.ts'
import { originalKeyOf, recordOfTexts, stanKeyOf } from './record.ts'
import type {
  AmendmentBody,
  AmendmentOp,
  JournalRecord,
  OriginalRef,
  Scope,
  CardType,
  StanKey,
} from './record-fields.ts'
import { type Outcome, type RecordType, TYPE_RULES } from './record-types.ts'
import type { TransactionFacts } from './transaction-facts.ts'

/** All that an AMENDMENT record says: what a correction orders, and what a terminal writes into its journal, to the byte. */
export interface AmendmentOrder extends AmendmentBody {
  /** What is amended, by its second key; null for INSERT, which carries a whole record. */
  readonly original: OriginalRef | null
}

/** The one record that an order leads to. */
export function amendmentRecord({ original, ...amendment }: AmendmentOrder): JournalRecord {
  return original === null ? { type: 'AMENDMENT', amendment } : { type: 'AMENDMENT', original, amendment }
}

/** What a record lays over a transaction, or null when it is no amendment or has no target. */
export function amendmentOf({ seq, record }: { readonly seq: number; readonly record: JournalRecord }) {
  const target = amendedKeyOf(record)
  if (target === null || record.amendment === undefined) return null
  const { version, op, correctionId, patch } = record.amendment
  const amendment: Amendment = { version, op, correctionId, patch, seq }
  return { target, amendment }
}

/** The key of the transaction that an AMENDMENT is about: named by it, or that of the record which it inserts. */
export function amendedKeyOf(record: JournalRecord): StanKey | null {
  if (record.amendment === undefined) return null
  if (record.amendment.op !== 'INSERT') return originalKeyOf(record)
  const inserted = recordOfTexts(record.amendment.patch)
  return inserted.ok ? stanKeyOf(inserted.record) : null
}

/** The record itself, or the one that it inserts: what founds a transaction. */
export function foundingRecordOf(record: JournalRecord): JournalRecord {
  if (record.amendment?.op !== 'INSERT') return record
  const inserted = recordOfTexts(record.amendment.patch)
  return inserted.ok ? inserted.record : record
}

/** The key to which a RELINK ties a follow-up, or null. */
function relinkOf({ op, patch }: Amendment): StanKey | null {
  const { originalBatch: batch, originalStan: stan, originalType: type } = patch
  if (op !== 'RELINK' || batch === undefined || stan === undefined || type === undefined) return null
  return { batch, stan, msgClass: TYPE_RULES[type as RecordType].msgClass }
}

/** As the journal itself says it, whatever was amended since; null: it never came. */
export function recordedFounding({ recorded, founding, amendments }: TransactionFacts): Founding | null {
  return recorded ?? (amendments.length === 0 ? founding : null)
}

/** Every transaction that this one followed up, as recorded or in any version: those see it, or see it no more. */
export function originalKeysOf(facts: TransactionFacts): StanKey[] {
  const all = [recordedFounding(facts)?.original, facts.founding?.original, ...facts.amendments.map(relinkOf)]
  return all.filter((key) => key !== null && key !== undefined)
}

/** A transaction whose founding record came. */
export function withFounding(facts: TransactionFacts, founding: Founding): TransactionFacts {
  return recordedFounding(facts) === null ? layOver(facts, founding, facts.amendments) : facts
}

/** A transaction with one more version; the same object when that version lies over it already. */
export function withAmendment(facts: TransactionFacts, amendment: Amendment): TransactionFacts {
  const isThis = (each: Amendment) => each.version === amendment.version && each.correctionId === amendment.correctionId
  const known = facts.amendments.find(isThis)
  if (known !== undefined && (known.seq !== null || amendment.seq === null)) return facts
  const all = [...facts.amendments.filter((each) => !isThis(each)), amendment]
  return layOver(facts, recordedFounding(facts), all.sort(byVersion))
}

function byVersion(one: Amendment, other: Amendment): number {
  if (one.version !== other.version) return one.version - other.version
  return one.correctionId < other.correctionId ? -1 : 1
}

function layOver(
  facts: TransactionFacts,
  recorded: Founding | null,
  amendments: readonly Amendment[],
): TransactionFacts {
  if (amendments.length === 0) return { ...facts, founding: recorded }
  const founded = recorded ?? insertedFounding(amendments)
  return { ...facts, recorded, amendments, founding: founded && amendedFounding(founded, amendments) }
}

function insertedFounding(amendments: readonly Amendment[]): Founding | null {
  const insert = amendments.find(({ op }) => op === 'INSERT')
  if (insert === undefined) return null
  const inserted = recordOfTexts(insert.patch)
  return inserted.ok ? foundingOf({ seq: insert.seq ?? 0, record: inserted.record }) : null
}

const PATCHING: ReadonlySet<AmendmentOp> = new Set<AmendmentOp>(['AMEND', 'RELINK', 'SET_STATUS'])

/** Of several versions the last word on each member counts. */
function amendedFounding(founding: Founding, amendments: readonly Amendment[]): Founding {
  const texts: Patch = Object.assign({}, ...amendments.map(({ op, patch }) => (PATCHING.has(op) ? patch : {})))
  const relinks = amendments.map(relinkOf).filter((key) => key !== null)
  return {
    ...founding,
    type: (texts.type as RecordType | undefined) ?? founding.type,
    outcome: (texts.outcome as Outcome | undefined) ?? founding.outcome,
    money: amendedMoney(founding.money, texts),
    scope: (texts.scope as Scope | undefined) ?? founding.scope,
    cardType: (texts.cardType as CardType | undefined) ?? founding.cardType,
    original: relinks.at(-1) ?? founding.original,
  }
}

function amendedMoney(was: Money | null, { amount, currency, exponent }: Patch): Money | null {
  const minor = amount === undefined ? was?.minor : BigInt(amount)
  const kind = currency ?? was?.currency
  const digits = exponent === undefined ? was?.exponent : Number(exponent)
  if (minor === undefined || kind === undefined || digits === undefined) return was
  return money(minor, kind, digits)
}

/** What takes it out of the sums: the last mark, unless a later version set its status again. */
export function markOf({ amendments }: TransactionFacts): 'MARK_DUPLICATE' | 'MARK_REVERSED' | null {
  let mark: 'MARK_DUPLICATE' | 'MARK_REVERSED' | null = null
  for (const { op, patch } of amendments) {
    if (op === 'MARK_DUPLICATE' || op === 'MARK_REVERSED') mark = op
    else if (op === 'SET_STATUS' && patch.outcome !== undefined) mark = null
  }
  return mark
}

/** The reversal axis, versions included. A copy has nothing at the host that could be reversed. */
export function reversalOf(facts: TransactionFacts): ReversalState {
  const mark = markOf(facts)
  if (mark === 'MARK_REVERSED') return 'CONFIRMED'
  return mark === 'MARK_DUPLICATE' && facts.reversal === 'NONE' ? 'NOT_NEEDED' : facts.reversal
}

/** The batch in which it counts: its own, or the one into which a correction moved it. */
export function batchOf({ key, amendments }: TransactionFacts): string {
  return amendments.findLast(({ op, patch }) => op === 'RELINK' && patch.batch !== undefined)?.patch.batch ?? key.batch
}

/** The transaction as it was in a version: 0 is as recorded. */
export function factsInVersion(facts: TransactionFacts, version: number): TransactionFacts {
  if (version < 0) throw new Fault(`no version ${version}`)
  const amendments = facts.amendments.filter((each) => each.version <= version)
  const bare = { ...facts, recorded: null, amendments: [], founding: recordedFounding(facts) }
  return amendments.length === 0 ? bare : layOver(bare, bare.founding, amendments)
}

/** What a terminal knows when an order comes to it. */
export interface AmendedJournal {
  readonly epoch: number
  /** Hex; null where it holds no such record, any more or yet. */
  readonly leafAt: (seq: number) => string | null
  /** The highest version that was laid over a record; 0: none. */
  readonly versionAt: (seq: number) => number
  readonly holdsKey: (key: StanKey) => boolean
}

export type AmendmentAnswer =
  | { readonly kind: 'APPEND'; readonly record: JournalRecord }
  /** Its base is another one: the own leaf there, null for none. */
  | { readonly kind: 'NACK_BASE'; readonly ownLeaf: string | null }
  | { readonly kind: 'NACK_POLICY'; readonly reason: 'OTHER_EPOCH' | 'KEY_TAKEN' | 'OLD_VERSION' | 'UNREADABLE' }

/** What a terminal answers to an order whose signature holds. A repeat is told apart before, by the correction's id. */
export function answerOrder(order: AmendmentOrder, epoch: number, journal: AmendedJournal): AmendmentAnswer {
  if (epoch !== journal.epoch) return { kind: 'NACK_POLICY', reason: 'OTHER_EPOCH' }
  const record = amendmentRecord(order)
  const key = amendedKeyOf(record)
  if (key === null) return { kind: 'NACK_POLICY', reason: 'UNREADABLE' }
  if (order.op === 'INSERT') {
    return journal.holdsKey(key) ? { kind: 'NACK_POLICY', reason: 'KEY_TAKEN' } : { kind: 'APPEND', record }
  }
  const ownLeaf = journal.leafAt(order.targetSeq ?? 0)
  if (ownLeaf === null || ownLeaf !== order.targetLeaf) return { kind: 'NACK_BASE', ownLeaf }
  if (order.version <= journal.versionAt(order.targetSeq ?? 0)) return { kind: 'NACK_POLICY', reason: 'OLD_VERSION' }
  return { kind: 'APPEND', record }
}
