import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deriveSecrets } from '@budeng/protocol'
import { TerminalBroker } from './broker/terminal-broker.ts'
import { Counts } from './counts.ts'
import { Down } from './down.ts'
import { GATEWAY_LIMITS } from './limits.ts'
import { type Link, Links } from './links.ts'

const counts = new Counts()
const down = new Down(GATEWAY_LIMITS, counts)
let reader: Socket
let link: Link
let close: () => void

beforeEach(async () => {
  const broker = await TerminalBroker.open({})
  const server = createServer()
  const came = once(server, 'connection') as Promise<[Socket]>
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  reader = connect((server.address() as AddressInfo).port, '127.0.0.1')
  reader.on('error', () => undefined)
  const [socket] = await came
  const client = broker.handle(socket)
  const secrets = deriveSecrets(Buffer.alloc(32, 1))
  const scope = {
    terminalId: 'trm_1',
    acquirerId: 'org_1',
    agentId: null,
    merchantId: 'org_2',
    storeId: 'org_3',
    path: 'org_1',
  }
  const login = {
    deviceId: 'dev_1',
    deviceState: 'ASSIGNED',
    revoked: false,
    terminalState: 'ACTIVE',
    terminal: scope,
    acquirer: 'demo',
    tid: '10000001',
    secretHash: Buffer.alloc(32),
    publicKey: '',
    sealedLink: Buffer.alloc(0),
    heartbeatIntervalMs: 60_000,
    training: false,
  } as const
  link = new Links().add({ deviceId: 'dev_1', side: false, tookOver: false, login, secrets }, client, 0)
  close = () => {
    reader.destroy()
    broker.close()
    server.close()
  }
})
afterEach(() => close())

describe('the way down', () => {
  test('is closed to a terminal that did not subscribe', () => {
    expect(down.sendAtOnce(link, Buffer.from('hello'))).toBe(false)
    expect(link.client.conn.writableLength).toBe(0)
  })

  test('to a terminal that stopped reading ends when its socket is full, and nothing more is gathered for it', async () => {
    link.subscribed = true
    reader.pause()
    const payload = Buffer.alloc(8_000, 1)
    let sent = 0
    while (down.sendAtOnce(link, payload)) {
      sent++
      // what the system takes goes out between
      await new Promise((resume) => setImmediate(resume))
      expect(link.client.conn.writableLength).toBeLessThan(GATEWAY_LIMITS.socketBufferBytesMax + 2 * payload.length)
    }
    expect(sent).toBeGreaterThan(8)
    expect(counts.get('dropped.SOCKET_FULL')).toBe(1)
    expect(link.client.conn.destroyed).toBe(true)
  })
})
