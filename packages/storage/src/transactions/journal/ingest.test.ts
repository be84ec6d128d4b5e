import { Frontier, leafHash } from '@budeng/kernel'
import type { JournalRecord } from '@budeng/transactions'
import { describe, expect, test } from 'vitest'
import { openDoors } from '../../doors.fixture.ts'
import { handClock } from '../../fleet.fixture.ts'
import { PLATFORM_ACTOR } from '../../unit.ts'
import { PLATFORM_SCOPE } from '../../scope.ts'
import type { ArrivedRecord } from './arrivals.ts'
import {
  arrived,
  follow,
  ingest,
  type JournalHand,
  makeJournals,
  reversal,
  sale,
  unreadable,
} from './journal.fixture.ts'
import { sha256 } from '../../sha256.ts'
import { EMPTY_ROOT } from './tree.ts'

const clock = handClock(Date.parse('2027-01-15T09:00:00Z'))
const { owner, gateway } = await openDoors(clock, 'owner', 'gateway')
let made = 0

async function journals(count: number): Promise<JournalHand[]> {
  const code = `j${String.fromCharCode(97 + made++)}`
  return await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => makeJournals(unit, gateway, count, code))
}
const journal = async () => (await journals(1))[0] as JournalHand
const rows = <Row extends object>(sql: string, ...params: unknown[]) =>
  owner.read(PLATFORM_SCOPE, (db) => db.query<Row>(sql, params))

function rootOf(records: readonly ArrivedRecord[]): Buffer {
  const tree = new Frontier(sha256)
  for (const { leaf } of records.toSorted((a, b) => a.seq - b.seq)) tree.append(leafHash(sha256, leaf))
  return Buffer.from(tree.root())
}

/** Everything that follows from a terminal's records, without what is new each time. */
async function stateOf({ terminalId }: JournalHand): Promise<unknown> {
  const facts = `seq, type, batch_no, stan, msg_class, auth_state, reversal_state, follow_up_state, net_amount::text, seqs, facts`
  return {
    records: await rows(
      `select seq, state, batch_no, stan, msg_class, encode(leaf, 'hex') as leaf from journal_record where terminal_id = $1 order by seq`,
      terminalId,
    ),
    stream: await rows(
      `select through_seq, ahead, encode(root, 'hex') as root, encode(frontier, 'hex') as frontier from journal_stream where terminal_id = $1`,
      terminalId,
    ),
    transactions: await rows(
      `select ${facts} from transaction where terminal_id = $1 order by batch_no, stan, msg_class`,
      terminalId,
    ),
    lines: await rows(
      `select at, type, stan, auth_state, reversal_state, follow_up_state, amount::text from record_line where terminal_id = $1 order by batch_no, stan, type`,
      terminalId,
    ),
    totals: await rows(
      `select b.batch_no, b.record_count, b.open_seq, t.currency, t.exponent, t.card_scope, t.side, t.count, t.amount::text from batch b
       left join batch_total t on t.batch_id = b.id and t.count <> 0 where b.terminal_id = $1 order by 1, 4, 5, 6, 7`,
      terminalId,
    ),
  }
}

/** A day of one terminal: sales, a void, a refund, a reversal, a foreign one, a next batch. */
function day(): JournalRecord[] {
  const records = Array.from({ length: 12 }, (_, place) => sale(place + 1))
  const [first, second, third] = records
  if (first === undefined || second === undefined || third === undefined) throw new Error('no sales')
  return [
    ...records,
    follow('PURCHASE_VOID', first, 20, { amount: first.amount ?? '' }),
    follow('REFUND', second, 21, { amount: '50' }),
    sale(22, { outcome: 'UNKNOWN' }),
    reversal(sale(22), 23),
    { type: 'REVERSAL_STATUS', outcome: 'CONFIRMED', original: { batch: '000001', stan: '000022', type: 'PURCHASE' } },
    sale(24, { scope: 'FOREIGN', currency: 'JPY', exponent: 0 }),
    { type: 'SETTLE', batch: '000001', stan: '000025', outcome: 'APPROVED' },
    sale(1, { batch: '000002' }),
    reversal(third, 2),
  ]
}

/** A shuffle that is the same for the same seed. */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed
  const next = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0)
  return items
    .map((item) => [next(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item)
}

describe('records that come', () => {
  test('are kept, and the root is that of their leaves', async () => {
    const hand = await journal()
    const all = day().map((record, place) => arrived(record, place + 1))
    const outcome = await hand.bringThese(all)
    expect(outcome).toMatchObject({ fresh: all.length, repeated: 0, conflicts: 0, quarantined: 0 })
    expect(outcome.stream.throughSeq).toBe(all.length)
    expect(outcome.stream.root).toEqual(rootOf(all))
    const [event, ...others] = await rows<{ data: object }>(
      `select data from event where type = 'JournalReceived' and terminal_id = $1`,
      hand.terminalId,
    )
    expect(others).toEqual([])
    expect(event?.data).toEqual({
      epoch: 1,
      fromSeq: 1,
      throughSeq: all.length,
      records: all.length,
      root: rootOf(all).toString('hex'),
    })
  })

  test('come to the same state in any order, repeated a hundred times, in any pieces', async () => {
    const [plain, ...others] = await journals(5)
    if (plain === undefined) throw new Error('no terminal')
    const all = day().map((record, place) => arrived(record, place + 1))
    await plain.bringThese(all)
    const expected = await stateOf(plain)
    for (const [place, hand] of others.entries()) {
      const repeats = place === 0 ? 100 : 3
      const many = shuffled(
        Array.from({ length: repeats }).flatMap(() => all),
        place + 1,
      )
      const size = [many.length, 1 + place * 3, 7, 250][place] ?? 10
      for (let from = 0; from < many.length; from += size) await hand.bringThese(many.slice(from, from + size))
      expect(await stateOf(hand)).toEqual(expected)
    }
  })

  test('of many terminals are committed together', async () => {
    const hands = await journals(40)
    const outcomes = await ingest(
      gateway,
      shuffled(hands, 7).map((hand) => hand.arrival(day().map((record, place) => arrived(record, place + 1)))),
    )
    expect(outcomes).toHaveLength(40)
    const [first, ...rest] = await Promise.all(hands.map(stateOf))
    for (const each of rest) expect(each).toEqual(first)
  })

  test('of a terminal that another gateway holds are not taken', async () => {
    const hand = await journal()
    const [lost] = await ingest(gateway, [hand.arrival([arrived(sale(1), 1)], { fence: 2 })])
    expect(lost).toBeUndefined()
    expect(await rows('select from journal_record where terminal_id = $1', hand.terminalId)).toEqual([])
  })

  test('of an epoch that is over are taken into its own tree; of one to come they are not', async () => {
    const hand = await journal()
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute('update terminal set journal_epoch = 2 where id = $1', [hand.terminalId]),
    )
    const old = [1, 2].map((seq) => arrived(sale(seq), seq))
    const now = [1, 2, 3].map((seq) => arrived(sale(seq, { amount: '7' }), seq, 2))
    const outcomes = await ingest(gateway, [
      hand.arrival(now, { epoch: 2 }),
      hand.arrival(old),
      hand.arrival(old, { epoch: 3 }),
    ])
    expect(outcomes.map(({ arrival, stream }) => [arrival.epoch, stream.throughSeq, stream.newest])).toEqual([
      [2, 3, true],
      [1, 2, false],
    ])
    expect(outcomes.map(({ stream }) => stream.root)).toEqual([rootOf(now), rootOf(old)])
  })
})

describe('a gap', () => {
  test.each([1, 10_000])('of %i holds the tree back until it closes', async (size) => {
    const hand = await journal()
    const all = Array.from({ length: size + 2 }, (_, place) => arrived(sale(place + 1), place + 1))
    const [first, ...rest] = all
    const last = rest.pop()
    if (first === undefined || last === undefined) throw new Error('no records')
    const gapped = await hand.bringThese([first, last])
    expect(gapped.stream).toMatchObject({ throughSeq: 1, ahead: [size + 2, size + 2] })
    expect(gapped.stream.gapSince).toBe(clock.now())
    expect(gapped.stream.root).toEqual(rootOf([first]))
    for (let from = 0; from < rest.length; from += 2_500) await hand.bringThese(rest.slice(from, from + 2_500))
    const [closed] = await rows<{ through: number; gapSince: number | null; root: Buffer }>(
      `select through_seq as through, gap_since as "gapSince", root from journal_stream where terminal_id = $1`,
      hand.terminalId,
    )
    expect(closed).toEqual({ through: size + 2, gapSince: null, root: rootOf(all) })
  })

  test('from the beginning leaves the empty tree', async () => {
    const hand = await journal()
    const { stream } = await hand.bringThese([arrived(sale(5), 5)])
    expect(stream).toMatchObject({ throughSeq: 0, ahead: [5, 5] })
    expect(stream.root).toEqual(EMPTY_ROOT)
  })
})

describe('one key', () => {
  const incidents = (hand: JournalHand) =>
    rows<{ kind: string; seq: number; reason: string }>(
      'select kind, seq, reason from journal_incident where terminal_id = $1 order by seq, kind',
      hand.terminalId,
    )

  test('with another content is a conflict: the first stays, and the number counts as received', async () => {
    const hand = await journal()
    const first = arrived(sale(1), 1)
    await hand.bringThese([first])
    const other = arrived(sale(1, { amount: '999' }), 1)
    for (let time = 0; time < 3; time++)
      expect(await hand.bringThese([other])).toMatchObject({ conflicts: 1, fresh: 0 })
    expect(await incidents(hand)).toEqual([{ kind: 'KEY_CONFLICT', seq: 1, reason: 'SEQ' }])
    const [kept] = await rows<{ body: string }>(
      'select body from journal_record where terminal_id = $1',
      hand.terminalId,
    )
    expect(kept?.body).toBe(first.body)
  })

  test('whoever wrote it: two devices on one terminal are noticed', async () => {
    const hand = await journal()
    await hand.bringThese([arrived(sale(1), 1)])
    const outcome = await hand.bringThese([arrived(sale(1, { amount: '999' }), 1)], { deviceId: 'dev_other' })
    expect(outcome).toMatchObject({ conflicts: 1, otherDevice: true })
  })

  test('of batch and STAN under another number: the number is received, the money moves once', async () => {
    const hand = await journal()
    const same = sale(1)
    const other = sale(1, { amount: '999' })
    const outcome = await hand.bring([same, same, other])
    expect(outcome).toMatchObject({ fresh: 3, repeated: 1, conflicts: 1 })
    expect(outcome.stream.throughSeq).toBe(3)
    expect(
      await rows('select seq, state from journal_record where terminal_id = $1 order by seq', hand.terminalId),
    ).toEqual([
      { seq: 1, state: 'TAKEN' },
      { seq: 2, state: 'REPEATED' },
      { seq: 3, state: 'CONFLICT' },
    ])
    expect(await incidents(hand)).toEqual([{ kind: 'KEY_CONFLICT', seq: 3, reason: 'STAN' }])
    expect(await rows('select amount::text, seqs from transaction where terminal_id = $1', hand.terminalId)).toEqual(
      [{ amount: 101n, seqs: [1] }].map(({ seqs }) => ({ amount: '101', seqs })),
    )
  })
})

test('what cannot be read is put aside, counts as received and enters the tree as it was sent', async () => {
  const hand = await journal()
  const all = [arrived(sale(1), 1), unreadable(2), arrived(sale(3), 3)]
  const outcome = await hand.bringThese(all)
  expect(outcome).toMatchObject({ quarantined: 1, fresh: 3 })
  expect(outcome.stream).toMatchObject({ throughSeq: 3, unproven: 1 })
  expect(outcome.stream.root).toEqual(rootOf(all))
  expect(await hand.bringThese(all)).toMatchObject({ fresh: 0, repeated: 3, conflicts: 0 })
})

test('a reversal that comes before its original waits for it', async () => {
  const hand = await journal()
  const original = sale(1)
  await hand.bringThese([arrived(reversal(original, 2), 2)])
  const state = () =>
    rows('select type, auth_state, reversal_state, seqs from transaction where terminal_id = $1', hand.terminalId)
  expect(await state()).toEqual([{ type: null, auth_state: 'EXPECTED', reversal_state: 'REQUIRED', seqs: [2] }])
  await hand.bringThese([arrived(original, 1)])
  expect(await state()).toEqual([
    { type: 'PURCHASE', auth_state: 'APPROVED', reversal_state: 'REQUIRED', seqs: [1, 2] },
  ])
  const lines = await rows<{ at: number }>('select at from record_line where terminal_id = $1', hand.terminalId)
  expect(lines).toEqual([{ at: Date.parse('2027-01-15T08:00:00Z') }])
})

test('a year-old record stands in its own year, one from a wrong clock when it came', async () => {
  const hand = await journal()
  await hand.bring([
    sale(1, { at: '2026-01-01T00:30:00Z', type: 'OFFLINE_SALE', outcome: 'OFFLINE_APPROVED' }),
    sale(2, { at: '2031-01-01T00:00:00Z' }),
  ])
  expect(
    await rows(
      `select t.effective_date::text, l.at from transaction t join record_line l on l.id = t.id where t.terminal_id = $1 order by t.stan`,
      hand.terminalId,
    ),
  ).toEqual([
    { effective_date: '2026-01-01', at: Date.parse('2026-01-01T00:30:00Z') },
    { effective_date: '2027-01-15', at: clock.now() },
  ])
})

describe('a record that comes late for its batch', () => {
  test('is taken, marked, and counted in the batch that is open', async () => {
    const hand = await journal()
    await hand.bring([sale(1), sale(2), sale(1, { batch: '000002' })])
    const close = `update batch set state = 'CLOSED', through_seq = 2, closed_at = now() where terminal_id = $1 and batch_no = '000001'`
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.execute(close, [hand.terminalId]))
    await hand.bring([sale(9)], 4)
    const batches = await rows(
      `select b.batch_no, b.record_count, b.late_count, t.count, t.amount::text from batch b join batch_total t on t.batch_id = b.id
       where b.terminal_id = $1 order by 1`,
      hand.terminalId,
    )
    expect(batches).toEqual(
      [
        { batch_no: '000001', record_count: 2, late_count: 1, count: 2, amount: 203n },
        { batch_no: '000002', record_count: 1, late_count: 0, count: 1, amount: 101n },
      ].map((row) => ({ ...row, amount: String(row.amount) })),
    )
    const adjustments = await rows(
      `select o.batch_no as open, b.batch_no as batch, a.seq, a.count, a.amount::text from batch_adjustment a
       join batch b on b.id = a.batch_id join batch o on o.id = a.open_batch_id where a.terminal_id = $1`,
      hand.terminalId,
    )
    expect(adjustments).toEqual([{ open: '000002', batch: '000001', seq: 4, count: 1, amount: '109' }])
    expect(
      await rows('select late from record_line where terminal_id = $1 and stan = $2', hand.terminalId, '000009'),
    ).toEqual([{ late: true }])
  })

  test('waits for the next batch when none is open', async () => {
    const hand = await journal()
    await hand.bring([sale(1)])
    await owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      unit.execute(`update batch set state = 'CLOSED', through_seq = 1, closed_at = now() where terminal_id = $1`, [
        hand.terminalId,
      ]),
    )
    await hand.bring([sale(2)], 2)
    const taken = () =>
      rows(
        'select o.batch_no as open from batch_adjustment a left join batch o on o.id = a.open_batch_id where a.terminal_id = $1',
        hand.terminalId,
      )
    expect(await taken()).toEqual([{ open: null }])
    await hand.bring([sale(3, { batch: '000002' })], 3)
    expect(await taken()).toEqual([{ open: '000002' }])
  })
})

test('nobody changes or removes what a journal says: not by right, and the owner not by force', async () => {
  const hand = await journal()
  await hand.bring([sale(1)])
  await hand.bringThese([unreadable(2)])
  const forced = [
    'delete from journal_record',
    'update journal_record set path = path',
    'update journal_record set body = null',
    'truncate journal_record',
    'truncate partition.journal_record_1',
    'delete from journal_incident',
    'update journal_incident set path = path',
    ...['journal_incident', 'consistency_proof', 'journal_archive'].map((table) => `truncate ${table}`),
  ]
  for (const sql of forced)
    await expect(
      owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => unit.execute(sql)),
      sql,
    ).rejects.toThrow(/append-only/)
})
