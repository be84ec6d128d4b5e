import { expect, test } from 'vitest'
import { openDoors } from '../doors.fixture.ts'
import { handClock } from '../fleet.fixture.ts'
import { PLATFORM_ACTOR, PLATFORM_SCOPE } from '../index.ts'
import { column, generated, nullable, primary, table } from './table.ts'
import { columnList, insertSelect, unnestInsert, unnestUpdate } from './unnest.ts'

interface Row {
  id: string
  ordinal: number
  path: string
  count: number
  large: number
  isOn: boolean
  seenAt: number | null
  data: unknown
  bytes: Buffer
  names: string[]
  numbers: number[]
  times: number[]
}

const rowTable = table<Row>('row_of_test', {
  id: primary('text'),
  ordinal: generated('bigint'),
  path: column('ltree'),
  count: column('int'),
  large: column('bigint'),
  isOn: column('boolean'),
  seenAt: nullable('instant'),
  data: column('json'),
  bytes: column('bytea'),
  names: column('text[]'),
  numbers: column('bigint[]'),
  times: column('instant[]'),
})

const { owner: storage } = await openDoors(handClock(0), 'owner')
await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
  unit.execute(`create table row_of_test (id text primary key, ordinal bigint generated always as identity, path ltree, count int, large bigint,
    is_on boolean, seen_at timestamptz, data jsonb, bytes bytea, names text[], numbers bigint[], times timestamptz[])`),
)

const ODD = ['', ' ', 'a,b', '{x}', '"quoted"', "o'clock", 'back\\slash', 'null', 'NULL', '补登', 'line\nbreak', '🙂']
const rowOf = (id: string, n: number): Omit<Row, 'ordinal'> => ({
  id,
  path: 'a.b',
  count: 7 - n,
  large: Number.MAX_SAFE_INTEGER - n,
  isOn: n % 2 === 0,
  seenAt: n % 3 === 0 ? null : 1_793_885_787_123 + n,
  data: [{ text: ODD[n % ODD.length], list: [1, null, 'x'] }, null],
  bytes: Buffer.from([0, 255, n % 256]),
  names: n % 4 === 0 ? [] : ODD,
  numbers: [n, Number.MAX_SAFE_INTEGER],
  times: [0, 1_793_885_787_123],
})
const read = () =>
  storage.read(PLATFORM_SCOPE, (db) =>
    db.query<Row>(`select ${columnList(rowTable, 'row')} from row_of_test as row order by ordinal`),
  )

test('every type of column comes back as it went in, in the order of the rows', async () => {
  const rows = ODD.map((text, n) => rowOf(`${text}${n}`, n))
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    expect(await unnestInsert(unit, rowTable, rows)).toBe(rows.length)
  })
  expect((await read()).map(({ ordinal: _ordinal, ...row }) => row)).toEqual(rows)
})

test('an update touches the named properties of the named rows, and nothing else', async () => {
  const before = await read()
  const [first, second] = before
  if (first === undefined || second === undefined) throw new Error('no rows')
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unnestUpdate(unit, rowTable, [{ ...second, names: ['new'], seenAt: null, count: 99 }], ['names', 'seenAt']),
  )
  expect(await read()).toEqual([first, { ...second, names: ['new'], seenAt: null }, ...before.slice(2)])
})

test('no row is no statement', async () => {
  await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
    expect(await unnestInsert(unit, rowTable, [])).toBe(0)
    expect(await unnestUpdate(unit, rowTable, [], ['names'])).toBe(0)
  })
})

test('a property that the table does not have is a fault', () => {
  expect(() => insertSelect(rowTable, [], ['nothing' as 'id'])).toThrow('row_of_test has no nothing')
})
