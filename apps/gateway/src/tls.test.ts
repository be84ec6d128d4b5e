import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls'
import { ServerTls } from '@budeng/protocol'
import { TestAuthority, type TestCertificate } from '@budeng/protocol/testing-certificates'
import { PLATFORM_ACTOR, PLATFORM_SCOPE, silentLog } from '@budeng/storage'
import { mqttTransport, type TerminalTls } from '@budeng/terminal'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClientCertificates } from './broker/certificate.ts'
import { createGateway, type Gateway, type GatewayOptions } from './gateway.ts'
import { HandTerminal } from './testing/hand-terminal.ts'
import { type House, openHouse, TEST_KEYS } from './testing/house.ts'
import { referenceTerminal } from './testing/reference-terminal.ts'
import { until } from './testing/until.ts'

let folder: string
let house: House
let authority: TestAuthority
let strangers: TestAuthority
const servers: ServerTls[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-tls-'))
  ;[house, authority, strangers] = await Promise.all([openHouse(8), TestAuthority.make(), TestAuthority.make()])
})
afterAll(async () => {
  await house.close()
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true, force: true })
})

let made = 0
function serverOf({ cert, key }: TestCertificate, clientCa?: TestAuthority): ServerTls {
  const place = join(folder, String(++made))
  writeFileSync(`${place}.crt`, cert)
  writeFileSync(`${place}.key`, key)
  if (clientCa) writeFileSync(`${place}.ca`, clientCa.cert)
  const files = {
    certFile: `${place}.crt`,
    keyFile: `${place}.key`,
    clientCaFile: clientCa === undefined ? null : `${place}.ca`,
  }
  const server = new ServerTls(files, silentLog)
  servers.push(server)
  return server
}

async function gatewayOf(
  server: ServerTls,
  clientCertificates: ClientCertificates = 'with-secret',
  options: Partial<GatewayOptions> = {},
): Promise<Gateway> {
  return await house.gateway({ tls: { port: 0, host: '127.0.0.1', server, clientCertificates }, ...options })
}

function terminal(index: number, gateway: Gateway, tls: ConnectionOptions): HandTerminal {
  const device = house.devices[index]
  if (device === undefined) throw new RangeError(`no device ${index}`)
  return new HandTerminal(device, gateway.tlsPort, tls)
}

const deviceId = (index: number) => house.devices[index]?.deviceId ?? ''

/** One handshake: its code when it fails, 'ok' when it is done. */
function handshake(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', ...options })
    socket.once('secureConnect', () => (socket.destroy(), resolve('ok')))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('close', () => resolve('closed'))
  })
}

describe('a listener with TLS', () => {
  let gateway: Gateway
  let server: ServerTls
  beforeAll(async () => {
    server = serverOf(await authority.issue())
    gateway = await gatewayOf(server)
  })

  test('serves the reference terminal that trusts its authority, and no other', async () => {
    const reading: string[] = []
    const run = (ca: string, index: number) => startTerminal(index, gateway, { ca }, (event) => reading.push(event))
    const stranger = run(strangers.cert, 1)
    await until(() => expect(reading).toContain('CLOSED'))
    expect(reading).not.toContain('CONNECTED')
    stranger.stop()
    const right = run(authority.cert, 0)
    await until(() => expect(reading).toContain('WELCOMED'))
    right.stop()
    await until(() => expect(gateway.metrics()).toMatchObject({ sockets: 0, strangers: 0 }))
    expect(gateway.metrics().refused['TLS_HANDSHAKE']).toBeGreaterThan(0)
  })

  test('the terminal refuses a certificate of another name, and one that has ended', async () => {
    const day = 24 * 60 * 60 * 1_000
    const [otherName, ended] = await Promise.all([
      authority.issue({ names: ['gateway.example.com'] }),
      authority.issue({ from: new Date(Date.now() - 3 * day), to: new Date(Date.now() - day) }),
    ])
    const verdicts: string[] = []
    for (const certificate of [otherName, ended]) {
      const wrong = await gatewayOf(serverOf(certificate), 'with-secret', { port: null })
      expect(wrong.port).toBe(0)
      verdicts.push(await handshake(wrong.tlsPort, { ca: authority.cert }))
      const seen: string[] = []
      const reference = startTerminal(2, wrong, { ca: authority.cert }, (event) => seen.push(event))
      await until(() => expect(seen).toContain('CLOSED'))
      expect(seen).not.toContain('CONNECTED')
      reference.stop()
    }
    expect(verdicts).toEqual(['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_HAS_EXPIRED'])
  })

  test('old versions and suites without authenticated encryption are refused', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    const cbc = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA' } as const
    const rejectUnauthorized = false
    expect(await handshake(gateway.tlsPort, { ...old, rejectUnauthorized })).toMatch(/PROTOCOL_VERSION|UNSUPPORTED/)
    expect(await handshake(gateway.tlsPort, { ...cbc, rejectUnauthorized })).toMatch(/HANDSHAKE_FAILURE/)
    const good = { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' } as const
    expect(await handshake(gateway.tlsPort, { ...good, ca: authority.cert })).toBe('ok')
  })

  test('a client cannot renegotiate', async () => {
    const socket: TLSSocket = connect({
      port: gateway.tlsPort,
      host: '127.0.0.1',
      ca: authority.cert,
      maxVersion: 'TLSv1.2',
    })
    await new Promise((done) => socket.once('secureConnect', done))
    const fault = await new Promise<Error | null>((done) => {
      socket.once('error', done)
      socket.once('close', () => done(new Error('closed')))
      socket.renegotiate({ rejectUnauthorized: false }, done)
    })
    expect(String(fault)).toMatch(/no.renegotiation|closed/i)
    socket.destroy()
  })

  test('a renewed certificate is used without a restart; one that does not fit its key is not', async () => {
    const next = await authority.issue({ to: new Date(Date.now() + 5 * 24 * 60 * 60 * 1_000) })
    writeFileSync(server.files.certFile, next.cert)
    server.look()
    expect(gateway.metrics().tls).toMatchObject({ reloads: 0, reloadsFailed: 1 })
    expect(await handshake(gateway.tlsPort, { ca: authority.cert })).toBe('ok')
    writeFileSync(server.files.keyFile, next.key)
    server.look()
    expect(gateway.metrics().tls).toMatchObject({
      reloads: 1,
      certificateExpiresSeconds: Math.floor(server.expiresAt / 1_000),
    })
    expect(server.expiresAt).toBeLessThan(Date.now() + 6 * 24 * 60 * 60 * 1_000)
    expect(await handshake(gateway.tlsPort, { ca: authority.cert })).toBe('ok')
  })

  test('revocation ends the connection at once', async () => {
    const revoked = terminal(3, gateway, { ca: authority.cert })
    await revoked.join()
    const { deviceId: id = '', terminalId = '' } = house.devices[3] ?? {}
    const startedAt = performance.now()
    await house.owner.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => {
      await unit.execute('update device set revoked_at = $2 where id = $1', [id, new Date(house.clock.now())])
      const [place] = await unit.query<{ path: string }>('select path::text from terminal where id = $1', [terminalId])
      const at = house.clock.now()
      unit.append([{ type: 'DeviceRevoked', subject: terminalId, path: place?.path ?? '', data: { deviceId: id }, at }])
    })
    await revoked.client.closed
    // far from what a keep-alive would take
    expect(performance.now() - startedAt).toBeLessThan(15_000)
    expect(await revoked.connect()).toBe(5)
  })

  test('the guards of the other listener hold here too', async () => {
    const large = terminal(4, gateway, { ca: authority.cert })
    large.client.write(Buffer.concat([Buffer.from([0x10, 0xff, 0xff, 0x7f]), Buffer.alloc(5_000)]))
    await large.client.closed
    expect(gateway.metrics().cut['CONNECT_TOO_LARGE']).toBe(1)
    const small = await gatewayOf(server, 'with-secret', {
      limits: { strangersPerAddressMax: 2, connectTimeoutMs: 500, badConnectsMax: 3 },
    })
    // strangers are counted before the handshake, on both listeners together
    const silent = [5, 6].map((index) => terminal(index, small, { ca: authority.cert }))
    await until(() => expect(small.metrics().strangers).toBe(2))
    expect(await handshake(small.tlsPort, { ca: authority.cert })).not.toBe('ok')
    expect(small.metrics().refused['STRANGERS_PER_ADDRESS_MAX']).toBe(1)
    // and who says nothing is closed
    await Promise.all(silent.map(({ client }) => client.closed))
    // wrong secrets lock this device from this address, and nobody else
    for (let i = 0; i < 3; i++) {
      expect(await terminal(5, small, { ca: authority.cert }).connect({ password: Buffer.from('x') })).toBe(4)
    }
    expect(await terminal(5, small, { ca: authority.cert }).connect()).toBe(5)
    expect(small.metrics().refused).toMatchObject({ LOCKED_OUT: 1, BAD_CREDENTIALS: 3 })
    expect(await terminal(6, small, { ca: authority.cert }).connect()).toBe(0)
  })
})

describe('certificates of terminals', () => {
  const tlsOf = async (
    names: readonly string[],
    commonName = 'terminal',
    ca = authority,
  ): Promise<ConnectionOptions> => ({
    ca: authority.cert,
    ...(await ca.issue({ commonName, names })),
  })

  test('the common name or another name is the device, with its secret', async () => {
    const gateway = await gatewayOf(serverOf(await authority.issue(), authority))
    const mine = deviceId(0)
    for (const tls of [await tlsOf([mine]), await tlsOf([], mine), await tlsOf([`uri:urn:budeng:x`, mine])])
      expect(await terminal(0, gateway, tls).connect()).toBe(0)
    const certified = terminal(0, gateway, await tlsOf([mine]))
    expect(await certified.connect({ password: Buffer.from('wrong') })).toBe(4)
    // another device's certificate opens nothing, not even with the right secret
    expect(await terminal(0, gateway, await tlsOf([deviceId(1)])).connect()).toBe(5)
    expect(gateway.metrics().refused).toMatchObject({ CERTIFICATE_MISMATCH: 1, BAD_CREDENTIALS: 1 })
    // none, or one of another authority, does not get through the handshake
    for (const tls of [{ ca: authority.cert }, await tlsOf([mine], 'x', strangers)]) {
      const refused = terminal(0, gateway, tls)
      await refused.client.closed
      expect(refused.client.packets).toEqual([])
    }
  })

  test('instead of the secret, where that is set', async () => {
    const gateway = await gatewayOf(serverOf(await authority.issue(), authority), 'instead-of-secret')
    const mine = await tlsOf([deviceId(1)])
    const { password: _password, ...packet } = terminal(1, gateway, mine).connectPacket()
    const without = terminal(1, gateway, mine)
    without.client.send(packet)
    expect(await without.client.connack()).toBe(0)
    // on the listener without TLS there is no certificate, so the secret is asked for
    expect(await house.terminal(2, gateway).connect({ password: Buffer.from('wrong') })).toBe(4)
    expect(await house.terminal(2, gateway).connect()).toBe(0)
  })
})

test('a listener without TLS stands on loopback, unless it is forced', async () => {
  const storage = await house.open('gateway')
  const options = { storage, keys: TEST_KEYS, clock: house.clock, log: silentLog, port: 0, gatewayId: 'open' }
  await expect(createGateway({ ...options, host: '0.0.0.0' })).rejects.toThrow(/loopback only/)
  await expect(createGateway({ ...options, port: null })).rejects.toThrow(/needs a listener/)
  const forced = await createGateway({ ...options, host: '0.0.0.0', plainForced: true })
  await forced.close()
})

/** Switched on; a host that never answers, for it is not to get so far. */
function startTerminal(index: number, gateway: Gateway, tls: TerminalTls, observe: (event: string) => void) {
  const started = referenceTerminal(house, gateway, {
    ...{ index, transport: mqttTransport(`mqtts://127.0.0.1:${gateway.tlsPort}`, tls) },
    host: { signOn: async () => null, echo: async () => null },
    observe: ({ event }) => observe(event),
  }).terminal
  started.start()
  return started
}
