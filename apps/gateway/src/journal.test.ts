import { isAckGenuine, isBatchNoticeGenuine, sha256, toBase64url } from '@budeng/protocol'
import { COMPARE_ASKED_EVENT, PLATFORM_ACTOR, PLATFORM_SCOPE, type TerminalScope } from '@budeng/storage'
import { bucketDigests, leafDigests } from '@budeng/transactions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway } from './gateway.ts'
import { type House, openHouse } from './testing/house.ts'
import { JournalHandwriting, sale, six } from './testing/journal-hand.ts'
import { until } from './testing/until.ts'

let house: House
let gateway: Gateway
let used = 0

beforeAll(async () => {
  house = await openHouse(24)
  gateway = await house.gateway()
})
afterAll(() => house.close())

const holds = (check: () => Promise<boolean>) => until(async () => expect(await check()).toBe(true))

async function join(): Promise<JournalHandwriting> {
  const terminal = house.terminal(used++, gateway)
  await terminal.join({ level: 2, journalSeq: 0, journalFrom: 0 })
  return new JournalHandwriting(terminal)
}
const rows = <Row extends object>(sql: string, { terminal }: JournalHandwriting) =>
  house.rows<Row>(sql, [terminal.device.terminalId])
const count = (hand: JournalHandwriting, table: string) =>
  rows<{ count: number }>(`select count(*)::int as count from ${table} where terminal_id = $1`, hand).then(
    ([row]) => row?.count,
  )

describe('records', () => {
  test('are acknowledged after the commit, with the root of all that is there', async () => {
    const hand = await join()
    hand.write(sale(1), sale(2), sale(3))
    await hand.send()
    const ack = await hand.ack(3)
    expect(ack).toMatchObject({ throughSeq: 3, missing: [], root: toBase64url(hand.root()) })
    expect(isAckGenuine(ack, hand.terminal.secrets.ack)).toBe(true)
    expect(await count(hand, 'journal_record')).toBe(3)
    expect(await count(hand, 'transaction')).toBe(3)
    expect(await rows('select bool_and(proven) as proven from journal_record where terminal_id = $1', hand)).toEqual([
      { proven: true },
    ])
  })

  test('that come again are acknowledged again, and a gap is named until it closes', async () => {
    const hand = await join()
    const all = hand.write(...Array.from({ length: 40 }, (_, place) => sale(place + 1)))
    await hand.send(all.filter(({ seq }) => seq % 2 === 0))
    const open = await hand.ack(1, false)
    expect(open.missing).toHaveLength(32)
    expect(open.throughSeq).toBe(32)
    expect(open.root).toBe(toBase64url(hand.root(0)))
    await hand.send(all.filter(({ seq }) => seq % 2 === 1))
    expect((await hand.ack(40)).root).toBe(toBase64url(hand.root()))
    await hand.send(all)
    await hand.ack(40)
    expect(await count(hand, 'journal_record')).toBe(40)
  })

  test('with another content under a known number, or that cannot be read, count as received', async () => {
    const hand = await join()
    hand.write(sale(1))
    hand.writeText('{"type":"NOTHING"}')
    hand.write(sale(3))
    await hand.send()
    await hand.ack(3)
    const other = {
      seq: 1,
      leaf: toBase64url(hand.leafOf(sale(1, { amount: '9' }), 1)),
      body: JSON.stringify(sale(1, { amount: '9' })),
    }
    await hand.send([other])
    await hand.ack(3)
    expect(await rows('select kind, seq from journal_incident where terminal_id = $1 order by seq', hand)).toEqual([
      { kind: 'KEY_CONFLICT', seq: 1 },
      { kind: 'QUARANTINED', seq: 2 },
    ])
    expect(
      await rows('select kind, from_seq, amount from open_difference where terminal_id = $1 order by 2', hand),
    ).toEqual([
      { kind: 'ALTERED', from_seq: 1, amount: 92 },
      { kind: 'UNPROVEN', from_seq: 2, amount: null },
    ])
  })

  test('with a leaf that is not theirs are taken and marked', async () => {
    const hand = await join()
    const [wire] = hand.write(sale(1))
    await hand.send([{ seq: 1, body: wire?.body ?? '', leaf: toBase64url(Buffer.alloc(32, 7)) }])
    await hand.ack(1)
    expect(await rows('select state, proven from journal_record where terminal_id = $1', hand)).toEqual([
      { state: 'TAKEN', proven: false },
    ])
    // all of it is in doubt
    expect(await rows('select kind, amount::text, currency from open_difference where terminal_id = $1', hand)).toEqual(
      [{ kind: 'UNPROVEN', amount: '101', currency: 'CNY' }],
    )
  })

  test('of an epoch that is not there are put aside, those of an old one are taken', async () => {
    const hand = await join()
    const { terminal } = hand
    const next = new JournalHandwriting(terminal, 2)
    next.write(sale(1))
    await next.send()
    await until(
      async () =>
        (await rows(`select from quarantine where terminal_id = $1 and reason = 'UNKNOWN_EPOCH'`, hand)).length === 1,
    )
    await house.rows('select 1')
    await house.owner.write({ path: null }, { kind: 'PLATFORM', id: null }, (unit) =>
      unit.execute('update terminal set journal_epoch = 2 where id = $1', [terminal.device.terminalId]),
    )
    const welcome = await terminal.join({ level: 2, journalSeq: 1, epoch: 1 })
    expect(welcome).toMatchObject({ epoch: 2, journalSeq: 0 })
    hand.write(sale(7))
    await hand.send()
    expect((await hand.ack(1)).epoch).toBe(1)
    await next.send()
    expect((await next.ack(1)).root).toBe(toBase64url(next.root()))
  })

  test('of a terminal that lost its store begin a higher epoch', async () => {
    const hand = await join()
    hand.write(sale(1))
    await hand.send()
    await hand.ack(1)
    const welcome = await hand.terminal.join({ level: 2, storeLost: true, journalSeq: 0 })
    expect(welcome).toMatchObject({ epoch: 2, journalSeq: 0 })
  })
})

describe('a batch', () => {
  const notice = (hand: JournalHandwriting, state: string) =>
    hand.terminal.down('batch', (message) => message.state === state)

  test('opens, closes when all is there and both sides are the same, and says so', async () => {
    const hand = await join()
    await hand.terminal.publish('batchOpen', { epoch: 1, batch: '000001', openSeq: 1 })
    await notice(hand, 'OPEN')
    hand.write(sale(1), sale(2))
    await hand.close('000001')
    const waiting = await notice(hand, 'CLOSING')
    expect(waiting).toMatchObject({ throughSeq: 2 })
    await hand.send()
    const closed = await notice(hand, 'CLOSED')
    expect(closed).toMatchObject({ batch: '000001', throughSeq: 2, root: toBase64url(hand.root()) })
    expect(isBatchNoticeGenuine(closed, hand.terminal.secrets.ack)).toBe(true)
    await hand.close('000001')
    expect((await notice(hand, 'CLOSED')).at).toBe(closed.at)
    const [proof, ...others] = await rows<{ equal: boolean; totals_equal: boolean; tag: boolean }>(
      `select equal, totals_equal, tag_terminal is not null and tag_host is not null as tag from consistency_proof where terminal_id = $1`,
      hand,
    )
    expect([proof, others]).toEqual([{ equal: true, totals_equal: true, tag: true }, []])
    expect(
      await rows(
        `select t.count, t.amount::text, t.said_count, t.said_amount::text from batch b join batch_total t on t.batch_id = b.id where b.terminal_id = $1`,
        hand,
      ),
    ).toEqual([{ count: 2, amount: '203', said_count: 2, said_amount: '203' }])
  })

  test('closes while records of the next one arrive', async () => {
    const hand = await join()
    hand.write(sale(1), sale(2), sale(1, { batch: '000002' }), sale(2, { batch: '000002' }))
    await Promise.all([
      hand.send(hand.written.slice(2)),
      hand.close('000001', { throughSeq: 2 }),
      hand.send(hand.written.slice(0, 2)),
    ])
    await notice(hand, 'CLOSED')
    await hand.ack(4)
    expect(
      await rows('select batch_no, state, record_count from batch where terminal_id = $1 order by 1', hand),
    ).toEqual([
      { batch_no: '000001', state: 'CLOSED', record_count: 2 },
      { batch_no: '000002', state: 'OPEN', record_count: 2 },
    ])
  })

  test('with another sum is not balanced: the terminal is asked to send it again', async () => {
    const hand = await join()
    hand.write(sale(1), sale(2))
    await hand.send()
    await hand.ack(2)
    await hand.close('000001', {
      totals: [{ currency: 'CNY', exponent: 2, scope: 'DOMESTIC', side: 'DEBIT', count: 2, amount: '999' }],
    })
    await notice(hand, 'UPLOADING')
    await hand.send()
    await holds(async () => {
      const [batch] = await rows<{ through: number }>(
        'select uploaded_through as through from batch where terminal_id = $1',
        hand,
      )
      return batch?.through === 2
    })
    expect(await rows('select state, imbalances from batch where terminal_id = $1', hand)).toEqual([
      { state: 'UPLOADING', imbalances: ['TOTALS'] },
    ])
    expect(await rows('select kind, amount::text, currency from open_difference where terminal_id = $1', hand)).toEqual(
      [{ kind: 'TOTALS', amount: '796', currency: 'CNY' }],
    )
  })

  test('with something that cannot be read is never balanced', async () => {
    const hand = await join()
    hand.write(sale(1))
    hand.writeText('{}')
    await hand.send()
    await hand.close('000001')
    await notice(hand, 'UPLOADING')
    expect(await rows('select imbalances, unproven_count from batch where terminal_id = $1', hand)).toEqual([
      { imbalances: ['QUARANTINED'], unproven_count: 1 },
    ])
  })

  test('whose number began anew raises the epoch', async () => {
    const hand = await join()
    hand.write(sale(1, { batch: '999999' }))
    await hand.terminal.publish('batchOpen', { epoch: 1, batch: '999999', openSeq: 1 })
    await hand.send()
    await hand.ack(1)
    await hand.terminal.publish('batchOpen', { epoch: 1, batch: '000001', openSeq: 2 })
    await notice(hand, 'OPEN')
    await holds(async () => {
      const [row] = await house.rows<{ epoch: number }>('select journal_epoch as epoch from terminal where id = $1', [
        hand.terminal.device.terminalId,
      ])
      return row?.epoch === 2
    })
  })
})

describe('a digest', () => {
  const stream = (hand: JournalHandwriting) =>
    rows<{ agreement: string; equal: number }>(
      'select agreement, equal_seq as equal from journal_stream where terminal_id = $1',
      hand,
    ).then(([row]) => row)

  test('that is the same moves the watermark, and costs nothing when it comes again', async () => {
    const hand = await join()
    hand.write(sale(1), sale(2))
    await hand.send()
    await hand.ack(2)
    hand.terminal.beat({ digest: hand.digest('000001') })
    await holds(async () => (await stream(hand))?.equal === 2)
    expect(await stream(hand)).toEqual({ agreement: 'EQUAL', equal: 2 })
    expect(await rows('select kind, equal from consistency_proof where terminal_id = $1', hand)).toEqual([
      { kind: 'HEARTBEAT', equal: true },
    ])
    const before = gateway.metrics().digests['EQUAL']
    hand.terminal.beat({ digest: hand.digest('000001') })
    hand.write(sale(3))
    await hand.send(hand.written.slice(2))
    await hand.ack(3)
    hand.terminal.beat({ digest: hand.digest('000001') })
    await holds(async () => (await stream(hand))?.equal === 3)
    expect(gateway.metrics().digests['EQUAL']).toBe((before ?? 0) + 1)
  })

  test('that differs is located in two rounds, down to the record, and closes when both are equal again', async () => {
    const hand = await join()
    hand.write(...Array.from({ length: 60 }, (_, place) => sale(place + 1)))
    await hand.send()
    await hand.ack(60)
    // what the terminal has now is another record at number 17
    const changed = sale(17, { amount: '50' })
    const original = hand.written[16]
    const leaf = toBase64url(hand.leafOf(changed, 17))
    hand.written[16] = { seq: 17, leaf, body: JSON.stringify(changed), record: changed }
    hand.terminal.beat({ digest: hand.digest('000001') })
    const leafAt = (seq: number) => Buffer.from(hand.written[seq - 1]?.leaf ?? '', 'base64url')
    const first = await hand.terminal.down('compare')
    expect(first).toMatchObject({ step: 'BUCKETS', from: 1, to: 60 })
    const answer = (digests: Uint8Array) => ({ epoch: 1, firstSeq: 1, digests: toBase64url(digests) })
    await hand.terminal.publish('compared', {
      id: first.id,
      step: 'BUCKETS',
      ...answer(bucketDigests(sha256, first, leafAt)),
    })
    const second = await hand.terminal.down('compare', ({ step }) => step === 'LEAVES')
    expect(second.buckets).toEqual([Math.floor(16 / first.size)])
    await hand.terminal.publish('compared', {
      id: first.id,
      step: 'LEAVES',
      ...answer(leafDigests(second, second.buckets ?? [], leafAt)),
    })
    const third = await hand.terminal.down('compare', ({ step }) => step === 'RECORDS')
    expect(third.seqs).toEqual([17])
    await hand.terminal.publish('compared', {
      id: first.id,
      step: 'RECORDS',
      epoch: 1,
      firstSeq: 1,
      records: [{ seq: 17, leaf, body: JSON.stringify(changed) }],
    })
    const open = () =>
      rows(
        'select kind, from_seq, amount::text, round_trips, body_terminal is not null as shown, closed_at is null as open from open_difference where terminal_id = $1 order by kind',
        hand,
      )
    await holds(async () => (await open()).some((row) => (row as { shown: boolean }).shown))
    expect(await open()).toEqual([
      { kind: 'ALTERED', from_seq: 17, amount: '67', round_trips: 2, shown: true, open: true },
      { kind: 'UNLOCATED', from_seq: 1, amount: null, round_trips: null, shown: false, open: false },
    ])
    if (original !== undefined) hand.written[16] = original
    hand.terminal.beat({ digest: hand.digest('000001') })
    await holds(async () => (await stream(hand))?.agreement === 'EQUAL')
    expect(await open()).toEqual([
      { kind: 'ALTERED', from_seq: 17, amount: '67', round_trips: 2, shown: true, open: false },
      { kind: 'UNLOCATED', from_seq: 1, amount: null, round_trips: null, shown: false, open: false },
    ])
  })

  test('a comparison that somebody asks for: equal costs one round trip, and is told', async () => {
    const hand = await join()
    hand.write(...Array.from({ length: 40 }, (_, place) => sale(place + 1)))
    await hand.send()
    await hand.ack(40)
    const { terminalId } = hand.terminal.device
    const [batch] = await rows<{ id: string }>('select id from batch where terminal_id = $1', hand)
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      const [terminal] = await unit.query<TerminalScope>(
        'select id as "terminalId", acquirer_id as "acquirerId", agent_id as "agentId", merchant_id as "merchantId", store_id as "storeId", path::text from terminal where id = $1',
        [terminalId],
      )
      const data = { batch: '000001', epoch: 1, fromSeq: 1, throughSeq: 40 }
      const about = { subject: batch?.id ?? '', path: terminal?.path ?? '', at: unit.clock.now(), data }
      if (terminal !== undefined) unit.append([{ type: COMPARE_ASKED_EVENT, terminal, ...about }])
    })
    const asked = await hand.terminal.down('compare')
    expect(asked).toMatchObject({ step: 'BUCKETS', from: 1, to: 40 })
    const leafAt = (seq: number) => Buffer.from(hand.written[seq - 1]?.leaf ?? '', 'base64url')
    await hand.terminal.publish('compared', {
      ...{ id: asked.id, step: 'BUCKETS', epoch: 1, firstSeq: 1 },
      digests: toBase64url(bucketDigests(sha256, asked, leafAt)),
    })
    const told = () =>
      rows<{ data: object }>(`select data from event where terminal_id = $1 and type = 'BatchCompared'`, hand)
    await holds(async () => (await told()).length === 1)
    expect(await told()).toMatchObject([{ data: { differing: 0, roundTrips: 1, wireBytes: expect.any(Number) } }])
    expect(await rows('select compared_at is not null as compared from batch where terminal_id = $1', hand)).toEqual([
      { compared: true },
    ])
  })

  test('of more than we hold, as after a restore, is a difference, and the terminal learns how far we are', async () => {
    const hand = await join()
    hand.write(sale(1), sale(2))
    await hand.send(hand.written.slice(0, 1))
    await hand.ack(1)
    hand.terminal.beat({ digest: hand.digest('000001') })
    await hand.ack(1)
    expect((await stream(hand))?.agreement).toBe('DIFFERENT')
    await hand.send()
    await hand.ack(2)
    hand.terminal.beat({ digest: hand.digest('000001') })
    await holds(async () => (await stream(hand))?.agreement === 'EQUAL')
    expect(
      await rows('select kind, closed_at is null as open from open_difference where terminal_id = $1', hand),
    ).toEqual([{ kind: 'MISSING_HERE', open: false }])
  })

  test('with a gap before it makes us ask again', async () => {
    const hand = await join()
    hand.write(sale(1), sale(2), sale(3))
    await hand.send([hand.written[0], hand.written[2]].flatMap((wire) => wire ?? []))
    await hand.ack(3, false)
    hand.terminal.beat({ digest: hand.digest('000001', 1) })
    expect((await hand.ack(3, false)).missing).toEqual([2, 2])
    house.clock.advance(61_000)
    hand.terminal.beat({ digest: hand.digest('000001', 1), uptimeSec: 2 })
    await until(
      async () =>
        (await rows(`select from journal_incident where terminal_id = $1 and kind = 'SEQ_GAP'`, hand)).length === 1,
    )
  })

  test(`of a terminal with batch ${six(1)} and other sums is told`, async () => {
    const hand = await join()
    hand.write(sale(1))
    await hand.send()
    await hand.ack(1)
    hand.terminal.beat({ digest: hand.digest('000001').replace(/^.{22}/, hand.digest('000001').slice(0, 20) + 'AB') })
    await until(
      async () =>
        (await rows(`select from open_difference where terminal_id = $1 and kind = 'TOTALS'`, hand)).length === 1,
    )
  })
})
