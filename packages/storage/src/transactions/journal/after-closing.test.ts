import { describe, expect, test } from 'vitest'
import { byPlatform, openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import { JOURNAL_BODIES_KEPT_MS } from '../../limits.ts'
import { PLATFORM_SCOPE } from '../../scope.ts'
import { PLATFORM_ACTOR } from '../../unit.ts'
import { archiveBatch, makeRecordMonths, readArchive } from './archive.ts'
import { sumsAsOf, transactionAsOf } from './as-of.ts'
import { arrived, follow, type JournalHand, makeJournal, reversal, sale } from './journal.fixture.ts'
import { settleClosedBatch } from './settle.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, gateway, worker, app } = await openDoors(clock, 'owner', 'gateway', 'worker', 'app')
let hand: JournalHand

const rows = <Row extends object>(sql: string, ...params: unknown[]) =>
  owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql, params))
const work = byPlatform(worker)
const make = (code: string) => byPlatform(owner)((unit) => makeJournal(unit, gateway, code))
const close = (at: number) =>
  owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
    unit.execute(`update batch set state = 'CLOSED', through_seq = 2, closed_at = $2 where terminal_id = $1`, [
      hand.terminalId,
      new Date(at),
    ]),
  )

test('months of lines are made ahead, once', async () => {
  expect(await work(makeRecordMonths)).toBe(3)
  expect(await work(makeRecordMonths)).toBe(0)
  hand = await make('ma')
  await hand.bring([sale(1), sale(2)])
  const [where] = await rows<{ name: string }>(
    'select distinct tableoid::regclass::text as name from record_line where terminal_id = $1',
    hand.terminalId,
  )
  expect(where?.name).toBe('partition.record_line_2027_01')
})

describe('a batch that is closed', () => {
  test('is told to its transactions', async () => {
    await close(clock.now())
    expect(await work(settleClosedBatch)).toMatch(/^bat_/)
    expect(await work(settleClosedBatch)).toBeNull()
    expect(
      await rows(
        `select distinct t.settlement_state, l.settlement_state as line from transaction t join record_line l on l.id = t.id where t.terminal_id = $1`,
        hand.terminalId,
      ),
    ).toEqual([{ settlement_state: 'IN_CLOSED_BATCH', line: 'IN_CLOSED_BATCH' }])
  })

  test('goes into the archive when it is old: keys and hashes stay, and a repeat is still a repeat', async () => {
    expect(await work(archiveBatch)).toBeNull()
    clock.advance(JOURNAL_BODIES_KEPT_MS + 1)
    const id = await work(archiveBatch)
    expect(await work(archiveBatch)).toBeNull()
    expect(await owner.read(PLATFORM_SCOPE, (db) => readArchive(db, id ?? ''))).toEqual(
      [1, 2].map((seq) => ({ seq, body: arrived(sale(seq), seq).body })),
    )
    expect(
      await rows(
        'select body, length(leaf) as leaf, stan from journal_record where terminal_id = $1 order by seq',
        hand.terminalId,
      ),
    ).toEqual([
      { body: null, leaf: 32, stan: '000001' },
      { body: null, leaf: 32, stan: '000002' },
    ])
    expect(await hand.bring([sale(1), sale(2, { amount: '9' })])).toMatchObject({ repeated: 1, conflicts: 1 })
  })

  test('that is open or young keeps its bodies, whoever asks', async () => {
    const other = await make('mb')
    await other.bring([sale(1)])
    await expect(
      owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        unit.query('select journal_bodies_erase(id) from batch where terminal_id = $1', [other.terminalId]),
      ),
    ).rejects.toThrow(/append-only/)
  })
})

describe('as of a time', () => {
  test('a transaction is what was known of it then', async () => {
    const other = await make('mc')
    const original = sale(1)
    await other.bring([original])
    const before = clock.now()
    clock.advance(60_000)
    await other.bring([reversal(original, 2)], 2)
    const [row] = await rows<{ id: string }>('select id from transaction where terminal_id = $1', other.terminalId)
    const asOf = (at: number) => owner.read(PLATFORM_SCOPE, (db) => transactionAsOf(db, row?.id ?? '', at))
    expect((await asOf(before))?.axes).toMatchObject({ auth: 'APPROVED', reversal: 'NONE' })
    expect((await asOf(clock.now()))?.axes).toMatchObject({ auth: 'APPROVED', reversal: 'REQUIRED' })
    expect(await asOf(before - 1)).toMatchObject({ facts: null, axes: null })
  })

  test('sums are of what had occurred, was recorded and counts then', async () => {
    const other = await make('md')
    await other.bring([sale(1, { at: '2027-01-14T08:00:00Z' }), sale(2, { at: '2027-01-15T08:00:00Z' })])
    const before = clock.now()
    clock.advance(60_000)
    await other.bring([follow('REFUND', sale(1), 3, { amount: '50', at: '2027-01-15T09:00:00Z' })], 3)
    const [branch] = await rows<{ id: string; path: string }>(
      `select n.id, n.path::text from node n join terminal t on t.acquirer_id = n.id where t.id = $1`,
      other.terminalId,
    )
    const level = { id: branch?.id ?? '', kind: 'ACQUIRER', path: branch?.path ?? '' } as const
    const occurred = { from: Date.parse('2027-01-15T00:00:00Z'), to: Date.parse('2027-01-16T00:00:00Z') }
    const sums = (asOf: Parameters<typeof sumsAsOf>[2]) =>
      app.read({ path: level.path }, (db) => sumsAsOf(db, level, asOf))
    const line = (type: string, count: number, amount: bigint) => ({
      currency: 'CNY',
      exponent: 2,
      type,
      count,
      amount,
    })
    expect(await sums({ occurred })).toEqual([line('PURCHASE', 1, 102n), line('REFUND', 1, 50n)])
    expect(await sums({ occurred, recordedThrough: before })).toEqual([line('PURCHASE', 1, 102n)])
    expect(
      await sums({
        occurred: { from: 0, to: occurred.to },
        effective: { from: '2027-01-14', to: '2027-01-14' },
      }),
    ).toEqual([line('PURCHASE', 1, 101n)])
  })
})
