import {
  EMPTY_VIEW,
  type HostRecord,
  isLineOf,
  type JournalView,
  placeText,
  type SeenTransaction,
  type View,
} from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { bookingDay, reversalOf } from '@budeng/transactions'
import { HOST_CLOCKS_MS, HOST_DUE_MS } from '../../limits.ts'
import type { TransactionRow } from '../../rows/index.ts'
import type { Gathered } from './gather.ts'
import { hostPlace, type HostWord } from './hosts.ts'
import { conflictOf, journalView } from './journals.ts'
import type { ReadTransaction } from './transactions.ts'

/** What rules look at, and what they cannot judge yet. */
export interface BuiltView {
  readonly view: View
  /** Places at which one side may have more to tell: nothing is concluded from what is not seen there. */
  readonly unsettled: ReadonlySet<string>
}

/** Puts together what was read of the terminals of one acquirer. Nothing in it asks the database. */
export function buildView(gathered: Gathered, now: Instant): BuiltView {
  const { terminals, journals, words, drained, loose } = gathered
  const tidOf = (terminalId: string) => terminals.get(terminalId)?.tid ?? ''
  const seen = [...gathered.own, ...gathered.mates].map((each) => seenOf(each, gathered))
  const { hosts, unsettled } = hostsOf(gathered, now)
  const waiting = gathered.hosts.filter((word) => unsettled.has(hostPlace(word))).map(({ record }) => record)
  const all = <Each>(map: ReadonlyMap<string, readonly Each[]>) =>
    [...terminals.keys()].flatMap((id) => map.get(id) ?? [])
  const view: View = {
    ...EMPTY_VIEW,
    now,
    journals: journals.flatMap((journal): JournalView[] => {
      const terminal = terminals.get(journal.stream.terminalId)
      if (terminal === undefined) return []
      const { terminalId } = terminal.scope
      return [journalView(terminal, journal, drained.get(terminalId) ?? null, words.incidents.get(terminalId) ?? [])]
    }),
    transactions: seen,
    hosts,
    lines: loose.map(({ terminalId, ...line }) => {
      const { id, row, standing } = line
      const [terminal, at] = [terminals.get(terminalId), drained.get(terminalId)]
      // the host knows it, and has not told all of it
      if (waiting.some((host) => isLineOf(line, host))) return { id, row, standing: 'LATE' }
      const isPast =
        terminal !== undefined && at !== undefined && bookingDay(at, terminal.timeZone) > (row.settlementDate ?? '')
      return { id, row, standing: isPast ? standing : 'LATE' }
    }),
    conflicts: all(words.incidents).flatMap((incident) => conflictOf(tidOf(incident.terminalId), incident) ?? []),
    batches: all(words.batches),
    signOns: all(words.signOns),
    numbers: all(words.numbers),
    marks: all(words.marks),
    digests: all(words.digests),
    devices: all(words.devices),
    clocks: [...words.clocks].map(([id, skewsMs]) => ({ tid: tidOf(id), skewsMs })),
    repeatMerchants: gathered.repeatMerchants,
    aggregatorPairs: gathered.aggregatorPairs,
    swapping: new Set([...terminals.values()].filter(({ isSwapping }) => isSwapping).map(({ tid }) => tid)),
  }
  return { view, unsettled }
}

export function placeOfRow({ tid, batchNo, stan, msgClass }: TransactionRow): string {
  return placeText(tid, { batch: batchNo, stan, msgClass: msgClass as 'FIN' })
}

function seenOf({ row, facts, record, receivedAt }: ReadTransaction, { files, fees }: Gathered): SeenTransaction {
  const file = files.get(row.id)
  return {
    id: row.id,
    tid: row.tid,
    epoch: row.epoch,
    merchantId: row.merchantId,
    facts,
    record,
    at: row.occurredAt ?? row.recordedAt,
    receivedAt,
    businessDay: row.effectiveDate,
    inFile: file?.inFile ?? null,
    isLate: row.late,
    fee: fees.get(row.id) ?? null,
    findings: file?.findings ?? [],
    rows: file?.rows ?? [],
  }
}

/** What hosts said, as far as both sides have told all of it. */
function hostsOf(gathered: Gathered, now: Instant): { hosts: HostRecord[]; unsettled: ReadonlySet<string> } {
  const own = new Map([...gathered.own, ...gathered.mates].map((each) => [placeOfRow(each.row), each]))
  const unsettled = new Set<string>()
  const hosts: HostRecord[] = []
  for (const word of gathered.hosts) {
    const place = hostPlace(word)
    const mine = own.get(place)
    if (isSettled(word, mine, gathered, now)) hosts.push(word.record)
    else unsettled.add(place)
  }
  for (const [place, { row, facts }] of own)
    if (now - row.changedAt < HOST_DUE_MS || ['REQUIRED', 'SENT'].includes(reversalOf(facts))) unsettled.add(place)
  return { hosts, unsettled }
}

/**
 * Neither side has anything on its way about it: the host has told of what came after our last record, and the journal of
 * what came after the host's last word, unless that word is the authorisation itself.
 */
function isSettled(
  { lastAt, isSingle, key }: HostWord,
  mine: ReadTransaction | undefined,
  { told, drained }: Gathered,
  now: Instant,
): boolean {
  if (mine === undefined || mine.facts.founding === null) return true
  if (told === null || told < mine.lastAt || now - mine.row.changedAt < HOST_DUE_MS) return false
  return isSingle || (drained.get(key.terminalId) ?? 0) >= lastAt + HOST_CLOCKS_MS
}
