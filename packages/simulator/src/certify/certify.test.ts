import { describe, expect, test, type TestContext } from 'vitest'
import {
  type Entry,
  type HostLink,
  enrol,
  draftEnrolment,
  httpFiles,
  httpHost,
  MemorySlots,
  MemoryStore,
  SoftwareDevice,
  SoftwareTerminal,
  type Store,
  systemRandom,
  type TerminalOptions,
  type Transport,
} from '@budeng/terminal'
import { TEST_CARD } from '@budeng/kernel/testing'
import { newKeyPair, sha256, toBase64url } from '@budeng/protocol'
import { kindOf } from '../behaviours/messages.ts'
import { correctionClauses } from './clauses/corrections.ts'
import { journalClauses, restoredClauses } from './clauses/journal.ts'
import { createTimerWheel } from '../time/wheel.ts'
import { createSocketTransport } from '../transport/sockets.ts'
import { Bench } from './bench.ts'
import { certify, type Finding } from './certify.ts'

/** The terminal's time runs this much faster, and the bench waits that much shorter. */
const FACTOR = 20

/** A bench with a terminal on it that may be spoilt: enrolled, and switched on. */
async function terminalOnBench(
  { onTestFinished }: TestContext,
  patience: number,
  spoil: (options: Omit<TerminalOptions, 'device'>) => Partial<TerminalOptions>,
): Promise<{ bench: Bench; terminal: SoftwareTerminal }> {
  const address = { acquirer: 'certify', tid: 'CERT0001' }
  const bench = await Bench.open({ address, httpPort: 0, mqttPort: 0, scale: 1 / FACTOR, patience })
  const wheel = createTimerWheel(FACTOR)
  onTestFinished(async () => {
    wheel.stop()
    await bench.close()
  })
  const url = `http://127.0.0.1:${bench.httpPort}`
  const enrolled = await enrol(url, bench.desk.code, draftEnrolment('SN-1', systemRandom))
  if (!enrolled.ok) throw new Error(enrolled.reason)
  const options = {
    store: new MemoryStore(enrolled.identity),
    transport: createSocketTransport({ host: '127.0.0.1', port: bench.mqttPort, scheduler: wheel }),
    scheduler: wheel,
    random: systemRandom,
    host: httpHost(url),
    files: httpFiles(url),
    screen: { show: () => {} },
    versions: { app: '1', os: '1', model: 'TEST' },
  }
  const device = new SoftwareDevice()
  device.software = new MemorySlots('TEST', newKeyPair().x, '1')
  device.captureScreen = () => ({ type: 'text/plain; charset=utf-8', bytes: Buffer.from('READY') })
  device.log = () => `card ${TEST_CARD} read`
  const terminal = new SoftwareTerminal({ ...options, ...spoil(options) }, device)
  terminal.start()
  return { bench, terminal }
}

const failed = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict === 'fail')

// what costs time is the listening to silences: they are listened to side by side
describe.concurrent('certification', () => {
  test('the reference terminal that trades keeps every clause', { timeout: 240_000 }, async (context) => {
    const { bench, terminal } = await terminalOnBench(context, 1, () => ({ hostLink: NO_MONEY }))
    const findings = await certify(bench)
    terminal.stop()
    expect(failed(findings)).toEqual([])
    expect(findings.filter(({ verdict }) => verdict === 'not applicable').map(({ number }) => number)).toEqual(['3.3'])
    expect(findings.length).toBeGreaterThan(53)
  })

  test('a terminal that forgets, repeats itself and leaves no right will fails at just these clauses', {
    timeout: 240_000,
  }, async (context) => {
    const { bench, terminal } = await terminalOnBench(context, 0.2, (options) => ({
      store: forgetful(options.store),
      random: { ...systemRandom, bytes: (size) => Buffer.alloc(size, 7) },
      transport: withoutWill(options.transport),
    }))
    const findings = await certify(bench)
    terminal.stop()
    expect([...new Set(failed(findings).map(({ number }) => number))].sort()).toEqual([
      '5.2',
      '6.4',
      '9.10',
      '9.11',
      '9.4',
      '9.5',
      '9.8',
    ])
  })

  test('a journal under a wrong key, without digests, fails at just these clauses', {
    timeout: 240_000,
  }, async (context) => {
    const { bench, terminal } = await terminalOnBench(context, 0.5, ({ store }) => ({
      hostLink: NO_MONEY,
      level: 1,
      store: mislabelled(store),
    }))
    await bench.inbox.expect('hello', 0, 60_000)
    const verdicts: string[] = []
    for (const { number, run } of [...journalClauses, ...correctionClauses, ...restoredClauses]) {
      const verdict = await run(bench).then(
        () => 'pass',
        (error: Error) => error.name,
      )
      if (verdict !== 'pass') verdicts.push(`${number} ${verdict}`)
    }
    terminal.stop()
    expect(verdicts).toEqual([
      '17.1 ClauseFailure',
      '21.5 ClauseFailure',
      '20.1 NotApplicable',
      '20.4 NotApplicable',
      ...correctionClauses.map(({ number }) => `${number} NotApplicable`),
      '17.11 ClauseFailure',
    ])
  })

  test('a terminal that says little fails where it should have spoken', { timeout: 240_000 }, async (context) => {
    const { bench, terminal } = await terminalOnBench(context, 0.2, (options) => ({
      transport: beatingOnce(options.transport),
    }))
    const findings = await certify(bench)
    terminal.stop()
    expect(failed(findings).map(({ number }) => number)).toContain('6.1')
    expect(failed(findings).map(({ number }) => number)).toContain('2.10')
  })
})

/** Records whose leaves are of something else than their bodies. */
function mislabelled(inner: Store): Store {
  return {
    identity: inner.identity,
    get state() {
      return inner.state
    },
    append(...entries: readonly Entry[]) {
      const other = (entry: Entry): Entry =>
        entry.e === 'record' ? { ...entry, leaf: toBase64url(sha256(entry.leaf)) } : entry
      inner.append(...entries.map(other))
    },
  }
}

/** A host that never answers about money: the clauses ask for sign-ons only. */
const NO_MONEY: HostLink = {
  authorise: async () => null,
  advise: async () => null,
  reverse: async () => null,
  settle: async () => null,
  upload: async () => null,
}

/** Remembers neither commands that are finished nor their sequence numbers. */
function forgetful(inner: Store): Store {
  return {
    identity: inner.identity,
    get state() {
      return inner.state
    },
    append(...entries: readonly Entry[]) {
      inner.append(...entries.filter((entry) => entry.e !== 'taken'))
      for (const [key, { phase }] of inner.state.ring)
        if (phase === 'FINISHED') (inner.state.ring as Map<string, unknown>).delete(key)
    },
  }
}

function withoutWill(inner: Transport): Transport {
  return {
    open: (options, events) =>
      inner.open({ ...options, will: { ...options.will, payload: Buffer.from('{}') } }, events),
  }
}

function beatingOnce(inner: Transport): Transport {
  let beats = 0
  return {
    open(options, events) {
      const connection = inner.open(options, events)
      return {
        publish: (topic, payload, qos) =>
          kindOf(payload) === 'hb' && ++beats > 3 ? undefined : connection.publish(topic, payload, qos),
        close: (graceful) => connection.close(graceful),
      }
    },
  }
}
