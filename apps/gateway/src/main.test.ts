import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { ensureKeyFiles } from '@budeng/protocol'
import { liveProcesses, PLATFORM_SCOPE } from '@budeng/storage'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readEnvironment } from './environment.ts'
import { type House, openHouse } from './testing/house.ts'
import { RawClient } from './testing/raw-client.ts'
import { until } from './testing/until.ts'

const ROOM = dirname(dirname(fileURLToPath(import.meta.url)))
let folder: string
let house: House

beforeAll(async () => {
  // inside the room, so that the built program finds its packages
  mkdirSync(join(ROOM, 'node_modules'), { recursive: true })
  folder = mkdtempSync(join(ROOM, 'node_modules/.gateway-test-'))
  execFileSync('vite', ['build', '--outDir', join(folder, 'dist'), '--logLevel', 'error'], {
    cwd: ROOM,
    stdio: 'inherit',
  })
  ensureKeyFiles(join(folder, 'keys'), Date.now())
  house = await openHouse(1)
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true, force: true })
})

function start(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [join(folder, 'dist/main.js')], {
    env: { BUDENG_DATA_DIR: folder, BUDENG_MQTT_PORT: '0', BUDENG_GATEWAY_ID: 'built', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const exitOf = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))

/** The port that the gateway says it has taken. */
async function portOf(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('its output is not read')
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { msg?: string; port?: number }
    if (said.msg === 'the gateway takes terminals') return said.port ?? 0
  }
  throw new Error('it ended without taking a port')
}

describe('the built gateway under plain Node', () => {
  test('takes terminals, says that it lives, and ends cleanly when asked', async () => {
    const child = start({ DATABASE_URL: house.url })
    const exit = exitOf(child)
    const port = await portOf(child)
    child.stdout?.resume()
    const stranger = new RawClient(port)
    stranger.send({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'x', keepalive: 60 })
    expect(await stranger.connack()).toBe(2)
    const processes = () => house.owner.read(PLATFORM_SCOPE, (db) => liveProcesses(db, 'gateway'))
    await until(async () =>
      expect(await processes()).toMatchObject([{ id: 'built', detail: { refused: { BAD_CLIENT_ID: 1 } } }]),
    )
    child.kill('SIGTERM')
    expect(await exit).toBe(0)
    expect(await processes()).toEqual([])
  })

  test('names what is wrong in its environment, and does not start', async () => {
    const child = start({ DATABASE_URL: '', BUDENG_MQTT_PORT: '99999' })
    let said = ''
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stdout?.resume()
    expect(await exitOf(child)).toBe(1)
    expect(said).toContain('DATABASE_URL')
    expect(said).toContain('BUDENG_MQTT_PORT')
  })
})

describe('the environment', () => {
  const DATABASE_URL = 'postgres://localhost/budeng'

  test('has side connections on loopback only, and never in production', () => {
    expect(readEnvironment({ DATABASE_URL })).toMatchObject({ port: 1883, host: '127.0.0.1', sideConnections: true })
    expect(readEnvironment({ DATABASE_URL, NODE_ENV: 'production' }).sideConnections).toBe(false)
    const open = { DATABASE_URL, BUDENG_MQTT_HOST: '0.0.0.0', BUDENG_MQTT_PLAIN: 'forced' }
    expect(readEnvironment(open)).toMatchObject({ sideConnections: false, plainForced: true })
    const secure = { DATABASE_URL, BUDENG_MQTTS_CERT_FILE: '/c', BUDENG_MQTTS_KEY_FILE: '/k', BUDENG_MQTTS_HOST: '::' }
    expect(readEnvironment(secure)).toMatchObject({ sideConnections: false, tls: { port: 8883, host: '::' } })
  })

  test('lets nobody connect without TLS from elsewhere unless it is forced, and names halves of a pair', () => {
    expect(() => readEnvironment({ DATABASE_URL, BUDENG_MQTT_HOST: '0.0.0.0' })).toThrow(/is not loopback/)
    expect(() => readEnvironment({ DATABASE_URL, BUDENG_MQTT_PLAIN: 'off' })).toThrow(/no listener with TLS/)
    expect(() => readEnvironment({ DATABASE_URL, BUDENG_MQTTS_CERT_FILE: '/c' })).toThrow('BUDENG_MQTTS_KEY_FILE')
    expect(() => readEnvironment({ DATABASE_URL, BUDENG_MQTTS_CLIENT_CA_FILE: '/a' })).toThrow('CLIENT_CA_FILE')
  })

  test('refuses a fast clock in production', () => {
    expect(() => readEnvironment({ DATABASE_URL, NODE_ENV: 'production', BUDENG_CLOCK_FACTOR: '60' })).toThrow(
      'BUDENG_CLOCK_FACTOR',
    )
    const { clock } = readEnvironment({ DATABASE_URL, BUDENG_CLOCK_FACTOR: '60', BUDENG_CLOCK_ORIGIN: '0' })
    expect(clock.now()).toBeGreaterThan(Date.now())
  })
})
