import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type Entry,
  enrol,
  draftEnrolment,
  httpHost,
  MemoryStore,
  SoftwareDevice,
  SoftwareTerminal,
  type Store,
  systemRandom,
  type TerminalOptions,
  type Transport,
} from '@budeng/terminal'
import { kindOf } from '../behaviours/messages.ts'
import { createTimerWheel, type TimerWheel } from '../time/wheel.ts'
import { createSocketTransport } from '../transport/sockets.ts'
import { Bench } from './bench.ts'
import { certify, type Finding } from './certify.ts'

/** The terminal's time runs this much faster, and the bench waits that much shorter. */
const FACTOR = 20

let bench: Bench
let wheel: TimerWheel
beforeEach(() => {
  wheel = createTimerWheel(FACTOR)
})
afterEach(async () => {
  wheel.stop()
  await bench.close()
})

async function openBench(patience: number): Promise<void> {
  const address = { acquirer: 'certify', tid: 'CERT0001' }
  bench = await Bench.open({ address, httpPort: 0, mqttPort: 0, scale: 1 / FACTOR, patience })
}

/** Enrols and switches on a terminal that may be spoilt. */
async function switchOn(
  spoil: (options: Omit<TerminalOptions, 'device'>) => Partial<TerminalOptions> = () => ({}),
): Promise<SoftwareTerminal> {
  const url = `http://127.0.0.1:${bench.httpPort}`
  const enrolled = await enrol(url, bench.desk.code, draftEnrolment('SN-1', systemRandom))
  if (!enrolled.ok) throw new Error(enrolled.reason)
  const options = {
    store: new MemoryStore(enrolled.identity),
    transport: createSocketTransport({ host: '127.0.0.1', port: bench.mqttPort, scheduler: wheel }),
    scheduler: wheel,
    random: systemRandom,
    host: httpHost(url),
    screen: { show: () => {} },
    versions: { app: '1', os: '1', model: 'TEST' },
  }
  const terminal = new SoftwareTerminal({ ...options, ...spoil(options) }, new SoftwareDevice())
  terminal.start()
  return terminal
}

const failed = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict === 'fail')

describe('certification', () => {
  test('the reference terminal keeps every clause', { timeout: 240_000 }, async () => {
    await openBench(1)
    const terminal = await switchOn()
    const findings = await certify(bench)
    terminal.stop()
    expect(failed(findings)).toEqual([])
    expect(findings.filter(({ verdict }) => verdict === 'not applicable').map(({ number }) => number)).toEqual(['3.3'])
    expect(findings.length).toBeGreaterThan(35)
  })

  test('a terminal that forgets, repeats itself and leaves no right will fails at just these clauses', {
    timeout: 240_000,
  }, async () => {
    await openBench(0.2)
    const terminal = await switchOn((options) => ({
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

  test('a terminal that says little fails where it should have spoken', { timeout: 240_000 }, async () => {
    await openBench(0.2)
    const terminal = await switchOn((options) => ({ transport: beatingOnce(options.transport) }))
    const findings = await certify(bench)
    terminal.stop()
    expect(failed(findings).map(({ number }) => number)).toContain('6.1')
    expect(failed(findings).map(({ number }) => number)).toContain('2.10')
  })
})

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
