import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beat, leave, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLOSE_TIMEOUT_MS } from '../limits.ts'
import { PASSWORD } from '../testing/fleet.ts'
import { startTestHouse, type TestHouse } from '../testing/test-house.ts'

let house: TestHouse
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-dashboard-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Budeng</title>')
  writeFileSync(join(folder, 'assets', 'index-a1b2c3.js'), 'export {}')
  const script = 'export const words = 1'
  writeFileSync(join(folder, 'assets', 'app-d4e5f6.js'), script)
  writeFileSync(join(folder, 'assets', 'app-d4e5f6.js.br'), brotliCompressSync(script))
  writeFileSync(join(folder, 'assets', 'app-d4e5f6.js.gz'), gzipSync(script))
  writeFileSync(join(folder, '.secret'), 'no')
  house = await startTestHouse({ dashboardDir: folder })
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true })
})

const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${house.url}${path}`, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}
const beatAs = (kind: string, detail: object = {}) =>
  house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => beat(unit, { id: `${kind}-1`, kind, detail }))

test('a connection that could not be taken in ends nothing', async () => {
  const servers = new Set<Server>()
  const seen = (message: unknown) => void servers.add((message as { server: Server }).server)
  subscribe('http.server.request.start', seen)
  await get('/livez')
  unsubscribe('http.server.request.start', seen)
  expect(servers.size).toBe(1)
  for (const server of servers) server.emit('error', Object.assign(new Error('accept ENOBUFS'), { code: 'ENOBUFS' }))
  expect((await get('/livez')).status).toBe(200)
  expect(house.logged()).toContain('accept ENOBUFS')
})

describe('health', () => {
  test('the process says that it lives; the house is ready when a gateway and a worker beat', async () => {
    expect(await get('/livez')).toMatchObject({ status: 200, text: '{"live":true}' })
    expect(await get('/readyz')).toMatchObject({ status: 503, text: '{"ready":false,"missing":["gateway","worker"]}' })
    await beatAs('gateway', { connections: 7, dropped: { heartbeats: 2 }, name: 'x' })
    expect((await get('/readyz')).text).toBe('{"ready":false,"missing":["worker"]}')
    await beatAs('worker')
    expect(await get('/readyz')).toMatchObject({ status: 200, text: '{"ready":true,"missing":[]}' })
  })

  test('a daily backup that is late is a warning, and keeps nobody from serving', async () => {
    await beatAs('gateway')
    await beatAs('worker', { backup: { late: 1, goodAtSeconds: 0 } })
    expect((await get('/readyz')).text).toBe('{"ready":true,"missing":[],"warnings":["backup: none yet"]}')
    await beatAs('worker', { backup: { late: 1, goodAtSeconds: 1_700_000_000 } })
    expect((await get('/readyz')).text).toContain('"backup: none since 2023-11-14T22:13:20.000Z"')
    await beatAs('worker', { backup: { late: 0, goodAtSeconds: 1_700_000_000 } })
    expect((await get('/readyz')).text).toBe('{"ready":true,"missing":[]}')
  })

  test('figures of this process and of the others are there for a collector', async () => {
    await beatAs('gateway', { connections: 7, commitMs: { p50: 3 } })
    const { status, text } = await get('/metrics')
    expect(status).toBe(200)
    expect(text).toMatch(/^budeng_api_request_seconds_count\{route="\/livez",status="200"\} \d+$/m)
    expect(text).toMatch(/^budeng_gateway_connections\{process="gateway-1"\} 7$/m)
    expect(text).toMatch(/^budeng_gateway_commit_ms_p50\{process="gateway-1"\} 3$/m)
    expect(text).toMatch(/^budeng_api_sockets 0$/m)
    expect(text).toMatch(/^process_cpu_seconds_total /m)
    // every line is one that a collector reads
    for (const line of text.trim().split('\n')) expect(line).toMatch(/^(|#.*|[a-zA-Z_:][\w:]*(\{.*\})? [-+\w.]+)$/)
    // a proxy on this machine speaks for the outside
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.7' })).status).toBe(404)
    await house.worker.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => leave(unit, 'gateway-1'))
  })
})

describe('every answer', () => {
  test.each(['/', '/livez', '/nothing', '/graphql'])('%s carries the walls around a browser', async (path) => {
    const { headers } = await get(path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  test('has the id of its request, ours or the one that was given', async () => {
    expect((await get('/livez')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect((await get('/livez', { 'x-request-id': 'trace-7' })).headers.get('x-request-id')).toBe('trace-7')
    expect((await get('/livez', { 'x-request-id': 'a b"<script>' })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    )
  })

  test('of the API tells the platform time, errors too', async () => {
    for (const path of ['/graphql', '/graphql?query={viewer{language}}', '/graphql?query={nothing}']) {
      const [, at, factor] = /^(\d+);factor=(\d+)$/.exec((await get(path)).headers.get('x-budeng-time') ?? '') ?? []
      expect(Math.abs(Number(at) - house.clock.now())).toBeLessThan(60_000)
      expect(factor).toBe('1')
    }
  })

  test('that is an error is JSON, never a page', async () => {
    for (const path of [
      '/nothing',
      '/graphql',
      '/enrol',
      '/assets/none.js',
      '/%',
      '/..%2f..%2fetc/passwd',
      '/.secret',
    ]) {
      const { status, headers, text } = await get(path)
      expect([path, status >= 400, headers.get('content-type')?.startsWith('application/')]).toEqual([path, true, true])
      expect(JSON.parse(text)).toHaveProperty('errors')
      expect(text).not.toMatch(/node_modules|at \w+ \(|<html/)
    }
  })

  test.each([
    ['a Host that is none', 'GET /graphql HTTP/1.1\r\nHost: a b<c>\r\n\r\n', /^HTTP\/1.1 400/],
    ['an empty Host', 'GET /livez HTTP/1.1\r\nHost: \r\n\r\n', /^HTTP\/1.1 400/],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\r\n\r\n', /^HTTP\/1.1 400/],
    ['a header of 64 KB', `GET /livez HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(65_536)}\r\n\r\n`, /^HTTP\/1.1 431/],
  ])('%s is refused', async (_name, bytes, expected) => {
    const text = await new Promise<string>((resolve, reject) => {
      const { port, hostname } = new URL(house.url)
      const socket = connect(Number(port), hostname, () => socket.write(bytes))
      let received = ''
      socket.on('data', (data) => {
        received += String(data)
        socket.destroy()
      })
      socket.on('close', () => resolve(received))
      socket.on('error', reject)
    })
    expect(text).toMatch(expected)
  })
})

describe('the dashboard', () => {
  test('hashed files stay in the cache for ever, the page is asked for anew', async () => {
    expect((await get('/assets/index-a1b2c3.js')).headers.get('cache-control')).toBe(
      'public, max-age=31536000, immutable',
    )
    const page = await get('/')
    expect([page.status, page.headers.get('cache-control'), page.headers.get('content-type')]).toEqual([
      200,
      'no-cache',
      'text/html; charset=utf-8',
    ])
  })

  test.each([
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=1, br;q=0', 'gzip'],
    ['identity', null],
  ])('a browser that takes %s gets what the build packed for it', async (accepts, encoding) => {
    const { status, headers, text } = await get('/assets/app-d4e5f6.js', { 'accept-encoding': accepts })
    expect([status, headers.get('content-encoding'), text]).toEqual([200, encoding, 'export const words = 1'])
    expect(headers.get('content-type')).toMatch(/javascript/)
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(headers.get('vary')).toMatch(/accept-encoding/i)
    // what was not packed comes as it is
    expect((await get('/assets/index-a1b2c3.js', { 'accept-encoding': accepts })).text).toBe('export {}')
  })

  test('every place in it is the page, for a browser', async () => {
    const browser = { accept: 'text/html,application/xhtml+xml' }
    expect((await get('/terminals/trm_x?tz=utc', browser)).text).toContain('<title>Budeng</title>')
    expect((await get('/assets/gone.js', browser)).status).toBe(404)
    expect((await get('/terminals')).status).toBe(404)
  })

  test('without one, the API stands alone', async () => {
    const alone = await startTestHouse()
    const response = await fetch(`${alone.url}/`, { headers: { accept: 'text/html' } })
    expect([response.status, await response.json()]).toMatchObject([
      404,
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ])
    await alone.close()
  })
})

test('in production the connection is told to stay with HTTPS', async () => {
  const production = await startTestHouse({ production: true })
  expect((await fetch(`${production.url}/livez`)).headers.get('strict-transport-security')).toBe(
    'max-age=31536000; includeSubDomains',
  )
  await production.close()
})

test('a stop answers what is being asked, and closes what is idle', async () => {
  const own = await startTestHouse()
  const { writes } = own.storage.stats()
  const login = own.stranger().login('ops@cup.test', PASSWORD)
  await expect.poll(() => own.storage.stats().writes, { interval: 1 }).toBeGreaterThan(writes)
  const stoppedAt = performance.now()
  await own.api.close()
  // the client keeps its connection; nobody waits for it
  expect(performance.now() - stoppedAt).toBeLessThan(CLOSE_TIMEOUT_MS)
  expect((await login).at('login.viewer.person.email')).toBe('ops@cup.test')
  await expect(fetch(`${own.url}/livez`)).rejects.toThrow()
  await own.close()
})
