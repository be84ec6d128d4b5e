import { fromBase64url, type UpOf } from '@budeng/protocol'
import {
  type Arrival,
  type ArrivedRecord,
  type BatchOutcome,
  type BatchWord,
  type Booking,
  type HeldJournal,
  type Ingested,
  ingestJournals,
  journalKeyText,
  lockJournals,
  moveBatchesOn,
  raiseEpochs,
  type Unit,
} from '@budeng/storage'
import type { Link } from '../../links.ts'
import { appendFact } from '../batch.ts'
import type { Entry, EntryOf } from '../entry.ts'
import { proveLinks } from '../fencing.ts'
import { StaleBelief } from '../streams.ts'
import { tagOfRoot } from './acknowledge-journal.ts'
import { proveCorrections } from './corrections.ts'
import type { Comparison, Comparisons } from './comparisons.ts'

/** A message of a journal on its way, its records read. */
export interface JournalEntry {
  readonly entry: Entry & { readonly message: UpOf<'records' | 'batchOpen' | 'batchClose' | 'compared'> }
  /** Of `records`; for a comparison's answer the records in it. */
  readonly records: readonly ArrivedRecord[]
}

/** What is done when, and only when, the transaction has committed. */
export interface AfterJournal {
  readonly journals: { readonly link: Link; readonly journal: HeldJournal }[]
  readonly ingested: readonly Ingested[]
  readonly batches: BatchOutcome['standings']
  readonly refenced: ReadonlyMap<Link, number>
  readonly dropped: readonly { readonly link: Link; readonly reason: string }[]
  readonly rejected: readonly { readonly entry: Entry; readonly reason: string }[]
  readonly answered: readonly Comparison[]
  readonly toCompare: readonly {
    readonly link: Link
    readonly epoch: number
    readonly from: number
    readonly to: number
  }[]
  /** Terminals whose epoch rose: they are to say hello again. */
  readonly renewed: readonly Link[]
}

export interface JournalCommit {
  readonly gatewayId: string
  readonly era: number
  readonly book: Booking
  readonly comparisons: Comparisons
}

/**
 * One transaction for the messages of many journals: records first, then what they say of batches, then answers to our
 * questions. Goes by what is believed of who holds them; when that is wrong, it is looked up and done again.
 */
export async function takeJournals(
  unit: Unit,
  parts: JournalCommit,
  entries: readonly JournalEntry[],
  trusting: boolean,
): Promise<AfterJournal> {
  const { gatewayId, era, book, comparisons } = parts
  const refenced = trusting ? new Map<Link, number>() : await lookWhoHolds(unit, gatewayId, entries)
  const fenceOf = (link: Link) => refenced.get(link) ?? link.fence ?? 0
  const known = entries.filter(({ entry }) => entry.message.epoch >= 1 && entry.message.epoch <= entry.link.epoch)
  const arrivals = arrivalsOf(known, fenceOf)
  const ingested = await ingestJournals(unit, gatewayId, arrivals, book)
  const journals = await heldJournals(unit, gatewayId, known, ingested, fenceOf)
  const links = new Map(known.map(({ entry }) => [keyOf(entry), entry.link]))
  const lost = known.filter(({ entry }) => !journals.has(keyOf(entry)))
  if (lost.length > 0 && trusting) throw new StaleBelief()
  noteClones(unit, ingested, links)
  const batches = await moveBatchesOn(
    unit,
    journals,
    known.flatMap(wordOf),
    sentOf(arrivals),
    (journal, throughSeq, root) => {
      const link = links.get(journalKeyText(journal))
      return link === undefined ? null : tagOfRoot(link, era, journal.epoch, throughSeq, root)
    },
  )
  await proveCorrections(unit, ingested, batches.wrapped)
  const answered = await comparisons.take(unit, journals, known)
  const wrapped = await raiseEpochs(unit, batches.wrapped)
  return {
    journals: [...journals].flatMap(([key, journal]) => {
      const link = links.get(key)
      return link === undefined ? [] : [{ link, journal }]
    }),
    ingested,
    batches: batches.standings,
    refenced,
    dropped: lost.map(({ entry: { link } }) => ({ link, reason: 'FENCED' })),
    rejected: entries.filter((one) => !known.includes(one)).map(({ entry }) => ({ entry, reason: 'UNKNOWN_EPOCH' })),
    answered,
    toCompare: batches.unbalanced.flatMap((row) => {
      const link = links.get(journalKeyText(row))
      const from = (journals.get(journalKeyText(row))?.equalSeq ?? 0) + 1
      const to = row.throughSeq ?? 0
      return link === undefined || from > to ? [] : [{ link, epoch: row.epoch, from, to }]
    }),
    renewed: [...links.values()].filter(({ login }) => wrapped.has(login.terminal.terminalId)),
  }
}

/** Links that are held, with the newest fence of those that were taken back. */
async function lookWhoHolds(
  unit: Unit,
  gatewayId: string,
  entries: readonly JournalEntry[],
): Promise<Map<Link, number>> {
  const links = [...new Set(entries.map(({ entry }) => entry.link))]
  const { takenBack } = await proveLinks(unit, gatewayId, links)
  return new Map(takenBack)
}

function keyOf({ link, message }: JournalEntry['entry']): string {
  return journalKeyText({ terminalId: link.login.terminal.terminalId, epoch: message.epoch })
}

/** What came of one journal in several messages is one arrival. */
function arrivalsOf(entries: readonly JournalEntry[], fenceOf: (link: Link) => number): Arrival[] {
  const arrivals = new Map<string, Arrival & { records: ArrivedRecord[] }>()
  for (const { entry, records } of entries) {
    const { link, message } = entry
    if (message.kind !== 'records') continue
    const arrival = arrivals.get(keyOf(entry))
    if (arrival !== undefined) arrival.records.push(...records)
    else {
      const { terminal, tid, deviceId } = link.login
      arrivals.set(keyOf(entry), {
        terminalId: terminal.terminalId,
        fence: fenceOf(link),
        scope: terminal,
        tid,
        deviceId,
        epoch: message.epoch,
        records: [...records],
      })
    }
  }
  return [...arrivals.values()]
}

/** Every journal that these messages are about, under lock. */
async function heldJournals(
  unit: Unit,
  gatewayId: string,
  entries: readonly JournalEntry[],
  ingested: readonly Ingested[],
  fenceOf: (link: Link) => number,
): Promise<ReadonlyMap<string, HeldJournal>> {
  const journals = new Map(ingested.map(({ stream }) => [journalKeyText(stream), stream]))
  const others = new Map(
    entries
      .filter(({ entry }) => entry.message.kind !== 'records' && !journals.has(keyOf(entry)))
      .map(({ entry }) => [
        keyOf(entry),
        {
          terminalId: entry.link.login.terminal.terminalId,
          epoch: entry.message.epoch,
          fence: fenceOf(entry.link),
        },
      ]),
  )
  if (others.size === 0) return journals
  return new Map([...journals, ...(await lockJournals(unit, gatewayId, [...others.values()]))])
}

function wordOf({ entry }: JournalEntry): BatchWord[] {
  const { link, message, payload } = entry
  if (message.kind !== 'batchOpen' && message.kind !== 'batchClose') return []
  const { terminal } = link.login
  const word = {
    scope: terminal,
    terminalId: terminal.terminalId,
    epoch: message.epoch,
    batchNo: message.batch,
    openSeq: message.openSeq,
  }
  if (message.kind === 'batchOpen') return [{ ...word, closing: null }]
  const { throughSeq, count, totals, root } = message
  return [
    {
      ...word,
      closing: {
        throughSeq,
        count,
        totals: totals.map(({ amount, ...line }) => ({ ...line, minor: BigInt(amount) })),
        root: fromBase64url(root) ?? Buffer.alloc(0),
        // base64url(HMAC) stands before the first dot [P-2.5]
        tag: Buffer.from(payload.subarray(0, payload.indexOf(0x2e)).toString('latin1'), 'base64url'),
      },
    },
  ]
}

function sentOf(arrivals: readonly Arrival[]): ReadonlyMap<string, number> {
  return new Map(
    arrivals.map((arrival) => [
      journalKeyText(arrival),
      arrival.records.reduce((high, { seq }) => Math.max(high, seq), 0),
    ]),
  )
}

/** Two devices that write under one terminal's numbers look like a copy. */
function noteClones(unit: Unit, ingested: readonly Ingested[], links: ReadonlyMap<string, Link>): void {
  for (const { arrival, otherDevice, conflicts } of ingested) {
    const link = links.get(journalKeyText(arrival))
    if (!otherDevice || link === undefined || link.cloneTold) continue
    link.cloneTold = true
    const { terminal, deviceId } = link.login
    appendFact(unit, terminal, deviceId, 'TerminalCloneSuspected', unit.clock.now(), {
      deviceId,
      takeovers: 0,
      conflicts,
    })
  }
}

export function isJournalEntry(entry: Entry): entry is JournalEntry['entry'] {
  return JOURNAL_KINDS.has(entry.message.kind)
}

const JOURNAL_KINDS: ReadonlySet<string> = new Set(['records', 'batchOpen', 'batchClose', 'compared'])

export type ComparedEntry = EntryOf<'compared'>
