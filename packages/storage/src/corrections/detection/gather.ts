import { type LooseLine, readPlace } from '@budeng/corrections'
import type { Instant } from '@budeng/kernel'
import { LOOK_PLACES_MAX } from '../../limits.ts'
import type { CorrectionCaseRow } from '../../rows/index.ts'
import { hostsTold } from '../../transactions/matching/host-words.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { openCasesOfTerminals } from '../cases/case-list.ts'
import type { PlaceKey } from '../cases/sides.ts'
import { caseOf } from '../cases/stored-case.ts'
import { type FileWord, keysOfLines, readFileWords, readLooseLines } from './files.ts'
import { type FeeWord, readFees } from './fees.ts'
import { type HostWord, readHosts } from './hosts.ts'
import { type JournalWords, readJournalWords } from './journals.ts'
import { type LookedJournal, type LookedTerminal, readDrained, readLookedJournals } from './terminals.ts'
import { keysOfDays, keysOfRecords, type ReadTransaction, readMates, readTransactions } from './transactions.ts'

/** All that one look at terminals of one acquirer has read. */
export interface Gathered {
  readonly acquirerId: string
  readonly terminals: ReadonlyMap<string, LookedTerminal>
  readonly journals: readonly LookedJournal[]
  /** The places that were asked for. */
  readonly keys: readonly (PlaceKey & { readonly tid: string })[]
  readonly own: readonly ReadTransaction[]
  /** Of other terminals, or of weeks ago, with the same tap or charge. */
  readonly mates: readonly ReadTransaction[]
  readonly hosts: readonly HostWord[]
  /** Up to when the host has told; null: it never told. */
  readonly told: Instant | null
  readonly drained: ReadonlyMap<string, Instant>
  readonly files: ReadonlyMap<string, FileWord>
  readonly loose: readonly (LooseLine & { readonly terminalId: string })[]
  readonly fees: ReadonlyMap<string, FeeWord>
  readonly words: JournalWords
  readonly cases: readonly CorrectionCaseRow[]
  readonly repeatMerchants: ReadonlySet<string>
  readonly aggregatorPairs: ReadonlySet<string>
}

/** Reads what rules ask of the terminals of one acquirer, a fixed number of statements for all of them. */
export async function gather(
  unit: Unit,
  acquirerId: string,
  terminals: readonly LookedTerminal[],
  places: readonly PlaceKey[],
  { withNews }: { readonly withNews: boolean } = { withNews: true },
): Promise<Gathered> {
  const ids = terminals.map(({ scope }) => scope.terminalId)
  const read = await readLookedJournals(unit, ids)
  const journals = withNews ? read : read.map((journal) => ({ ...journal, records: [], isCut: false }))
  const cases = withNews ? await openCasesOfTerminals(unit, ids) : []
  const loose = await readLooseLines(unit, ids)
  const keys = keysOf(terminals, [
    ...keysOfRecords(journals),
    ...places,
    ...keysOfCases(cases, terminals),
    ...(await keysOfDays(unit, terminals)),
    ...(await keysOfLines(unit, loose)),
  ])
  const own = await readTransactions(unit, keys)
  const mates = await readMates(unit, own)
  const hosts = await readHosts(unit, [
    ...keys,
    ...mates.map(({ row: { terminalId, batchNo, stan, msgClass, tid } }) => ({
      ...{ terminalId, batchNo, stan, msgClass, tid },
    })),
  ])
  return {
    ...{ acquirerId, journals, keys, own, mates, hosts, cases },
    terminals: new Map(terminals.map((each) => [each.scope.terminalId, each])),
    told: (await hostsTold(unit, [acquirerId])).get(acquirerId) ?? null,
    drained: await readDrained(unit, ids),
    files: await readFileWords(unit, own),
    loose,
    fees: await readFees(unit, own),
    words: await readJournalWords(unit, terminals),
    ...(await readExceptions(unit, acquirerId)),
  }
}

/** Each place once, no more than one look takes of each terminal. */
function keysOf(
  terminals: readonly LookedTerminal[],
  keys: readonly PlaceKey[],
): (PlaceKey & { readonly tid: string })[] {
  const tids = new Map(terminals.map(({ scope, tid }) => [scope.terminalId, tid]))
  const unique = new Map<string, PlaceKey & { readonly tid: string }>()
  for (const { terminalId, batchNo, stan, msgClass } of keys) {
    const tid = tids.get(terminalId)
    // what moves no money by itself has no transaction of its own
    if (tid === undefined || !(msgClass === 'FIN' || msgClass === 'AUTH')) continue
    unique.set(`${terminalId} ${batchNo} ${stan} ${msgClass}`, { terminalId, batchNo, stan, msgClass, tid })
  }
  return [...unique.values()]
}

function keysOfCases(cases: readonly CorrectionCaseRow[], terminals: readonly LookedTerminal[]): PlaceKey[] {
  const byTid = new Map(terminals.map(({ scope, tid }) => [tid, scope.terminalId]))
  return cases.flatMap((row) => {
    const subjects = caseOf(row).hits.flatMap((hit) => hit.subjects)
    return subjects.slice(0, LOOK_PLACES_MAX).flatMap((subject) => {
      const place = readPlace(subject)
      const terminalId = place === null ? undefined : byTid.get(place.tid)
      if (place === null || terminalId === undefined) return []
      const { batch, stan, msgClass } = place.key
      return [{ terminalId, batchNo: batch, stan, msgClass }]
    })
  })
}

async function readExceptions(
  db: Scoped,
  acquirerId: string,
): Promise<Pick<Gathered, 'repeatMerchants' | 'aggregatorPairs'>> {
  const rows = await db.query<{ kind: string; value: string }>(
    'select kind, value from rule_exception where acquirer_id = $1 and until > $2',
    [acquirerId, new Date(db.clock.now())],
  )
  const of = (kind: string) => new Set(rows.filter((row) => row.kind === kind).map(({ value }) => value))
  return { repeatMerchants: of('REPEAT_MERCHANT'), aggregatorPairs: of('AGGREGATOR_PAIR') }
}
