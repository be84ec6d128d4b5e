import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { clientOf } from './api.ts'
import { hasEnded, type House, type HouseOptions, newDataDir, spawnBudeng, startHouse } from './house.ts'
import { stillRunning } from './processes.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const TERMINALS = 10

const folders: string[] = []
const houses: House[] = []
afterAll(async () => {
  // those that a failed test left behind; the others have ended
  await Promise.all(houses.map((house) => house.stop()))
  for (const made of folders) rmSync(made, { recursive: true, force: true })
})
function folder(): string {
  const made = newDataDir()
  folders.push(made)
  return made
}

async function noneLeft(pids: readonly number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(5) // supervisor, three servers, simulator, PostgreSQL
  await until(() => stillRunning(pids).length === 0, {
    what: () => `nothing is left: ${JSON.stringify(stillRunning(pids))}`,
  })
}

async function newHouse(options: HouseOptions): Promise<House> {
  const house = await startHouse(options)
  houses.push(house)
  return house
}

/** Runs a start that is expected to refuse; answers its exit code and what it said. */
async function refused(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ code: number | null; said: string }> {
  const { child, output } = await spawnBudeng(['start', '--terminals', '1', ...args], {
    BUDENG_DATA_DIR: folder(),
    ...env,
  })
  await until(() => hasEnded(child), { what: () => `the start refuses:\n${output()}` })
  return { code: child.exitCode, said: output() }
}

describe('one house, again and again', () => {
  const dataDir = folder()
  const loginsOf = (house: House) => house.output().match(/\S+@\S+\.example\s+\S+/g)
  let first: { readonly logins: RegExpMatchArray | null; readonly commandId: string; readonly total: number }

  test('ends on SIGTERM without leaving a process', async () => {
    const house = await newHouse({ terminals: TERMINALS, dataDir, args: ['--scenario', 'healthy'] })
    const client = await clientOf(house, 'operations')
    const { value: terminal } = await client.terminals({ presence: ['ONLINE'] }).next()
    const command = await client.commandRequest({
      terminalId: terminal?.id ?? '',
      command: { statusGet: {} },
      reason: 'to be remembered',
    })
    expect(await client.commandEnd(command.id)).toMatchObject({ state: 'SUCCEEDED' })
    first = { logins: loginsOf(house), commandId: command.id, total: (await client.fleetCounts()).total }
    await client.close()
    const pids = house.pids()
    await house.stop({ keepData: true })
    await noneLeft(pids)
  })

  test('keeps its data and its people, and leaves no process when the supervisor is killed', async () => {
    const house = await newHouse({ terminals: TERMINALS, dataDir })
    expect(house.output()).toContain(`${TERMINALS} terminals, as they were`)
    expect(loginsOf(house)).toEqual(first.logins)
    const client = await clientOf(house, 'operations')
    expect(await client.command(first.commandId)).toMatchObject({ state: 'SUCCEEDED', reason: 'to be remembered' })
    expect((await client.fleetCounts()).total).toBe(first.total)
    await client.close()
    const pids = house.pids()
    await house.kill()
    await noneLeft(pids)
  })
})

test.each(['BUDENG_HTTP_PORT', 'BUDENG_MQTT_PORT', 'BUDENG_HOST_PORT', 'BUDENG_HOST_ISO_PORT'])(
  'a port that is taken is named with %s',
  async (variable) => {
    const taken = createServer()
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
    const address = taken.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { code, said } = await refused({ [variable]: String(port) })
    await new Promise((done) => taken.close(done))
    expect(code).toBe(2)
    expect(said).toContain(`Port ${port}`)
    expect(said).toContain(`${variable}=${port + 1}`)
  },
)

describe('in production', () => {
  test('the embedded database is refused', async () => {
    const { code, said } = await refused({ NODE_ENV: 'production' })
    expect(code).toBe(2)
    expect(said).toContain('DATABASE_URL')
  })

  test.each(['seed', 'simulate'])('`budeng %s` is refused', async (command) => {
    const { child, output } = await spawnBudeng([command], { NODE_ENV: 'production', BUDENG_DATA_DIR: folder() })
    await until(() => hasEnded(child), { what: () => `${command} refuses:\n${output()}` })
    expect(child.exitCode).toBe(2)
    expect(output()).toContain('refused when NODE_ENV is production')
  })
})
