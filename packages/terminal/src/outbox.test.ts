import { makeAck } from '@budeng/protocol'
import { TEST_SECRETS } from '@budeng/protocol/testing'
import { describe, expect, test } from 'vitest'
import { Bench, settle } from './testing.ts'

async function silent(): Promise<Bench> {
  const bench = new Bench()
  bench.wire.acknowledges = false
  return bench.start()
}

describe('reports and replies until our acknowledgement [P-10]', () => {
  test('they are sent again until it comes, then forgotten', async () => {
    const bench = await silent()
    bench.terminal.reportFault('HW_PRINTER_JAM', true, 'MINOR')
    await bench.scheduler.advance(15_000)
    await bench.scheduler.advance(30_000)
    expect(bench.wire.of('fault')).toHaveLength(3)
    expect(bench.terminal.view.waiting).toBe(2)
    bench.wire.ack('report')
    expect(bench.terminal.view.waiting).toBe(0)
    await bench.scheduler.advance(600_000)
    expect(bench.wire.of('fault')).toHaveLength(3)
  })

  test.each([
    ['a forged tag', { tag: 'A'.repeat(43) }, 'ack BAD_TAG'],
    ['a claim of more than was tagged', { throughSeq: 99 }, 'ack BAD_TAG'],
  ])('%s forgets nothing', async (_, change, refusal) => {
    const bench = await silent()
    bench.wire.ack('report', change)
    expect(bench.refusals()).toContain(refusal)
    expect(bench.terminal.view.waiting).toBe(1)
  })

  test('an acknowledgement of an older era or another epoch is refused [P-10.4]', async () => {
    const bench = await silent()
    bench.wire.era = 0
    bench.wire.ack('report')
    bench.wire.era = 1
    bench.wire.epoch = 2
    bench.wire.ack('report')
    expect(bench.refusals()).toEqual(['ack OLD_ERA', 'ack OTHER_EPOCH'])
    expect(bench.terminal.view.waiting).toBe(1)
  })

  test('what is missing is sent again at once, the rest is forgotten', async () => {
    const bench = await silent()
    bench.terminal.reportFault('HW_PRINTER_JAM', true, 'MINOR')
    bench.terminal.reportFault('HW_PRINTER_JAM', false, 'MINOR')
    await settle()
    bench.wire.sendObject(
      makeAck({ stream: 'report', era: 1, epoch: 1, throughSeq: 3, missing: [2] }, TEST_SECRETS.ack),
    )
    await settle()
    expect(bench.wire.of('fault').map(({ seq }) => seq)).toEqual([2, 3, 2])
    expect(bench.terminal.view.waiting).toBe(1)
  })

  test('after a power cut all that waits is sent again with the same numbers, under the new conn', async () => {
    const bench = await silent()
    bench.terminal.reportFault('NET_WEAK', true, 'WARNING')
    await settle()
    await bench.powerCycle()
    expect(bench.wire.of('fault')).toMatchObject([
      { seq: 2, conn: 1 },
      { seq: 2, conn: 2 },
    ])
    expect(bench.wire.of('boot').map(({ seq }) => seq)).toEqual([1, 1, 3])
  })

  test('a thousand messages made offline arrive in order, 64 in flight', async () => {
    const bench = new Bench()
    bench.wire.accepts = false
    await bench.start()
    for (let i = 0; i < 1_000; i++) bench.terminal.reportFault('NET_WEAK', i % 2 === 0, 'WARNING')
    bench.wire.accepts = true
    bench.wire.acknowledges = false
    await bench.scheduler.advance(300_000)
    const seqs = [...new Set([...bench.wire.of('boot'), ...bench.wire.of('fault')].map(({ seq }) => seq))]
    expect(seqs).toHaveLength(64)
    bench.wire.acknowledges = true
    bench.wire.ack('report')
    while (bench.terminal.view.waiting > 0) await settle()
    const all = bench.wire.of('fault').map(({ seq }) => seq)
    expect(new Set(all).size).toBe(1_000)
    expect(Math.max(...all)).toBe(1_001)
  })
})
