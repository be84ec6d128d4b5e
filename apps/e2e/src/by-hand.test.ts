import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { clientOf } from './api.ts'
import { hasEnded, type House, ROOT } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { prepareBerth } from './own-terminal.ts'
import { toolsMissing } from './tools.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const SCRIPT = join(ROOT, 'packages/protocol/by-hand/terminal.sh')
const SERIAL = 'BY-HAND-1'

const missing = toolsMissing('bash', 'curl', 'openssl', 'mosquitto_pub', 'mosquitto_sub')
if (missing.length > 0)
  process.stdout.write(`SKIPPED: a terminal of stock clients on the whole house (not found: ${missing.join(', ')})\n`)

describe.skipIf(missing.length > 0)('a terminal of curl, openssl and mosquitto clients [P-16]', () => {
  let house: House
  let folder: string
  let script: ChildProcess
  let said = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'budeng-by-hand-'))
    house = await journeyHouse({ terminals: 3, args: ['--scenario', 'healthy'] })
  })
  afterAll(async () => {
    if (script !== undefined && !hasEnded(script)) await new Promise((ended) => script.once('exit', ended).kill())
    await house?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  function start(code: string): void {
    script = spawn('bash', [SCRIPT, SERIAL, code], {
      env: {
        ...process.env,
        BUDENG_HTTP_URL: house.httpUrl,
        BUDENG_HOST_URL: house.hostUrl,
        BUDENG_MQTT_PORT: String(house.mqttPort),
        BUDENG_TERMINAL_FOLDER: join(folder, 'terminal'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
    }
    script.stdout?.on('data', listen)
    script.stderr?.on('data', listen)
  }

  test('enrols and is logged in again to the proof by host and platform', async () => {
    const berth = await prepareBerth(house, SERIAL)
    start(berth.code)
    const client = await clientOf(house, 'operations')
    const terminal = () => client.terminalByTid(berth.acquirer, berth.tid)
    await until(async () => (await terminal())?.presence === 'ONLINE', {
      what: () => `it is online:\n${said}\n${house.output()}`,
    })
    expect(await terminal()).toMatchObject({ signOn: 'SIGNED_OFF' })

    const requested = await client.commandRequest({
      terminalId: berth.terminalId,
      command: { relogin: { level: 'TERMINAL' } },
      reason: 'by hand',
    })
    const ended = await client.commandEnd(requested.id)
    expect(ended, said).toMatchObject({ state: 'SUCCEEDED', missingEvidence: [] })
    const witnesses = Object.fromEntries(ended.evidence.map(({ kind, witness }) => [kind, witness]))
    expect(witnesses).toMatchObject({ HOST_SIGN_ON: 'HOST', PLATFORM_SIGN_ON: 'PLATFORM', HOST_ECHO: 'HOST' })
    await until(async () => (await terminal())?.signOn === 'SIGNED_ON', {
      what: () => `the list says signed on:\n${said}`,
    })
    await client.close()
  })
})
