import { type CorrectionAnswer, readCorrectionAnswer } from '@budeng/protocol'
import { draftEnrolment, enrol, httpHost, systemRandom } from '@budeng/terminal'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Bench } from '../certify/bench.ts'
import { type SimulatedFleet, startFleet } from '../terminals/fleet.ts'
import { memoryDisk } from '../terminals/shared-disk.ts'
import { createTimerWheel, type TimerWheel } from '../time/wheel.ts'
import { behaviourOf, type BehaviourName } from './index.ts'

// every wait is for something that comes; on a busy machine it comes later
vi.setConfig({ testTimeout: 120_000 })

const FACTOR = 60
const WAIT_MS = 30_000
const NO_MONEY = {
  authorise: async () => null,
  advise: async () => null,
  reverse: async () => null,
  settle: async () => null,
  upload: async () => null,
}

let bench: Bench
let wheel: TimerWheel
let fleet: SimulatedFleet | undefined
beforeEach(async () => {
  const address = { acquirer: 'demo', tid: '10000001' }
  bench = await Bench.open({ address, httpPort: 0, mqttPort: 0, scale: 1 / FACTOR })
  wheel = createTimerWheel(FACTOR)
})
afterEach(async () => {
  fleet?.stop()
  wheel.stop()
  await bench.close()
})

/** A simulated terminal that trades, but sells nothing; signed on, its first record is here. */
async function start(behaviour: BehaviourName): Promise<void> {
  const hostUrl = `http://127.0.0.1:${bench.httpPort}`
  const enrolled = await enrol(hostUrl, bench.desk.code, draftEnrolment('SN-1', systemRandom))
  if (!enrolled.ok) throw new Error(enrolled.reason)
  fleet = startFleet({
    machines: [
      { identity: enrolled.identity, mid: '898310580000001', model: 'A920', behaviour: behaviourOf(behaviour) },
    ],
    mqtt: { host: '127.0.0.1', port: bench.mqttPort },
    hostUrl,
    host: { ...httpHost(hostUrl), ...NO_MONEY },
    trade: { seed: 1, salesPerHour: 0, clock: { now: () => Date.now() } },
    scheduler: wheel,
    disk: memoryDisk(),
    seed: 1,
  })
  await bench.inbox.expect('hello', 0, WAIT_MS, ({ level }) => level === 3)
  await bench.inbox.until(() => (bench.journal.through(1) > 0 ? true : undefined), WAIT_MS)
}

async function correct(): Promise<{ readonly answer: CorrectionAnswer | null; readonly answers: number }> {
  const { batch = '' } = bench.journal.record(1, 1)
  const money = { amount: '1111', currency: 'CNY', exponent: '2', outcome: 'APPROVED' }
  const patch = { type: 'PURCHASE', batch, stan: '999990', ...money }
  const from = bench.inbox.mark()
  const command = bench.command('CORRECTION_APPLY', {
    correctionId: 'cor_1',
    epoch: 1,
    op: 'INSERT',
    version: 1,
    patch,
  })
  bench.sendCommand(command)
  const result = await bench.result(command, from, WAIT_MS)
  // what is said twice is said at once
  await bench.inbox.silence(bench.inbox.mark(), 5_000, () => false)
  const answers = bench.inbox.all.slice(from).filter(({ message }) => message.kind === 'result').length
  return { answer: readCorrectionAnswer(result), answers }
}

const amendments = () => {
  const seqs = Array.from({ length: bench.journal.through(1) }, (_, index) => index + 1)
  return seqs.filter((seq) => bench.journal.record(1, seq).type === 'AMENDMENT')
}
const leafOf = (seq: number) => bench.journal.leaf(1, seq).toString('base64url')

test('healthy: level L3, applies it, and everything that it says is so', async () => {
  await start('healthy')
  const { answer, answers } = await correct()
  const [seq = 0] = amendments()
  expect(answer).toEqual({
    code: 'APPLIED',
    amendmentSeq: seq,
    throughSeq: seq,
    leaf: leafOf(seq),
    root: bench.journal.root(1, seq),
  })
  expect(answers).toBe(1)
})

test('answers-correction-late: the record is here long before the answer', async () => {
  await start('answers-correction-late')
  const sentAt = performance.now()
  const { answer } = await correct()
  expect(answer?.code).toBe('APPLIED')
  expect(performance.now() - sentAt).toBeGreaterThan((9 * 60_000) / FACTOR)
  expect(amendments()).toHaveLength(1)
})

test('answers-correction-twice', async () => {
  await start('answers-correction-twice')
  expect(await correct()).toMatchObject({ answer: { code: 'APPLIED' }, answers: 2 })
  expect(amendments()).toHaveLength(1)
})

test('wrong-correction-root: the record is right, the root is not', async () => {
  await start('wrong-correction-root')
  const { answer } = await correct()
  const [seq = 0] = amendments()
  expect(answer).toMatchObject({ code: 'APPLIED', leaf: leafOf(seq) })
  expect(answer).not.toHaveProperty('root', bench.journal.root(1, seq))
})

test('foreign-correction-leaf: the root is right, the leaf is not', async () => {
  await start('foreign-correction-leaf')
  const { answer } = await correct()
  const [seq = 0] = amendments()
  expect(answer).toMatchObject({ code: 'APPLIED', root: bench.journal.root(1, seq) })
  expect(answer).not.toHaveProperty('leaf', leafOf(seq))
})

test('nacks-base: names its own leaf, and writes nothing', async () => {
  await start('nacks-base')
  const { answer } = await correct()
  expect(answer).toEqual({ code: 'NACK_BASE', leaf: expect.any(String) })
  expect(amendments()).toEqual([])
})
