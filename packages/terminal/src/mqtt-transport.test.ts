import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Aedes } from 'aedes'
import {
  decodeUp,
  downTopic,
  type EnrolmentRequest,
  isEnrolmentRequestGenuine,
  sealEnrolment,
  toBase64url,
  type UpMessage,
  signWelcome,
} from '@budeng/protocol'
import {
  TEST_ADDRESS,
  TEST_CLOCK_KEY,
  TEST_DEVICE,
  TEST_K,
  TEST_KEY_LIST_TOKEN,
  TEST_MQTT_SECRET,
  TEST_ROOT,
  TEST_SECRETS,
  testWelcome,
} from '@budeng/protocol/testing'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DiskStore } from './disk-store.ts'
import { enrol, enrolOnDisk, draftEnrolment } from './enrol.ts'
import { httpHost } from './http-host.ts'
import { mqttTransport } from './mqtt-transport.ts'
import { PlainScreen } from './screen.ts'
import { SoftwareDevice, SoftwareTerminal } from './software-terminal.ts'
import { MemoryStore } from './store.ts'
import { systemRandom, systemScheduler } from './system.ts'
import { TEST_IDENTITY } from './testing.ts'

// real time and real processes: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

describe('over a real broker [P-2]', () => {
  let broker: Aedes
  let server: TcpServer
  let url: string
  let received: UpMessage[]
  let running: SoftwareTerminal[]

  beforeEach(async () => {
    received = []
    running = []
    broker = await Aedes.createBroker()
    broker.authenticate = (client, username, password, done) =>
      done(null, client.id === username && password?.toString() === TEST_MQTT_SECRET)
    broker.authorizeSubscribe = (_client, subscription, done) =>
      done(null, subscription.topic === downTopic(TEST_ADDRESS) ? subscription : null)
    broker.on('publish', (packet) => {
      const decoding = decodeUp(packet.topic, packet.payload as Buffer, TEST_SECRETS.up)
      if (!decoding.ok) return
      received.push(decoding.message)
      if (decoding.message.kind !== 'hello') return
      broker.publish(
        {
          cmd: 'publish',
          topic: downTopic(TEST_ADDRESS),
          payload: signWelcome(testWelcome(decoding.message.nonce), TEST_CLOCK_KEY),
          qos: 1,
          dup: false,
          retain: false,
        },
        () => undefined,
      )
    })
    server = createTcpServer(broker.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterEach(async () => {
    for (const started of running) started.stop()
    await new Promise<void>((resolve) => broker.close(resolve))
    await new Promise((resolve) => server.close(resolve))
  })

  function terminal(identity = TEST_IDENTITY): SoftwareTerminal {
    const scheduler = systemScheduler(20)
    const made = new SoftwareTerminal(
      {
        store: new MemoryStore(identity),
        transport: mqttTransport(url),
        scheduler,
        random: systemRandom,
        host: { signOn: async () => null, echo: async () => null },
        screen: new PlainScreen(scheduler),
        versions: { app: '1', os: '1', model: 'test' },
      },
      new SoftwareDevice(),
    )
    running.push(made)
    made.start()
    return made
  }

  const kinds = () => received.map(({ kind }) => kind)
  const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 10 })

  test('it connects as the device, is welcomed and beats', async () => {
    const { terminal: run } = terminal()
    await until(() => expect(kinds()).toContain('hb'))
    expect(kinds().slice(0, 2)).toEqual(['hello', 'boot'])
    expect(run.view.connected).toBe(true)
  })

  test('a restart is seen as a loss, and the next run comes back with conn and boot raised', async () => {
    const made = terminal()
    await until(() => expect(kinds()).toContain('hb'))
    made.device.restart('APP')
    await until(() => expect(kinds()).toContain('lost'))
    await until(() =>
      expect(received.filter(({ kind }) => kind === 'hello')).toMatchObject([
        { conn: 1, boot: 1 },
        { conn: 2, boot: 2 },
      ]),
    )
  })

  test('a goodbye sends no will', async () => {
    const made = terminal()
    await until(() => expect(kinds()).toContain('hb'))
    made.stop()
    await until(() => expect(broker.connectedClients).toBe(0))
    expect(kinds()).not.toContain('lost')
  })

  test('sent away by the broker, it comes back by itself', async () => {
    terminal()
    await until(() => expect(kinds()).toContain('hb'))
    const [client] = Object.values((broker as unknown as { clients: Record<string, { close(): void }> }).clients)
    client?.close()
    await until(() => expect(received.filter(({ kind }) => kind === 'hello').at(-1)).toMatchObject({ conn: 2 }))
  })

  test('a wrong secret, or a topic that it may not have: never open, and tried again later', async () => {
    const wrong = terminal({ ...TEST_IDENTITY, mqttSecret: TEST_ROOT.x })
    const foreign = terminal({ ...TEST_IDENTITY, tid: '10000002' })
    await until(() => {
      expect(wrong.terminal.view.conn).toBeGreaterThan(1)
      expect(foreign.terminal.view.conn).toBeGreaterThan(1)
    })
    expect([wrong.terminal.view.connected, foreign.terminal.view.connected]).toEqual([false, false])
  })
})

describe('over real HTTP', () => {
  const code = '0123456789ABCDEF'
  const bodies: string[] = []
  let server: Server
  let url: string
  let folder: string
  let answers: (path: string, body: string) => { status: number; text: string }

  beforeEach(async () => {
    bodies.length = 0
    folder = mkdtempSync(join(tmpdir(), 'budeng-enrol-'))
    server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        bodies.push(body)
        const { status, text } = answers(request.url ?? '', body)
        response.writeHead(status).end(text)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })

  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })

  /** The platform's side of an enrolment. */
  const platform = (_path: string, body: string) => {
    const request = JSON.parse(body) as EnrolmentRequest
    if (!isEnrolmentRequestGenuine(request, code)) return { status: 403, text: '{"code":"ENROLMENT_REFUSED"}' }
    const enrolled = {
      device: TEST_DEVICE,
      ...TEST_ADDRESS,
      mqttSecret: TEST_MQTT_SECRET,
      k: toBase64url(TEST_K),
      rootKey: TEST_ROOT.x,
      keyList: TEST_KEY_LIST_TOKEN,
    }
    return {
      status: 200,
      text: JSON.stringify(sealEnrolment(enrolled, code, { deviceNonce: request.nonce, platformNonce: TEST_ROOT.x })),
    }
  }

  test('a device enrols with the code as a person typed it, and opens its store the next time [P-3]', async () => {
    answers = platform
    const first = await enrolOnDisk(folder, url, 'SN-7', '0123-4567-89ab-cdef', systemRandom)
    expect(first).toMatchObject({
      ok: true,
      store: { identity: { device: TEST_DEVICE, serial: 'SN-7', tid: TEST_ADDRESS.tid } },
    })
    expect(await enrolOnDisk(folder, 'http://127.0.0.1:1', 'SN-7', '', systemRandom)).toMatchObject({ ok: true })
    expect(bodies).toHaveLength(1)
    expect(bodies[0]).not.toContain(code)
  })

  test('the answer got lost: the request is repeated to the byte [P-3.3]', async () => {
    answers = () => ({ status: 502, text: '' })
    expect(await enrolOnDisk(folder, url, 'SN-7', code, systemRandom)).toEqual({ ok: false, reason: 'REFUSED' })
    expect(DiskStore.open(folder)).toBeNull()
    answers = platform
    expect(await enrolOnDisk(folder, url, 'SN-7', code, systemRandom)).toMatchObject({ ok: true })
    expect(bodies[1]).toBe(bodies[0])
  })

  test.each([
    ['BAD_CODE', 'too short', 'SN-7', platform],
    ['BAD_SERIAL', code, 'a|b', platform],
    ['REFUSED', 'FFFFFFFFFFFFFFFF', 'SN-7', platform],
    ['BAD_ANSWER', code, 'SN-7', () => ({ status: 200, text: 'welcome' })],
    [
      'BAD_MAC',
      code,
      'SN-7',
      (path: string, body: string) => ({
        status: 200,
        text: platform(path, body).text.replace('"sealed":"', '"sealed":"AAAA'),
      }),
    ],
  ] as const)('%s', async (reason, typed, serial, behaviour) => {
    answers = behaviour
    expect(await enrol(url, typed, draftEnrolment(serial, systemRandom))).toEqual({ ok: false, reason })
  })

  test('nobody listens', async () => {
    expect(await enrol('http://127.0.0.1:1', code, draftEnrolment('SN-7', systemRandom))).toEqual({
      ok: false,
      reason: 'UNREACHABLE',
    })
  })

  test('the host is asked with acquirer, TID and MID; what is no answer counts as unreachable [P-8.2]', async () => {
    const host = httpHost(url)
    answers = (path) => ({
      status: 200,
      text: path === '/signon' ? '{"responseCode":"00","batch":"000001","kcv":"A1B2C3"}' : '{"responseCode":"00"}',
    })
    expect(await host.signOn({ ...TEST_ADDRESS, mid: '104110000000001' })).toEqual({
      responseCode: '00',
      batch: '000001',
      kcv: 'A1B2C3',
    })
    expect(await host.echo(TEST_ADDRESS)).toEqual({ responseCode: '00' })
    expect(JSON.parse(bodies[0] ?? '')).toEqual({ ...TEST_ADDRESS, mid: '104110000000001' })
    for (const text of ['', '{}', '{"responseCode":5}']) {
      answers = () => ({ status: 200, text })
      expect(await host.signOn(TEST_ADDRESS)).toBeNull()
    }
    answers = () => ({ status: 500, text: '{"responseCode":"00"}' })
    expect(await host.echo(TEST_ADDRESS)).toBeNull()
  })
})
