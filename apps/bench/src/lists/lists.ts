import { median, percentile, shown } from '../figures.ts'
import { LIST_FLEETS, PAGES_PER_RUN } from '../limits.ts'
import type { Options } from '../options.ts'
import { atMost, type Findings, type Row } from '../report/row.ts'
import type { DatabaseServer } from '../servers/database.ts'
import type { Server } from '../servers/process.ts'
import { type ListFleet, makeListFleet, type ViewerName } from './fleet.ts'
import { handReader, type ListServers, ourReader, peerReader, type Reader, startListServers } from './readers.ts'

const READERS = ['ours', 'by hand', 'PostGraphile'] as const
type ReaderName = (typeof READERS)[number]

/** A page that people look at, and where it lies in its list. */
const CASES = [
  { title: 'first page', viewer: 'acquirer', depth: 0 },
  { title: 'page in the middle, by cursor', viewer: 'acquirer', depth: 0.5 },
  { title: "first page of an agent's", viewer: 'agent', depth: 0 },
] as const satisfies readonly { title: string; viewer: ViewerName; depth: number }[]

interface Measured {
  readonly terminals: number
  readonly title: string
  readonly tookMs: Readonly<Record<ReaderName, number[]>>
  /** Processor time of the server for one page, run by run, PostgreSQL's not counted. */
  readonly cpuMsPerPage: Readonly<Record<ReaderName, number[]>>
}

interface Prepared extends Measured {
  /** Processor time of the reader's server so far; none of its own when it reads by hand. */
  readonly cpuMs: Readonly<Record<ReaderName, () => Promise<number>>>
  readonly read: Readonly<Record<ReaderName, () => Promise<string[]>>>
}

/** PostGraphile is to be left behind, and the size of the fleet not to be felt. */
const GOALS = { ofPeer: 1, ofSmall: 1.2 }

/** (c) A page of the terminal list, read through our API, by hand, and through PostGraphile. */
export async function measureLists(database: DatabaseServer, folder: string, { runs }: Options): Promise<Findings> {
  const closing: (() => Promise<void>)[] = []
  const cases: Prepared[] = []
  for (const terminals of LIST_FLEETS) {
    const fleet = await makeListFleet(database, folder, terminals)
    const servers = await startListServers(fleet)
    closing.push(servers.api.stop, servers.peer.stop)
    for (const viewer of ['acquirer', 'agent'] as const) {
      const readers = {
        ours: await ourReader(servers, fleet, viewer),
        'by hand': await handReader(fleet, viewer),
        PostGraphile: peerReader(servers, fleet, viewer),
      }
      closing.push(...Object.values(readers).map(({ close }) => close))
      for (const one of CASES) if (one.viewer === viewer) cases.push(await prepare(fleet, servers, one, readers))
    }
  }
  // the first run is thrown away: nobody is measured cold
  for (let run = 0; run <= runs; run++) for (const one of cases) await measure(one, run > 0)
  for (const close of closing.toReversed()) await close()
  const measured = cases.map(({ terminals, title, tookMs, cpuMsPerPage }) => ({
    terminals,
    title,
    tookMs,
    cpuMsPerPage,
  }))
  return {
    rows: [...measured.map(besideRow), ...CASES.map(({ title }) => growthRow(measured, title))],
    figures: { measured: measured.map(summary) },
  }
}

async function prepare(
  { terminals }: ListFleet,
  { api, peer }: ListServers,
  { title, depth }: (typeof CASES)[number],
  readers: Readonly<Record<ReaderName, Reader>>,
): Promise<Prepared> {
  // nine of ten terminals are the acquirer's
  const rows = Math.floor(terminals * 0.9 * depth)
  const reading = async ({ page, cursorAt }: Reader) => {
    const cursor = rows === 0 ? null : await cursorAt(rows)
    return () => page(cursor)
  }
  const read = {
    ours: await reading(readers.ours),
    'by hand': await reading(readers['by hand']),
    PostGraphile: await reading(readers.PostGraphile),
  }
  const pages = new Set<string>()
  for (const name of READERS) pages.add((await read[name]()).join(' '))
  if (pages.size !== 1) throw new Error(`${title} at ${terminals}: the readers do not read the same page`)
  const cpuOf = (server: Server) => async () => (await server.usage('now')).cpuMs
  const cpuMs = { ours: cpuOf(api), 'by hand': async () => 0, PostGraphile: cpuOf(peer) }
  const empty = () => ({ ours: [], 'by hand': [], PostGraphile: [] })
  return { terminals, title, read, cpuMs, tookMs: empty(), cpuMsPerPage: empty() }
}

async function measure({ read, cpuMs, tookMs, cpuMsPerPage }: Prepared, isKept: boolean): Promise<void> {
  for (const name of READERS) {
    const before = await cpuMs[name]()
    for (let request = 0; request < PAGES_PER_RUN; request++) {
      const startedAt = performance.now()
      await read[name]()
      if (isKept) tookMs[name].push(performance.now() - startedAt)
    }
    if (isKept) cpuMsPerPage[name].push(((await cpuMs[name]()) - before) / PAGES_PER_RUN)
  }
}

const p99 = (figures: readonly number[]) => percentile(figures, 0.99)
const shownCount = (count: number) => count.toLocaleString('en-US')

function besideRow({ terminals, title, tookMs, cpuMsPerPage }: Measured): Row {
  const spread = (name: ReaderName) => `${shown(median(tookMs[name]))} (p99 ${shown(p99(tookMs[name]))}) ms`
  const processor = (name: ReaderName) => `, processor ${shown(median(cpuMsPerPage[name]))} ms`
  const ratio = median(tookMs.ours) / median(tookMs.PostGraphile)
  return {
    group: 'c',
    what: `${title}, ${shownCount(terminals)} terminals, p50`,
    ours: spread('ours') + processor('ours'),
    beside: `PostGraphile ${spread('PostGraphile')}${processor('PostGraphile')}, by hand ${spread('by hand')}`,
    ratio,
    goal: `< ${GOALS.ofPeer}`,
    holds: ratio < GOALS.ofPeer,
  }
}

function growthRow(measured: readonly Measured[], title: string): Row {
  const [small = Number.NaN, large = Number.NaN] = measured
    .filter((one) => one.title === title)
    .map(({ tookMs }) => p99(tookMs.ours))
  const [few, many] = LIST_FLEETS
  return {
    group: 'c',
    what: `${title}, ${shownCount(many)} terminals, p99`,
    ours: shown(large, 'ms'),
    beside: `${shownCount(few)} terminals ${shown(small, 'ms')}`,
    ratio: large / small,
    ...atMost(large / small, GOALS.ofSmall),
  }
}

function summary({ terminals, title, tookMs, cpuMsPerPage }: Measured) {
  return {
    terminals,
    title,
    ...Object.fromEntries(
      READERS.map((name) => [
        name,
        {
          requests: tookMs[name].length,
          p50Ms: median(tookMs[name]),
          p99Ms: p99(tookMs[name]),
          cpuMsPerPage: median(cpuMsPerPage[name]),
        },
      ]),
    ),
  }
}
