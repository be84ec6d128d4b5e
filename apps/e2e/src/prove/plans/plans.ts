import type { Level } from '@budeng/storage'
import type { Proof } from '../proof.ts'
import { table } from '../table.ts'
import { type Cost, Explaining } from './explaining.ts'
import { type Ground, openGrounds } from './ground.ts'
import { TERMINALS } from './ground-sql.ts'
import { type Screen, SCREENS, type Viewer } from './screens.ts'

const SIZES = { small: 1_000_000, large: 10_000_000 }
/** Pages of 8 KiB that one screen may touch. */
const BUFFERS_MAX = 500
/** Lines that a page of a list looks at, and those that it shows: with so many it is full, and more cost nothing more. */
const ROWS_FULL = 300 + 51
/** Entries that one page of an index holds at least. */
const LEAF_ROWS = 50

/** Who looks at what, by the number of a terminal that is theirs. */
const LEVELS: readonly { readonly name: string; readonly level: Level; readonly terminal: number }[] = [
  { name: 'acquirer', level: { id: 'org_a', kind: 'ACQUIRER', path: 'org_a' }, terminal: 7 },
  { name: 'agent', level: { id: 'org_g0', kind: 'AGENT', path: 'org_a.org_g0' }, terminal: 6 },
  { name: 'merchant', level: { id: 'org_m7', kind: 'MERCHANT', path: 'org_a.org_g1.org_m7' }, terminal: 7 },
  { name: 'store', level: { id: 'org_s7', kind: 'STORE', path: 'org_a.org_g1.org_m7.org_s7' }, terminal: 7 },
]

interface Measured {
  readonly screen: string
  readonly level: string
  readonly small: Cost | null
  readonly large: Cost | null
}

/** `prove plans`: what every screen of money reads, however many records there are. */
export async function provePlans(_seed: number, options: Readonly<Record<string, string>>): Promise<Proof> {
  const small = Number(options.records ?? SIZES.small)
  const large = options.records === undefined ? SIZES.large : small * 10
  const grounds = await openGrounds(options.keep)
  try {
    console.error(`${small} records …`)
    const before = await measureAll(await grounds.open(small))
    console.error(`${large} records …`)
    const after = await measureAll(await grounds.open(large))
    const measured = before.map(({ screen, level, cost }, place) => ({
      screen,
      level,
      small: cost,
      large: after[place]?.cost ?? null,
    }))
    const broken = measured.flatMap(missesOf)
    return { text: textOf(small, large, measured, broken), broken }
  } finally {
    await grounds.close()
  }
}

interface Reading {
  readonly screen: string
  readonly level: string
  /** Null: it did not end within the two seconds that a read has. */
  readonly cost: Cost | null
}

async function measureAll(ground: Ground): Promise<Reading[]> {
  const readings: Reading[] = []
  for (const { name, level, terminal } of LEVELS) {
    const viewer = await viewerOf(ground, level, terminal)
    for (const screen of SCREENS) {
      if (screen.acquirerOnly === true && level.kind !== 'ACQUIRER') continue
      const cost = await costOf(ground, screen, viewer)
      readings.push({ screen: screen.name, level: name, cost })
      if (cost === null || cost.buffers > BUFFERS_MAX) console.error(`${screen.name}, ${name}: ${JSON.stringify(cost)}`)
    }
  }
  return readings
}

async function costOf({ app }: Ground, screen: Screen, viewer: Viewer): Promise<Cost | null> {
  try {
    return await app.read({ path: viewer.level.path }, async (db) => {
      const explaining = new Explaining(db)
      await screen.read(explaining.db, viewer)
      return explaining.cost
    })
  } catch (error) {
    if (error instanceof Error && error.message.includes('statement timeout')) return null
    throw error
  }
}

async function viewerOf({ superuser }: Ground, level: Level, terminal: number): Promise<Viewer> {
  const { rows } = await superuser.query<Viewer>(
    `select t.id as "transactionId", t.tid, t.rrn, t.merchant_id as "merchantId",
       (select b.id from batch b where b.terminal_id = t.terminal_id and b.epoch = t.epoch and b.batch_no = t.batch_no) as "batchId"
     from transaction t where t.terminal_id = $1 and t.stan = '000007'`,
    [`trm_${terminal}`],
  )
  if (rows[0] === undefined) throw new Error('no transaction to look at')
  return { ...rows[0], level }
}

function missesOf({ screen, level, small, large }: Measured): string[] {
  const who = `${screen}, ${level}`
  if (small === null || large === null) return [`${who}: no answer within two seconds`]
  const growth = large.buffers - small.buffers
  // a page that was not full touches a page of the table for each row that it holds now; a full one must not grow by any
  const more = Math.max(0, Math.min(large.rows, ROWS_FULL) - small.rows)
  return [
    ...(large.buffers > BUFFERS_MAX ? [`${who}: ${large.buffers} pages`] : []),
    ...(growth > large.descents + more + Math.ceil(more / LEAF_ROWS)
      ? [
          `${who}: ${growth} pages more with ten times the records, by ${large.descents} descents and ${more} rows more on a page that was not full`,
        ]
      : []),
  ]
}

function textOf(small: number, large: number, measured: readonly Measured[], broken: readonly string[]): string {
  const screens = [...new Set(measured.map(({ screen }) => screen))]
  const cell = (screen: string, level: string) => {
    const found = measured.find((one) => one.screen === screen && one.level === level)
    if (found === undefined) return '–'
    const pages = [found.small, found.large].map((cost) => cost?.buffers ?? '> 2 s').join(' → ')
    const rows = [found.small, found.large].map((cost) => cost?.rows ?? '?').join(' → ')
    const text = `${pages} (${found.large?.descents ?? '?'}; ${rows})`
    return missesOf(found).length === 0 ? text : `**${text}**`
  }
  return [
    '# Plans',
    '',
    `Pages of 8 KiB that a screen touches, EXPLAIN (ANALYZE, BUFFERS) of all its queries together, asked as the API asks: its role, row-level`,
    `security, a page of 50. With ${small.toLocaleString('en-US')} → ${large.toLocaleString('en-US')} records, in brackets how often an index was entered with the many, and the rows that were read. Promised: at most ${BUFFERS_MAX},`,
    `and with ten times the records at most one page more for each entry; a page of a list that was not full may hold more rows, each on a page of its own and fifty on one of the index, until ${ROWS_FULL} are read. Misses are bold.`,
    `\`npm run prove -- plans${small === SIZES.small ? '' : ` --records ${small}`}\``,
    ...(small === SIZES.small ? [] : ['', '**A small run.** The whole one has one and ten million records.']),
    '',
    `The data is made by plain SQL: one acquirer, five agents, 2,000 merchants, 4,000 stores, ${TERMINALS.toLocaleString('en-US')} terminals; for each record one of`,
    '`journal_record` (a short body), `transaction` and `record_line`, for 96 of 100 an entry with three or four postings; batches of 50 with totals and a',
    'proof; four months, each a partition. Every tenth record stands in a file and in the host’s account. Balances of days are made up, not added up.',
    '',
    table(
      ['screen', ...LEVELS.map(({ name }) => name)],
      screens.map((screen) => [screen, ...LEVELS.map(({ name }) => cell(screen, name))]),
    ),
    '',
    broken.length === 0 ? 'Everything as promised.' : `## Misses: ${broken.length}`,
    ...(broken.length === 0 ? [] : ['', ...broken.map((line) => `- ${line}`)]),
  ].join('\n')
}
