import { type Posting, repost } from '@budeng/transactions'
import type { Instant } from '@budeng/kernel'
import type { Unit } from '../unit.ts'
import { NOTHING, type Standing, standingOf } from './booking.ts'
import { type NewEntry, postEntries } from './ledger.ts'
import type { EntryPlace } from './ledger-accounts.ts'

/** What the files say of something, in the books. */
export interface Clearing {
  /** A transaction, or a line of something that we do not have. */
  readonly subject: string
  readonly place: EntryPlace
  readonly businessDate: string
  readonly occurredAt: Instant | null
  readonly postings: readonly Posting[]
}

/** Under what number a line stands in the books that is of nothing that we have. */
export function lineSubject({ importId, line }: { readonly importId: string; readonly line: number }): string {
  return `${importId}:${line}`
}

/**
 * Books what files say, in the transaction in which they are held against what we have. What was booked before is taken
 * back whole and posted anew, and only when it means something else now: a file that is read again, or contradicts the
 * one before it, books nothing twice. A loss that was written off stands no longer when what was short is another amount.
 */
export async function bookClearing(unit: Unit, clearings: readonly Clearing[]): Promise<void> {
  if (clearings.length === 0) return
  const subjects = clearings.map(({ subject }) => subject)
  const standing = await standingOf(unit, subjects, 'CLEARING')
  const changed = clearings.flatMap((clearing) => {
    const was = standing.get(clearing.subject) ?? NOTHING
    if (was.isArchived || repost(was.postings, clearing.postings) === null) return []
    return [{ clearing, was }]
  })
  if (changed.length === 0) return
  const known = changed.filter(({ was }) => was.version > 0).map(({ clearing }) => clearing.subject)
  const losses = await standingOf(unit, known, 'WRITE_OFF')
  await postEntries(
    unit,
    changed.flatMap(({ clearing, was }) => [
      ...entriesOf(clearing, was),
      ...lossTakenBack(clearing, was, losses.get(clearing.subject) ?? NOTHING),
    ]),
  )
}

function datedOf({ subject, place, businessDate, occurredAt }: Clearing) {
  const { terminalId, acquirerId, agentId, merchantId, path } = place
  return {
    terminal: { terminalId, acquirerId, agentId, merchantId, path },
    transactionId: subject,
    businessDate,
    occurredAt,
  }
}

function entriesOf(clearing: Clearing, was: Standing): NewEntry[] {
  const dated = { ...datedOf(clearing), book: 'CLEARING' as const }
  const entries: NewEntry[] = []
  if (was.postings.length > 0) entries.push({ ...dated, kind: 'REVERSED', version: was.version })
  if (clearing.postings.length > 0)
    entries.push({ ...dated, kind: 'BOOKED', version: was.version + 1, postings: clearing.postings })
  return entries
}

function lossTakenBack(clearing: Clearing, was: Standing, loss: Standing): NewEntry[] {
  if (loss.postings.length === 0 || shortOf(was.postings) === shortOf(clearing.postings)) return []
  return [{ ...datedOf(clearing), book: 'WRITE_OFF', kind: 'REVERSED', version: loss.version }]
}

/** What is missing by an entry, in words that two of them can be compared by. */
function shortOf(postings: readonly Posting[]): string {
  return postings
    .filter(({ account }) => account === 'SUSPENSE_SHORT')
    .map(({ minor, currency }) => `${minor} ${currency}`)
    .join()
}
