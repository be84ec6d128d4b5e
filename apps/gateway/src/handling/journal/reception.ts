import { databaseErrorCode, PLATFORM_SCOPE, type Booking, type Storage } from '@budeng/storage'
import type { Counts, Durations } from '../../counts.ts'
import type { Down } from '../../down.ts'
import { commitOrBisect } from '../../lanes/bisect.ts'
import type { Rejected } from '../../quarantine.ts'
import { isTransientFault } from '../../reception.ts'
import type { Entry } from '../entry.ts'
import { StaleBelief } from '../streams.ts'
import { acknowledgeJournal, tellBatch } from './acknowledge-journal.ts'
import { type AfterJournal, isJournalEntry, type JournalEntry, takeJournals } from './commit-journal.ts'
import type { Comparisons } from './comparisons.ts'
import { readRecords, withoutContent } from './read-records.ts'

export interface JournalReceptionParts {
  readonly storage: Storage
  readonly gatewayId: string
  readonly era: number
  readonly counts: Counts
  readonly commits: Durations
  readonly down: Down
  readonly comparisons: Comparisons
  readonly book: Booking
  readonly reject: (rejected: Rejected) => void
}

/** Terminals speak here; each fact names its device. */
const TERMINALS = { kind: 'TERMINAL', id: null } as const

/** Commits messages of journals and acknowledges them: first everything in the database, then the words down. */
export class JournalReception {
  readonly #parts: JournalReceptionParts

  constructor(parts: JournalReceptionParts) {
    this.#parts = parts
  }

  /** Reads what came before it waits in a lane: nothing with card data stands there. Null: not of a journal. */
  read(entry: Entry): JournalEntry | null {
    if (!isJournalEntry(entry)) return null
    const { message, link } = entry
    const records = message.kind === 'records' || message.kind === 'compared' ? (message.records ?? []) : []
    return { entry, records: readRecords({ epoch: message.epoch, records }, link.secrets.leaf) }
  }

  /** For the lanes. Throws what the database throws; then nothing has left the process. */
  async commit(entries: readonly JournalEntry[]): Promise<void> {
    await this.#commit(entries)
    for (const { entry } of entries) entry.settle('acknowledge')
  }

  /**
   * The one message with which no commit succeeds: its records are tried apart, and the one at fault keeps its number and
   * its leaf without its content, or the terminal would send it for ever.
   */
  poison(item: JournalEntry, fault: unknown): void {
    const { counts, reject } = this.#parts
    const { entry } = item
    counts.add('poison')
    if (entry.message.kind !== 'records') {
      const { link, topic, payload } = entry
      reject({ link, topic, payload, reason: poisonName(fault) })
      entry.settle('acknowledge')
      return
    }
    this.#apart(item).then(
      () => entry.settle('acknowledge'),
      () => entry.settle('disconnect'),
    )
  }

  async #apart(item: JournalEntry): Promise<void> {
    const poisoned: JournalEntry['records'][number][] = []
    await commitOrBisect(
      item.records,
      (records) => this.#commit([{ ...item, records }]),
      isTransientFault,
      (record, fault) => void poisoned.push(withoutContent(record, poisonName(fault))),
    )
    for (const record of poisoned) await this.#commit([{ ...item, records: [record] }])
  }

  async #commit(items: readonly JournalEntry[]): Promise<void> {
    const { storage, commits, counts } = this.#parts
    const current = items.filter(({ entry }) => this.#isCurrent(entry))
    if (current.length === 0) return
    const startedAt = performance.now()
    const attempt = (trusting: boolean) =>
      storage.write(PLATFORM_SCOPE, TERMINALS, (unit) => takeJournals(unit, this.#parts, current, trusting))
    const after = await attempt(true).catch((fault: unknown) => {
      if (!(fault instanceof StaleBelief)) throw fault
      return attempt(false)
    })
    commits.add(performance.now() - startedAt)
    counts.add('batches')
    counts.add('stored', current.length)
    this.#follow(after)
  }

  /** Nothing is taken before the hello; it comes again. */
  #isCurrent({ link, message }: Entry): boolean {
    const isCurrent = link.fence !== null && link.conn !== null && message.conn <= link.conn
    if (!isCurrent) this.#parts.counts.add(link.fence === null ? 'beforeHello' : 'otherConnection')
    return isCurrent
  }

  #follow(after: AfterJournal): void {
    const { down, era, counts, comparisons, reject } = this.#parts
    for (const [link, fence] of after.refenced) link.fence = fence
    for (const { link, journal } of after.journals) acknowledgeJournal(down, era, link, journal)
    const links = new Map(after.journals.map(({ link }) => [link.login.terminal.terminalId, link]))
    for (const standing of after.batches) {
      const link = links.get(standing.row.terminalId)
      if (link !== undefined) tellBatch(down, era, link, standing)
    }
    for (const { fresh, repeated, conflicts, quarantined, refused } of after.ingested)
      for (const [name, count] of Object.entries({ fresh, repeated, conflicts, quarantined, refused }))
        if (count > 0) counts.add(`journal.${name}`, count)
    for (const comparison of after.answered) comparisons.settle(comparison)
    for (const { link, epoch, from, to } of after.toCompare) comparisons.begin(link, epoch, from, to)
    for (const { entry, reason } of after.rejected)
      reject({ link: entry.link, topic: entry.topic, payload: entry.payload, reason })
    for (const { link, reason } of after.dropped) down.drop(link, reason)
  }
}

function poisonName(fault: unknown): string {
  return `POISON_${databaseErrorCode(fault) ?? 'FAULT'}`
}
