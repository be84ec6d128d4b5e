import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { factorClock } from '@budeng/kernel'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { isAlive } from './alive.fixture.ts'
import { startChild } from './child.ts'
import { nextClock } from './clock-origin.ts'
import { readableLogLine } from './log-line.ts'
import { assertPortsFree, holderOf } from './ports.ts'
import { type Supervised, supervise } from './supervise.ts'
import { restartOnChange } from './watch.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budeng-house-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('ports', () => {
  let server: Server
  let port: number
  beforeEach(async () => {
    server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    port = typeof address === 'object' && address !== null ? address.port : 0
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  test('a taken one is named, with its holder and the variable that moves ours', async () => {
    const wanted = [{ port, purpose: 'MQTT', variable: 'BUDENG_MQTT_PORT' }]
    await expect(assertPortsFree(wanted)).rejects.toThrow(`Port ${port} (MQTT) is taken by`)
    await expect(assertPortsFree(wanted)).rejects.toThrow(`BUDENG_MQTT_PORT=${port + 1}`)
    expect(holderOf(port)).toContain(`(pid ${process.pid})`)
  })

  test('one that is wanted twice is refused before anything is tried', async () => {
    const wanted = [
      { port: 40_000, purpose: 'HTTP', variable: 'BUDENG_HTTP_PORT' },
      { port: 40_000, purpose: 'MQTT', variable: 'BUDENG_MQTT_PORT' },
    ]
    await expect(assertPortsFree(wanted)).rejects.toThrow(
      'Port 40000 is wanted twice. Give BUDENG_MQTT_PORT another value.',
    )
  })
})

describe('processes', () => {
  const said: string[] = []
  const say = (_name: string, line: string) => void said.push(line)
  const program = (code: string) => {
    const script = join(folder, 'program.mjs')
    writeFileSync(script, code)
    return { name: 'program', script, args: [], env: {} }
  }
  let supervised: Supervised | undefined
  beforeEach(() => {
    said.length = 0
  })
  afterEach(() => supervised?.stop())

  test('one that is killed is started again, one that is stopped is not', async () => {
    supervised = supervise({ program: program('console.log("up"); setInterval(() => {}, 1000)'), say })
    const ups = () => said.filter((line) => line === 'up').length
    await vi.waitFor(() => expect(ups()).toBe(1), 60_000)
    const { pid } = supervised
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(ups()).toBe(2), 60_000)
    expect(supervised.pid).not.toBe(pid)
    expect(supervised.restarts).toBe(1)
    expect(said).toContain('ended (SIGKILL), started again')
    await supervised.stop()
    expect(isAlive(supervised.pid)).toBe(false)
  })

  test('one that always fails is tried ever more rarely', async () => {
    supervised = supervise({ program: program('process.exit(3)'), say })
    await vi.waitFor(() => expect(said.filter((line) => line.includes('started again in'))).toHaveLength(2), 60_000)
    const waits = said.flatMap((line) => /in (\d+) ms/.exec(line)?.[1] ?? []).map(Number)
    expect(waits).toEqual([200, 500])
  })

  test('one that was built anew is restarted at once', async () => {
    const built = program('console.log("up"); setInterval(() => {}, 1000)')
    supervised = supervise({ program: built, say })
    await vi.waitFor(() => expect(said).toContain('up'), 60_000)
    const stopWatching = restartOnChange(supervised, built.script, (line) => said.push(line))
    program('console.log("newer"); setInterval(() => {}, 1000)')
    await vi.waitFor(() => expect(said).toContain('newer'), 60_000)
    stopWatching()
    expect(said).toContain('program: built anew, restarting')
    expect(said.some((line) => line.startsWith('ended'))).toBe(false)
  })

  test('a child ends when the one who started it is gone', async () => {
    const child = program('console.log("up"); setInterval(() => {}, 1000)')
    const parent = join(folder, 'parent.mjs')
    const source = JSON.stringify(new URL('./child.ts', import.meta.url).href)
    writeFileSync(
      parent,
      `const { startChild } = await import(${source}); const child = startChild(${JSON.stringify(child)}, (name, line) => console.log('child ' + child.pid))`,
    )
    const outer = startChild({ name: 'parent', script: parent, args: [], env: {} }, say)
    const childPid = () => Number(said.find((line) => line.startsWith('child '))?.slice(6) ?? 0)
    await vi.waitFor(() => expect(childPid()).toBeGreaterThan(0), 60_000)
    process.kill(outer.pid, 'SIGKILL')
    await outer.ended
    await vi.waitFor(() => expect(isAlive(childPid())).toBe(false), 60_000)
  })

  test('a child that does not want to end is killed', async () => {
    const child = startChild(
      program('process.on("SIGTERM", () => console.log("no")); console.log("up"); setInterval(() => {}, 1000)'),
      say,
    )
    await vi.waitFor(() => expect(said).toContain('up'), 60_000)
    await child.stop({ timeoutMs: 100 })
    expect(said).toContain('no')
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' })
  })
})

describe('the clock of a data folder', () => {
  test('goes on from start to start, also with another factor, and never back without being told', () => {
    const first = nextClock(null, 60, 1_000_000)
    expect(first).toEqual({ origin: 1_000_000, behindMs: 0 })
    expect(nextClock({ factor: 60, origin: 1_000_000 }, 60, 2_000_000).origin).toBe(1_000_000)
    const reached = factorClock(() => 2_000_000, 60, 1_000_000).now()
    const faster = nextClock({ factor: 60, origin: 1_000_000 }, 3_600, 2_000_000)
    expect(Math.abs(factorClock(() => 2_000_000, 3_600, faster.origin).now() - reached)).toBeLessThan(3_600)
    expect(nextClock({ factor: 60, origin: 1_000_000 }, 1, 2_000_000)).toEqual({
      origin: 2_000_000,
      behindMs: reached - 2_000_000,
    })
  })
})

test('log lines of processes are read out in plain words', () => {
  const line =
    '{"level":40,"time":1,"pid":5,"hostname":"vm","name":"gateway","tookMs":1021,"msg":"a write transaction took over a second"}'
  expect(readableLogLine(line)).toBe('warn a write transaction took over a second (tookMs 1021)')
  expect(readableLogLine('plain words')).toBe('plain words')
})
