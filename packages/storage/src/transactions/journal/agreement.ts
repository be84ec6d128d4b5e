import type { ReadDigest } from '@budeng/transactions'
import type { Agreement } from '../../rows/journal.ts'
import type { TerminalScope, Unit } from '../../unit.ts'
import type { Held } from '../../gateway/connections.ts'
import { type ComparedRoots, proveCorrections } from '../../corrections/prove.ts'
import { journalKeyText } from './arrivals.ts'
import { apartFrom, readOpenFigures, recordedFigures, sameFigures } from './batch-figures.ts'
import { amountColumns, closeDifferences, journalsWithDifferences, keepProofs, openDifferences } from './differences.ts'
import { openIncidents } from './incidents.ts'
import { type Prefix, prefixOf } from './prefix.ts'
import { type HeldJournal, lockJournals, receivedOf, saveJournals } from './streams.ts'

/** The digest of a heartbeat: what the terminal has through a number that we acknowledged. [P-20.1] */
export interface DigestWord extends Held {
  readonly scope: TerminalScope
  readonly digest: ReadDigest
  readonly tag: Buffer | null
  /** Our tree through that number, where the gateway still has it at hand. */
  readonly known: Prefix | null
}

/**
 * EQUAL or DIFFERENT at the number named. BEYOND: the terminal has an acknowledgement of more than we hold, as after a
 * restore. BEHIND: a later number was compared already.
 */
export type Verdict = 'EQUAL' | 'DIFFERENT' | 'BEYOND' | 'BEHIND'

export interface DigestOutcome {
  readonly terminalId: string
  readonly journal: HeldJournal
  readonly verdict: Verdict
}

/** A gap this old is told as an incident; it is asked for at each heartbeat all the same. */
const GAP_TOLD_AFTER_MS = 60_000

/** How both sides say their roots are tagged by us. */
export type RootTag = (journal: HeldJournal, throughSeq: number, root: Buffer) => Buffer | null

/**
 * Holds digests of heartbeats against our trees. In quiet times nothing is written but the newest watermark that was
 * equal; a change of mind leaves a proof and opens or closes a difference. A journal that is missing in the answer this
 * gateway has lost.
 */
export async function compareDigests(
  unit: Unit,
  gatewayId: string,
  words: readonly DigestWord[],
  hostTag: RootTag,
): Promise<readonly DigestOutcome[]> {
  const journals = await lockJournals(
    unit,
    gatewayId,
    words.map(({ terminalId, fence, digest: { epoch } }) => ({ terminalId, fence, epoch })),
  )
  const works: Work[] = []
  for (const word of words) {
    const journal = journals.get(journalKeyText({ terminalId: word.terminalId, epoch: word.digest.epoch }))
    if (journal !== undefined) works.push(await weigh(unit, word, journal))
  }
  await tellChanges(unit, works, hostTag)
  await proveCorrections(unit, works.filter(({ verdict }) => verdict === 'EQUAL').flatMap(equalRoots(hostTag)))
  await compareTotals(unit, works)
  await tellGaps(unit, works)
  await saveJournals(
    unit,
    works.filter(({ after, journal }) => after !== journal).map(({ after }) => after),
  )
  return works.map(({ word, after, verdict }) => ({ terminalId: word.terminalId, journal: after, verdict }))
}

interface Work {
  readonly word: DigestWord
  readonly journal: HeldJournal
  readonly verdict: Verdict
  readonly host: Prefix | null
  after: HeldJournal
}

async function weigh(unit: Unit, word: DigestWord, journal: HeldJournal): Promise<Work> {
  const { lastSeq, rootStart } = word.digest
  const at = unit.clock.now()
  if (lastSeq > journal.throughSeq)
    return { word, journal, verdict: 'BEYOND', host: null, after: judged(journal, 'DIFFERENT', lastSeq, at) }
  if (lastSeq < journal.equalSeq) return { word, journal, verdict: 'BEHIND', host: null, after: journal }
  const host = word.known?.throughSeq === lastSeq ? word.known : await prefixOf(unit, journal, lastSeq)
  if (!host.root.subarray(0, rootStart.length).equals(rootStart))
    return { word, journal, verdict: 'DIFFERENT', host, after: judged(journal, 'DIFFERENT', lastSeq, at) }
  const isNews = journal.agreement !== 'EQUAL' || lastSeq > journal.equalSeq
  const after = isNews
    ? {
        ...judged(journal, 'EQUAL', lastSeq, at),
        equalSeq: lastSeq,
        equalFrontier: host.frontier,
        equalAt: at,
      }
    : journal
  return { word, journal, verdict: 'EQUAL', host, after }
}

function judged(journal: HeldJournal, agreement: Agreement, comparedSeq: number, at: number): HeldJournal {
  return { ...journal, agreement, comparedSeq, comparedAt: at }
}

/**
 * A proof for whoever changed from one to the other, or was never compared, and for whom a record came twice with two
 * contents while all else was equal: one root behind both ends that too.
 */
async function tellChanges(unit: Unit, works: readonly Work[], hostTag: RootTag): Promise<void> {
  const news = works.filter(({ journal, after }) => journal !== after)
  const open = await journalsWithDifferences(
    unit,
    news.filter(({ verdict }) => verdict === 'EQUAL').map(({ after }) => after),
  )
  const changed = news.filter(
    ({ journal, after }) => journal.agreement !== after.agreement || open.has(journalKeyText(after)),
  )
  const proofs = await keepProofs(
    unit,
    changed.flatMap(({ word, journal, after, host }) =>
      host === null
        ? []
        : [
            {
              ...word.scope,
              epoch: journal.epoch,
              batchId: null,
              kind: 'HEARTBEAT' as const,
              fromSeq: journal.equalSeq + 1,
              throughSeq: host.throughSeq,
              rootTerminal: Buffer.from(word.digest.rootStart),
              rootHost: host.root,
              totalsEqual: null,
              equal: after.agreement === 'EQUAL',
              tagTerminal: word.tag,
              tagHost: hostTag(journal, host.throughSeq, host.root),
            },
          ],
    ),
  )
  for (const { word, journal, after, verdict } of changed) {
    const proof = proofs.find(({ terminalId, epoch }) => terminalId === word.terminalId && epoch === journal.epoch)
    if (after.agreement === 'EQUAL')
      await closeDifferences(unit, journal, { throughSeq: after.equalSeq, proofId: proof?.id ?? null })
    else
      await openDifferences(unit, [
        {
          scope: word.scope,
          epoch: journal.epoch,
          fromSeq: verdict === 'BEYOND' ? journal.throughSeq + 1 : Math.min(journal.equalSeq + 1, word.digest.lastSeq),
          toSeq: word.digest.lastSeq,
          kind: verdict === 'BEYOND' ? 'MISSING_HERE' : 'UNLOCATED',
        },
      ])
  }
}

/** What a new equal watermark says to corrections. The heartbeat holds the start of the root, which is ours. */
function equalRoots(hostTag: RootTag) {
  return ({ word, journal, after, host }: Work): ComparedRoots[] => {
    if (after === journal || host === null) return []
    const root = host.root.toString('hex')
    const { terminalId, epoch } = journal
    const roots = { epoch, throughSeq: host.throughSeq, rootTerminal: root, rootHost: root }
    return [{ terminalId, ...roots, tagTerminal: word.tag, tagHost: hostTag(journal, host.throughSeq, host.root) }]
  }
}

/** Equal trees with other sums: one side adds wrongly. Seen only where nothing is on its way. */
async function compareTotals(unit: Unit, works: readonly Work[]): Promise<void> {
  const asked = works.filter(
    ({ verdict, journal, after, word }) =>
      verdict === 'EQUAL' &&
      after !== journal &&
      journal.ahead.length === 0 &&
      word.digest.lastSeq === journal.throughSeq,
  )
  if (asked.length === 0) return
  const figures = await readOpenFigures(
    unit,
    asked.map(({ journal, word }) => ({
      terminalId: journal.terminalId,
      epoch: journal.epoch,
      batchNo: word.digest.batch,
    })),
  )
  for (const [place, { word, journal }] of asked.entries()) {
    const ours = figures[place]
    if (ours === undefined || ours === null) continue
    const { lastSeq } = word.digest
    const recorded = sameFigures(ours, word.digest) ? ours : await recordedFigures(unit, journal, ours, lastSeq)
    const asRecorded = recorded ?? ours
    // says nothing of the sums of earlier batches
    const own = { fromSeq: ours.openSeq, throughSeq: lastSeq }
    if (sameFigures(asRecorded, word.digest))
      await closeDifferences(unit, journal, { ...own, kinds: ['TOTALS'], proofId: null })
    else
      await openDifferences(unit, [
        {
          ...amountColumns(apartFrom(asRecorded, word.digest)),
          ...{ scope: word.scope, epoch: journal.epoch, fromSeq: ours.openSeq, toSeq: lastSeq, kind: 'TOTALS' },
        },
      ])
  }
}

async function tellGaps(unit: Unit, works: readonly Work[]): Promise<void> {
  const oldest = unit.clock.now() - GAP_TOLD_AFTER_MS
  const due = works.filter(({ after: { gapSince, gapTold } }) => gapSince !== null && gapSince <= oldest && !gapTold)
  for (const work of due) work.after = { ...work.after, gapTold: true }
  await openIncidents(
    unit,
    due.map(({ word, after }) => ({
      ...word.scope,
      kind: 'SEQ_GAP' as const,
      epoch: after.epoch,
      seq: after.throughSeq + 1,
      toSeq: (receivedOf(after).ahead[0]?.first ?? after.throughSeq + 2) - 1,
      reason: 'NOT_SENT',
      deviceId: null,
      leaf: null,
      payloadHash: NO_HASH,
      body: null,
    })),
  )
}

const NO_HASH = Buffer.alloc(32)
