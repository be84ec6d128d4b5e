import {
  type Command,
  CORRECTION_OPS,
  fromBase64url,
  type Outcome,
  readCorrectionAnswer,
  signCommand,
} from '@budeng/protocol'
import { TEST_COMMAND_KEY, TEST_CORRECTION_KEY } from '@budeng/protocol/testing'
import { AMENDMENT_OPS, type JournalRecord, parseRecord } from '@budeng/transactions'
import { describe, expect, test, vi } from 'vitest'
import { MemoryStore } from '../store.ts'
import { type Bench, settle, TEST_IDENTITY, testCommand, testCommandId, tradingBench } from '../testing.ts'
import { FailingStore } from '../testing-power.ts'

vi.setConfig({ testTimeout: 120_000 })

type Params = Command['params']

const SALE = { amount: '1111', currency: 'CNY', exponent: 2 } as const
const ORIGINAL = { batch: '000007', stan: '000002', type: 'PURCHASE' }

/** A terminal that has sold once: record 2. */
async function soldOnce(store?: FailingStore): Promise<Bench> {
  const bench = await tradingBench(store)
  await bench.till.online('PURCHASE', SALE)
  await settle()
  return bench
}

function leafHex(bench: Bench, seq: number, epoch = 1): string {
  const leaf = bench.store.state.journal.epochs.get(epoch)?.records.get(seq)?.leaf ?? ''
  return fromBase64url(leaf)?.toString('hex') ?? ''
}

/** The sale was 11.00, unless told otherwise. */
function order(bench: Bench, change: Params = {}): Params {
  return {
    correctionId: 'cor_1',
    epoch: 1,
    op: 'AMEND',
    targetSeq: 2,
    targetLeaf: leafHex(bench, 2),
    original: ORIGINAL,
    version: 1,
    patch: { amount: '1100' },
    ...change,
  }
}

const INSERTED = {
  type: 'PURCHASE',
  batch: '000007',
  stan: '000090',
  amount: '500',
  currency: 'CNY',
  exponent: '2',
  outcome: 'APPROVED',
}
const insertion = (change: Params = {}): Params => ({
  correctionId: 'cor_9',
  epoch: 1,
  op: 'INSERT',
  version: 1,
  patch: INSERTED,
  ...change,
})

/** Sends a correction and answers with its result. */
async function correct(bench: Bench, seq: number, params: Params): Promise<Outcome> {
  await bench.command('CORRECTION_APPLY', seq, { params })
  await settle()
  const result = bench.results.findLast(({ id }) => id === testCommandId(seq))
  if (result === undefined) throw new Error(`no result came: ${bench.refusals().join()}`)
  const { status, code, data } = result
  return data === undefined ? { status, code } : { status, code, data }
}

function recordsOf(bench: Bench, epoch = 1): JournalRecord[] {
  return [...(bench.store.state.journal.epochs.get(epoch)?.records.values() ?? [])].map(({ body }) => {
    const parsed = parseRecord(body)
    if (!parsed.ok) throw new Error(`no record: ${parsed.fault.code} ${parsed.fault.member}`)
    return parsed.record
  })
}
const amendments = (bench: Bench) => recordsOf(bench).filter(({ type }) => type === 'AMENDMENT')

test('the names of what is done are the record’s', () => expect(CORRECTION_OPS).toEqual(AMENDMENT_OPS))

describe('a correction is applied [P-22.5]', () => {
  test('as the next record; the answer names its place, its leaf and the root through it', async () => {
    const bench = await soldOnce()
    const result = await correct(bench, 1, order(bench))
    const answer = readCorrectionAnswer(result)
    const { wire } = bench
    expect(answer).toEqual({
      code: 'APPLIED',
      amendmentSeq: 3,
      throughSeq: 3,
      leaf: wire.journal.held.get(1)?.get(3)?.leaf,
      root: wire.journal.rootThrough(1, 3),
    })
    expect(wire.journal.bodies().at(-1)).toMatchObject({
      type: 'AMENDMENT',
      original: ORIGINAL,
      amendment: { op: 'AMEND', correctionId: 'cor_1', version: 1, targetSeq: 2, patch: { amount: '1100' } },
    })
    expect(bench.store.state.journal.epochs.get(1)).toMatchObject({ lastSeq: 3, equalThrough: 3 })
  })

  test('original and versions stay readable; the receipt names the correction [P-22.10]', async () => {
    const bench = await soldOnce()
    expect(bench.terminal.receiptOf(2)?.lines).toEqual(['PURCHASE 000007 000002 APPROVED', 'CNY 11.11'])
    await correct(bench, 1, order(bench))
    await correct(bench, 2, order(bench, { correctionId: 'cor_2', version: 2, patch: { amount: '1010' } }))
    await correct(bench, 3, order(bench, { correctionId: 'cor_3', version: 3, op: 'MARK_DISPUTED', patch: {} }))
    const receipt = bench.terminal.receiptOf(2)
    expect(receipt).toMatchObject({
      original: { amount: '1111' },
      effective: { amount: '1010' },
      mark: 'DISPUTED',
      versions: [
        { version: 1, seq: 3, patch: { amount: '1100' } },
        { version: 2, seq: 4, patch: { amount: '1010' } },
        { version: 3, seq: 5 },
      ],
    })
    expect(receipt?.lines).toEqual([
      'PURCHASE 000007 000002 APPROVED',
      'CNY 10.10',
      '争议交易 / disputed',
      '原 / original: CNY 11.11',
      '更正 3 / correction 3',
    ])
    await bench.powerCycle()
    expect(bench.terminal.receiptOf(2)).toEqual(receipt)
    expect(bench.terminal.receiptOf(99)).toBeNull()
  })

  test('a transaction that the journal lacks is inserted, once, and can be corrected in its turn', async () => {
    const bench = await soldOnce()
    expect(await correct(bench, 1, insertion())).toMatchObject({ code: 'APPLIED', data: { amendmentSeq: 3 } })
    expect(await correct(bench, 2, insertion({ correctionId: 'cor_10' }))).toMatchObject({
      status: 'REJECTED',
      code: 'NACK_POLICY',
      data: { reason: 'KEY_TAKEN' },
    })
    expect(bench.terminal.receiptOf(3)?.lines.at(-1)).toBe('更正 1 / correction 1')
    const original = { batch: '000007', stan: '000090', type: 'PURCHASE' }
    const target = { targetSeq: 3, targetLeaf: leafHex(bench, 3), original, correctionId: 'cor_11' }
    expect(await correct(bench, 3, order(bench, { ...target, version: 2 }))).toMatchObject({ code: 'APPLIED' })
    expect(bench.terminal.receiptOf(3)?.effective).toMatchObject({ amount: '1100', stan: '000090' })
  })

  test('totals and closings are of what was recorded [P-22.9]', async () => {
    const bench = await soldOnce()
    await correct(bench, 1, order(bench))
    await correct(bench, 2, insertion())
    await bench.till.settle()
    await settle()
    expect(bench.wire.journal.closings.at(-1)).toMatchObject({ count: 3, totals: [{ count: 1, amount: '1111' }] })
    expect(bench.store.state.journal.digestFault).toBe(false)
  })

  test('a batch that was closed before stays as it was, and the answer says adjustment [P-22.8]', async () => {
    const bench = await soldOnce()
    await bench.till.settle()
    await settle()
    const { slip } = bench.terminal
    expect(await correct(bench, 1, order(bench))).toMatchObject({ code: 'APPLIED', data: { adjustment: true } })
    expect(bench.terminal.slip).toEqual(slip)
    bench.host.batch = '000008'
    await bench.signOn()
    const other = { ...INSERTED, batch: '000008' }
    const { data } = await correct(bench, 2, insertion({ patch: other }))
    expect(data).not.toHaveProperty('adjustment')
  })

  test('it waits for the order that is under way [P-9.7]', async () => {
    const bench = await soldOnce()
    let release = () => {}
    bench.hostLink.hold = new Promise((resolve) => (release = resolve))
    void bench.till.online('PURCHASE', SALE)
    await settle()
    await bench.command('CORRECTION_APPLY', 1, { params: order(bench) })
    expect(bench.wire.of('defer')).toMatchObject([{ reason: 'IN_TRANSACTION' }])
    release()
    await settle()
    await settle()
    expect(bench.results).toMatchObject([{ code: 'APPLIED', data: { amendmentSeq: 4 } }])
  })
})

describe('repeats [P-22.7]', () => {
  test('the same bytes, and the same correction in another command, are answered as before', async () => {
    const bench = await soldOnce()
    const params = order(bench)
    const first = await correct(bench, 1, params)
    await bench.till.online('PURCHASE', SALE)
    expect(await correct(bench, 1, params)).toEqual(first)
    expect(await correct(bench, 2, params)).toEqual(first)
    await bench.powerCycle()
    expect(await correct(bench, 3, params)).toEqual(first)
    expect(amendments(bench)).toHaveLength(1)
  })

  test('the same correction with another content is refused', async () => {
    const bench = await soldOnce()
    await correct(bench, 1, order(bench))
    const other = await correct(bench, 2, order(bench, { patch: { amount: '1' } }))
    expect(other).toEqual({ status: 'REJECTED', code: 'NACK_POLICY', data: { reason: 'OTHER_CORRECTION' } })
    expect(amendments(bench)).toHaveLength(1)
  })

  test.each([
    ['not yet', false],
    ['already', true],
  ])('the power goes at every write, which is %s on the medium: one amendment, one answer', async (_, cutsAfter) => {
    const run = async (write: number) => {
      const store = new FailingStore(new MemoryStore(TEST_IDENTITY))
      const bench = await soldOnce(store)
      const before = store.writes
      store.writesLeft = write
      store.cutsAfter = cutsAfter
      store.onCut = () => bench.terminal.stop(false)
      await bench.command('CORRECTION_APPLY', 1, { params: order(bench) })
      await settle()
      const writes = store.writes - before
      store.powerOn()
      await bench.powerCycle()
      await bench.scheduler.advance(60_000)
      // what was lost on the way is published again
      await bench.command('CORRECTION_APPLY', 1, { params: order(bench) })
      await bench.scheduler.advance(60_000)
      const results = bench.results.filter(({ id }) => id === testCommandId(1))
      return { bench, writes, answers: [...new Set(results.map(({ code, data }) => JSON.stringify({ code, data })))] }
    }
    const whole = await run(Number.POSITIVE_INFINITY)
    expect(whole.answers).toHaveLength(1)
    expect(whole.writes).toBeGreaterThanOrEqual(4)
    for (let write = 0; write < whole.writes; write++) {
      const { bench, answers } = await run(write)
      expect([write, answers.length]).toEqual([write, 1])
      expect(amendments(bench)).toHaveLength(1)
      const root = bench.wire.journal.rootThrough(1, 3)
      expect(JSON.parse(answers[0] ?? '')).toMatchObject({ code: 'APPLIED', data: { amendmentSeq: 3, root } })
    }
  })
})

describe('what is not applied [P-22.5]', () => {
  test.each<[string, (bench: Bench) => Params, object]>([
    ['another leaf', (b) => order(b, { targetLeaf: leafHex(b, 1) }), { code: 'NACK_BASE' }],
    ['a place not written yet', (b) => order(b, { targetSeq: 50 }), { code: 'NACK_BASE', data: { leaf: null } }],
    ['another epoch', (b) => order(b, { epoch: 2 }), { code: 'NACK_EPOCH', data: { epoch: 1 } }],
    [
      'another original',
      (b) => order(b, { original: { ...ORIGINAL, stan: '000001' } }),
      { code: 'NACK_POLICY', data: { reason: 'WRONG_ORIGINAL' } },
    ],
    [
      'a member that no record has',
      (b) => order(b, { patch: { colour: 'red' } }),
      { code: 'NACK_POLICY', data: { reason: 'UNREADABLE' } },
    ],
    [
      'a value that no record has',
      (b) => order(b, { patch: { outcome: 'REQUIRED' } }),
      { code: 'NACK_POLICY', data: { reason: 'UNREADABLE' } },
    ],
    [
      'half a record',
      () => insertion({ patch: { type: 'PURCHASE', batch: '000007', stan: '000091' } }),
      { code: 'NACK_POLICY', data: { reason: 'UNREADABLE' } },
    ],
    [
      'a sign-on as a transaction',
      () => insertion({ patch: { type: 'SIGN_ON', batch: '000007', stan: '000091', outcome: 'APPROVED' } }),
      { code: 'NACK_POLICY', data: { reason: 'UNREADABLE' } },
    ],
    ['a root', (b) => order(b, { root: 'x' }), { code: 'BAD_PARAMETERS' }],
    ['no target', (b) => ({ ...order(b), targetSeq: null }), { code: 'BAD_PARAMETERS' }],
    ['a target of an insertion', () => insertion({ targetSeq: 2 }), { code: 'BAD_PARAMETERS' }],
    ['an unknown op', (b) => order(b, { op: 'ERASE' }), { code: 'BAD_PARAMETERS' }],
    [
      'more than fits',
      (b) =>
        order(b, {
          patch: Object.fromEntries(
            [...'abcdefghijklmnopqrstuvwxyzabcdefghijkl'].map((c, i) => [
              c + 'abcdefghijkl'[i % 12] + 'x',
              'y'.repeat(64),
            ]),
          ),
        }),
      { code: 'BAD_PARAMETERS' },
    ],
  ])('%s', async (_, params, answer) => {
    const bench = await soldOnce()
    expect(await correct(bench, 1, params(bench))).toMatchObject({ status: 'REJECTED', ...answer })
    expect(amendments(bench)).toEqual([])
  })

  test('another base is told with the own leaf', async () => {
    const bench = await soldOnce()
    const { data } = await correct(bench, 1, order(bench, { targetLeaf: '00'.repeat(32) }))
    expect(data).toEqual({ leaf: bench.wire.journal.held.get(1)?.get(2)?.leaf })
  })

  test('an older version', async () => {
    const bench = await soldOnce()
    await correct(bench, 1, order(bench, { version: 2 }))
    const later = await correct(bench, 2, order(bench, { correctionId: 'cor_2', version: 2 }))
    expect(later).toMatchObject({ code: 'NACK_POLICY', data: { reason: 'OLD_VERSION' } })
  })

  test('a target of an older epoch', async () => {
    const bench = await soldOnce()
    const params = order(bench)
    bench.wire.epoch = 2
    bench.wire.cut()
    await bench.scheduler.advance(60_000)
    expect(bench.store.state.epoch).toBe(2)
    expect(await correct(bench, 1, params)).toEqual({ status: 'REJECTED', code: 'NACK_EPOCH', data: { epoch: 2 } })
  })

  test('a target that was erased', async () => {
    const bench = await soldOnce()
    const params = order(bench)
    bench.wire.journal.closesTo = 'CLOSED'
    await bench.till.settle()
    await settle()
    await bench.scheduler.advance(20 * 3_600_000)
    for (let days = 0; days < 4; days++) {
      bench.wire.serverTime += 24 * 3_600_000
      bench.wire.cut()
      await bench.scheduler.advance(23 * 3_600_000)
    }
    bench.terminal.beat()
    expect(bench.store.state.journal.epochs.get(1)?.erasedThrough).toBeGreaterThanOrEqual(2)
    const late = { issuedAt: bench.wire.serverTime, notAfter: bench.wire.serverTime + 48 * 3_600_000 }
    await bench.command('CORRECTION_APPLY', 1, { params, ...late })
    await settle()
    expect(bench.results.at(-1)).toMatchObject({ status: 'REJECTED', code: 'NACK_ERASED', data: { journalFrom: 4 } })
  })
})

describe('who may correct [P-22.1]', () => {
  test('a command key signs no correction, a correction key nothing else', async () => {
    const bench = await soldOnce()
    const forged = testCommand('CORRECTION_APPLY', 1, { params: order(bench) })
    bench.wire.send(signCommand(forged.payload, TEST_COMMAND_KEY))
    bench.wire.send(signCommand(testCommand('RELOGIN', 2).payload, TEST_CORRECTION_KEY))
    bench.wire.send(`${forged.token.slice(0, -6)}AAAAAA`)
    await settle()
    expect(bench.refusals()).toEqual(['command WRONG_USE', 'command WRONG_USE', 'command BAD_SIGNATURE'])
    expect(bench.results).toEqual([])
    expect(amendments(bench)).toEqual([])
  })

  test('for another device, expired, or replayed under a number that was taken', async () => {
    const bench = await soldOnce()
    await bench.command('CORRECTION_APPLY', 1, { params: order(bench), tid: '10000002' })
    expect(bench.refusals()).toEqual(['command FOREIGN'])
    await bench.command('CORRECTION_APPLY', 2, { params: order(bench), notAfter: bench.wire.serverTime - 1 })
    await bench.command('CORRECTION_APPLY', 3, { params: order(bench), seq: 2 })
    expect(bench.results.map(({ code }) => code)).toEqual(['EXPIRED', 'OUTSIDE_WINDOW'])
    expect(amendments(bench)).toEqual([])
  })

  test('below level L3 it is not supported [P-13.6]', async () => {
    const bench = await tradingBench(undefined, { level: 2 })
    expect(bench.wire.of('hello')[0]).toMatchObject({ level: 2 })
    expect(bench.wire.of('hello')[0]?.supports).not.toContain('CORRECTION_APPLY')
    expect(await correct(bench, 1, insertion())).toEqual({ status: 'REJECTED', code: 'UNSUPPORTED' })
  })

  test('at L3 it is', async () => {
    const bench = await tradingBench()
    expect(bench.wire.of('hello')[0]).toMatchObject({ level: 3 })
    expect(bench.wire.of('hello')[0]?.supports).toContain('CORRECTION_APPLY')
  })
})
