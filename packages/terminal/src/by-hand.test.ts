import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type CommandType,
  decodeUp,
  downTopic,
  encodeDown,
  type EnrolmentRequest,
  formatEnrolmentCode,
  fromBase64url,
  isEnrolmentRequestGenuine,
  isSignOnGenuine,
  makeAck,
  makeSignOnAnswer,
  parseClientId,
  presenceDigits,
  presenceWords,
  sealEnrolment,
  signWelcome,
  type Stream,
  streamOf,
  toBase64url,
  type UpKind,
  type UpMessage,
  type UpOf,
} from '@budeng/protocol'
import {
  TEST_ADDRESS,
  TEST_CLOCK_KEY,
  TEST_DEVICE,
  TEST_K,
  TEST_KEY_LIST_TOKEN,
  TEST_MQTT_SECRET,
  TEST_NOW,
  TEST_ROOT,
  TEST_SECRETS,
  testWelcome,
} from '@budeng/protocol/testing'
import { Aedes } from 'aedes'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { testCommand, testCommandId } from './testing.ts'

// real time and real processes: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const SCRIPT = new URL('../../protocol/by-hand/terminal.sh', import.meta.url).pathname
const CODE = '7K3M9QXW2RTV5HJN'
const TICKET = toBase64url(Buffer.alloc(16, 3))

function toolsMissing(): string[] {
  return ['bash', 'curl', 'openssl', 'mosquitto_pub', 'mosquitto_sub'].filter((tool) => {
    try {
      execFileSync('sh', ['-c', `command -v ${tool}`], { stdio: 'ignore' })
      return false
    } catch {
      return true
    }
  })
}

const missing = toolsMissing()
if (missing.length > 0) process.stdout.write(`SKIPPED: the terminal by hand (not found: ${missing.join(', ')})\n`)

describe.skipIf(missing.length > 0)('a terminal of stock clients and openssl [P-16]', () => {
  let broker: Aedes
  let mqtt: TcpServer
  let http: Server
  let folder: string
  let child: ChildProcess | undefined
  let screen: string
  const received: UpMessage[] = []
  const taken: Record<Stream, Set<number>> = { report: new Set(), reply: new Set() }

  const of = <Kind extends UpKind>(kind: Kind) => received.filter((message) => message.kind === kind) as UpOf<Kind>[]
  const until = (check: () => void) => vi.waitFor(check, { timeout: 60_000, interval: 20 })
  const send = (payload: string | Buffer) =>
    broker.publish(
      { cmd: 'publish', topic: downTopic(TEST_ADDRESS), payload, qos: 1, dup: false, retain: false },
      () => undefined,
    )

  beforeEach(async () => {
    received.length = 0
    taken.report.clear()
    taken.reply.clear()
    folder = mkdtempSync(join(tmpdir(), 'budeng-by-hand-'))
    screen = ''
    broker = await Aedes.createBroker()
    broker.authenticate = (client, user, password, done) =>
      done(
        null,
        parseClientId(client.id).deviceId === TEST_DEVICE &&
          user === TEST_DEVICE &&
          password?.toString() === TEST_MQTT_SECRET,
      )
    broker.on('publish', ({ topic, payload }) => {
      const decoding = decodeUp(topic, payload as Buffer, TEST_SECRETS.up)
      if (decoding.ok) platform(decoding.message)
    })
    mqtt = createTcpServer(broker.handle)
    http = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => response.end(JSON.stringify(answer(request.url ?? '', body))))
    })
    await Promise.all(
      [mqtt, http].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))),
    )
  })

  afterEach(async () => {
    await end()
    await new Promise<void>((resolve) => broker.close(resolve))
    http.closeAllConnections()
    await Promise.all([mqtt, http].map((server) => new Promise((resolve) => server.close(resolve))))
    rmSync(folder, { recursive: true, force: true })
  })

  /** Enrolment and the acquirer's host, on one port. */
  function answer(path: string, body: string): object {
    if (path === '/signon') return { responseCode: '00', batch: '000009', kcv: 'CAFE01' }
    if (path === '/echo') return { responseCode: '00' }
    const request = JSON.parse(body) as EnrolmentRequest
    if (!isEnrolmentRequestGenuine(request, CODE)) return { code: 'ENROLMENT_REFUSED' }
    publicKey = request.publicKey
    const enrolled = {
      device: TEST_DEVICE,
      ...TEST_ADDRESS,
      mqttSecret: TEST_MQTT_SECRET,
      k: toBase64url(TEST_K),
      rootKey: TEST_ROOT.x,
      keyList: TEST_KEY_LIST_TOKEN,
    }
    return sealEnrolment(enrolled, CODE, { deviceNonce: request.nonce, platformNonce: toBase64url(randomBytes(32)) })
  }
  let publicKey = ''

  function platform(message: UpMessage): void {
    received.push(message)
    const stream = streamOf(message.kind)
    if (stream !== null && 'seq' in message) {
      const seqs = taken[stream].add(message.seq)
      const throughSeq = Math.max(...seqs)
      const gaps = Array.from({ length: throughSeq }, (_, i) => i + 1).filter((seq) => !seqs.has(seq))
      send(encodeDown(makeAck({ stream, era: 1, epoch: 1, throughSeq, missing: gaps }, TEST_SECRETS.ack)))
    }
    if (message.kind === 'hello') send(signWelcome(testWelcome(message.nonce), TEST_CLOCK_KEY))
    if (message.kind === 'nonceRequest')
      send(encodeDown({ v: 1, kind: 'nonce', nonce: toBase64url(randomBytes(32)), conn: message.conn }))
    if (message.kind !== 'proof') return
    const genuine =
      isSignOnGenuine({ ...message, device: TEST_DEVICE }, message.sig, publicKey) && message.ticket === TICKET
    send(
      encodeDown(
        makeSignOnAnswer(
          genuine
            ? { nonce: message.nonce, result: 'SIGNED_ON' }
            : { nonce: message.nonce, result: 'REFUSED', code: 'SIGNATURE_INVALID' },
          TEST_SECRETS.ack,
        ),
      ),
    )
  }

  function start(...codes: string[]): void {
    const port = (server: Server | TcpServer) => (server.address() as AddressInfo).port
    const url = `http://127.0.0.1:${port(http)}`
    child = spawn('bash', [SCRIPT, 'SN-0001', ...codes], {
      env: {
        ...process.env,
        BUDENG_HTTP_URL: url,
        BUDENG_HOST_URL: url,
        BUDENG_MQTT_PORT: String(port(mqtt)),
        BUDENG_TERMINAL_FOLDER: join(folder, 'terminal'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout?.on('data', (chunk: Buffer) => (screen += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (screen += chunk.toString()))
  }

  async function end(): Promise<void> {
    if (child?.exitCode !== null || child.signalCode !== null) return
    await new Promise((resolve) => child?.once('exit', resolve).kill())
  }

  async function run(
    type: CommandType,
    seq: number,
    change: Parameters<typeof testCommand>[2] = {},
  ): Promise<UpOf<'result'> | undefined> {
    send(testCommand(type, seq, change).token)
    const id = testCommandId(seq)
    await until(() => expect(of('result').map((result) => result.id)).toContain(id))
    return of('result').find((result) => result.id === id)
  }

  test('from enrolment to a re-login that SUCCEEDED', async () => {
    start(formatEnrolmentCode(CODE).toLowerCase())
    await until(() => expect(of('hb')).toMatchObject([{ signOn: 'SIGNED_OFF', batch: null }]))
    expect(of('hello')[0]).toMatchObject({
      conn: 1,
      boot: 1,
      level: 0,
      supports: ['STATUS_GET', 'BACKUP', 'PRESENCE_SHOW', 'RELOGIN'],
    })

    const backup = await run('BACKUP', 1)
    const bytes = fromBase64url(of('chunk')[0]?.bytes ?? '') ?? Buffer.alloc(0)
    const sha256 = createHash('sha256').update(bytes).digest('base64url')
    expect(of('chunk')).toMatchObject([{ index: 0, count: 1, sha256 }])
    expect(backup).toMatchObject({ status: 'SUCCEEDED', data: { sha256, bytes: bytes.length } })

    expect(await run('PRESENCE_SHOW', 2)).toMatchObject({ status: 'SUCCEEDED', code: 'SHOWN' })
    expect(screen).toContain(presenceDigits(TEST_SECRETS.digits, testCommandId(2)))
    expect(screen).toContain(presenceWords(TEST_SECRETS.words, testCommandId(2)).en.join(' '))

    expect(await run('RELOGIN', 3, { ticket: TICKET })).toMatchObject({
      status: 'SUCCEEDED',
      code: 'SIGNED_ON',
      data: { batch: '000009', kcv: 'CAFE01' },
    })
    expect(of('hostSignOn')).toMatchObject([{ result: 'APPROVED', batch: '000009', kcv: 'CAFE01' }])
    expect(of('hb').at(-1)).toMatchObject({ signOn: 'SIGNED_ON', batch: '000009' })
    expect(of('progress').map(({ step }) => step)).toEqual(['HOST_SIGN_ON', 'PLATFORM_SIGN_ON', 'HOST_ECHO'])
    await until(() => expect(readdirSync(join(folder, 'terminal', 'outbox'))).toEqual([]))
  })

  test('it obeys no forgery, runs nothing twice and goes on where it was', async () => {
    start(CODE)
    await until(() => expect(of('hb')).toHaveLength(1))
    const { token } = testCommand('STATUS_GET', 1)
    send(`${token.slice(0, -4)}AAAA`)
    send(testCommand('STATUS_GET', 2, { tid: '10000002' }).token)
    await run('STATUS_GET', 3)
    expect(of('ack').map(({ id }) => id)).toEqual([testCommandId(3)])
    send(testCommand('STATUS_GET', 3).token)
    await until(() => expect(of('result')).toHaveLength(2))
    expect(of('ack')).toHaveLength(1)
    expect(await run('STATUS_GET', 4, { notAfter: TEST_NOW - 1 })).toMatchObject({
      status: 'REJECTED',
      code: 'EXPIRED',
    })
    expect(await run('REBOOT', 5)).toMatchObject({ status: 'REJECTED', code: 'UNSUPPORTED' })
    send(encodeDown({ v: 1, kind: 'query', id: testCommandId(3), attempt: 1 }))
    await until(() =>
      expect(of('status')).toMatchObject([{ state: 'FINISHED', result: { status: 'SUCCEEDED', code: 'STATUS' } }]),
    )

    await end()
    await until(() => expect(of('lost')).toMatchObject([{ conn: 1, n: 0 }]))
    start()
    await until(() => expect(of('hello').at(-1)).toMatchObject({ conn: 2, boot: 2, highestSeq: 5 }))
    await until(() => expect(of('boot').at(-1)).toMatchObject({ boot: 2, seq: 2 }))
    expect(await run('STATUS_GET', 6)).toMatchObject({ status: 'SUCCEEDED' })
  })
})
