import { connect } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryLines } from '../disk/line-file.ts'
import { Acquirer } from '../host/acquirer.ts'
import { memoryHostLog } from '../host/book/log.ts'
import { createHost } from '../host/host.ts'
import { createTimerWheel, type TimerWheel } from '../time/wheel.ts'
import { encodeIso } from './codec.ts'
import { IsoExchange } from './exchange.ts'
import { isoHost } from './host-link.ts'
import { Institutions } from './institutions.ts'
import { tcpLine } from './line.ts'
import { type IsoServer, serveIso } from './server.ts'

vi.setConfig({ testTimeout: 120_000 })

const clock = { now: () => Date.UTC(2026, 10, 28, 4) }
const terminal = { acquirer: 'huaxin', tid: '10016901', mid: '898310580000001' }

describe('the host on TCP', () => {
  let server: IsoServer
  let wheel: TimerWheel
  let exchange: IsoExchange
  beforeEach(async () => {
    const institutions = new Institutions()
    institutions.add('huaxin')
    const host = createHost(clock, memoryLines())
    server = await serveIso(new Acquirer({ clock, host, log: memoryHostLog(), institutions, faults: {} }), 0)
    wheel = createTimerWheel()
    exchange = new IsoExchange(tcpLine(server.port), 2, wheel, 10_000)
  })
  afterEach(async () => {
    exchange.close()
    wheel.stop()
    await server.close()
  })

  test('many terminals share two lines, and each gets its own answers', async () => {
    const link = isoHost(exchange, clock)
    const tids = Array.from({ length: 50 }, (_, index) => String(10_016_901 + index))
    const answers = await Promise.all(
      tids.map(async (tid) => {
        const batch = (await link.signOn({ ...terminal, tid }))?.batch ?? ''
        return link.authorise({
          terminal: { ...terminal, tid },
          type: 'PURCHASE',
          batch,
          stan: '000002',
          amount: '100',
          currency: 'CNY',
          localTime: '1128120000',
          attempt: 1,
        })
      }),
    )
    expect(answers.every((answer) => answer?.responseCode === '00')).toBe(true)
    expect(new Set(answers.map((answer) => answer?.rrn)).size).toBe(50)
  })

  test('frames that are no messages change nothing for those behind them', async () => {
    const socket = connect(server.port, '127.0.0.1')
    const echo = encodeIso({
      mti: '0800',
      fields: { 11: '000001', 32: '48983100', 41: terminal.tid, 42: terminal.mid, 60: '00000000301' },
    })
    socket.write(
      Buffer.concat([Buffer.from('0003616263', 'hex'), Buffer.from('000e', 'hex'), Buffer.alloc(14, 0xff), echo]),
    )
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.subarray(2, 6).toString()).toBe('0810')
    expect(server.malformed).toBe(2)
    socket.destroy()
  })

  test('a length that nobody takes ends the connection, and only that one', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(Buffer.from('ffff', 'hex'))
    await once(socket, 'close')
    expect((await isoHost(exchange, clock).echo(terminal))?.responseCode).toBe('00')
  })

  test('answers, and requests of strangers, are not acted on', async () => {
    const ask = (mti: '0200' | '0210', institution: string) =>
      exchange.ask({
        mti: mti === '0210' ? '0200' : mti,
        fields: { 11: '000009', 32: institution, 41: terminal.tid, 42: terminal.mid, 60: '22000001000' },
      })
    expect((await ask('0200', '11111111'))?.fields[39]).toBe('30')
  })

  test('a host that went away is no answer, and one that came back is asked again', async () => {
    const link = isoHost(new IsoExchange(tcpLine(server.port), 1, wheel, 300), clock)
    expect((await link.echo(terminal))?.responseCode).toBe('00')
    const { port } = server
    await server.close()
    expect(await link.echo(terminal)).toBeNull()
    const institutions = new Institutions()
    institutions.add('huaxin')
    const host = createHost(clock, memoryLines())
    server = await serveIso(new Acquirer({ clock, host, log: memoryHostLog(), institutions, faults: {} }), port)
    await vi.waitFor(async () => expect((await link.echo(terminal))?.responseCode).toBe('00'), 60_000)
  })
})
