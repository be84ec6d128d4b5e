import { refuse } from '@budeng/kernel'
import {
  applyRecords,
  type JournalRecord,
  mayFollowUp,
  msgClassOf,
  type OriginalRef,
  type PlacedRecord,
  stanKeyText,
  type TransactionFacts,
  TYPE_RULES,
} from '@budeng/transactions'
import type { Journal } from './journal.ts'
import type { Refused } from './refusals.ts'
import { placedIn, recordAt } from './totals.ts'

/**
 * Why an order may not follow up what it names, by the terminal's own journal; null: it may, or only the host can know,
 * because the original is another terminal's or is not held any more. [P-18.7]
 */
export function followUpRefused(journal: Journal, order: JournalRecord): Refused | null {
  const { original, type, batch } = order
  if (original === undefined) return TYPE_RULES[type].original === 'REQUIRED' ? refuse('NO_ORIGINAL') : null
  if (original.tid !== undefined) return null
  const facts = factsOf(journal, original)
  if (facts?.founding == null) {
    // what must be of the open batch is held, or it is none
    if (!isBoundToBatch(type)) return null
    return refuse(original.batch === batch ? 'NO_ORIGINAL' : 'OTHER_BATCH')
  }
  const held = journal.held(original.epoch ?? journal.epoch)
  const answer = mayFollowUp(facts, held ? recordAt(held, facts.founding.seq) : null, order)
  return answer.ok ? null : answer
}

/** A hold outlives its batch; any other void and every adjustment belongs to the batch of its original. */
function isBoundToBatch(type: JournalRecord['type']): boolean {
  return type === 'PURCHASE_VOID' || type === 'COMPLETION_VOID' || type === 'OFFLINE_ADJUST' || type === 'TIP_ADJUST'
}

/** All that this terminal knows of a transaction, with its corrections, and with what a later epoch laid over it. */
function factsOf(journal: Journal, { batch, stan, type, epoch = journal.epoch }: OriginalRef): TransactionFacts | null {
  const held = journal.held(epoch)
  if (held === undefined) return null
  const later = epoch === journal.epoch ? undefined : journal.held(journal.epoch)
  const own = placedIn(held, held.erasedThrough + 1, held.lastSeq, mayConcern(stan))
  const laid = later === undefined ? [] : placedIn(later, later.erasedThrough + 1, later.lastSeq, mayConcern(stan))
  const records = [...own, ...laid.flatMap((placed) => asOf(placed, epoch))]
  // amendments stand in this journal because their orders were checked
  const { book } = applyRecords(new Map(), records, () => true)
  return book.get(stanKeyText({ batch, stan, msgClass: msgClassOf(type) })) ?? null
}

/**
 * Of a whole journal few records need be read: those that name the number, and those that say something of another record.
 * A plain sale says nothing of any number but its own.
 */
function mayConcern(stan: string): (body: string) => boolean {
  const number = JSON.stringify(stan)
  return (body) => body.includes(number) || NOT_PLAIN.some((member) => body.includes(member))
}

const NOT_PLAIN = ['"original"', '"amendment"', '"forwardOf"'] as const

/** A record of a later epoch as the older one sees it; none when it is about another. */
function asOf({ seq, record }: PlacedRecord, epoch: number): PlacedRecord[] {
  if (record.original?.epoch !== epoch) return []
  const { epoch: _epoch, ...original } = record.original
  return [{ seq, record: { ...record, original } }]
}
