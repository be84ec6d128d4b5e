import { mkdtempSync, rmSync, writeFileSync, appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryLines, openLineFile } from '../disk/line-file.ts'
import { createHost, type HostRecord } from './host.ts'
import { type HostServer, serveHost } from './server.ts'

vi.setConfig({ testTimeout: 120_000 })

const clock = { now: () => 1_800_000_000_000 }
const terminal = { acquirer: 'demo', tid: '10000001' }

describe('the simulated host', () => {
  test('gives a new batch and key check values with every sign-on, and remembers as a witness', () => {
    const host = createHost(clock, memoryLines())
    expect(host.witness(terminal)).toEqual({ lastSignOn: null, lastEcho: null })
    const first = host.signOn(terminal)
    const second = host.signOn(terminal)
    expect(first).toMatchObject({ responseCode: '00', kcv: expect.stringMatching(/^[0-9A-F]{24}$/) })
    expect(Number(second.batch)).toBe(Number(first.batch) + 1)
    expect(second.kcv).not.toBe(first.kcv)
    host.echo(terminal)
    expect(host.witness(terminal)).toEqual({
      lastSignOn: { ...second, at: clock.now() },
      lastEcho: { at: clock.now(), responseCode: '00' },
    })
  })

  test('follows its script: 77 once, then it lets the terminal in', () => {
    const host = createHost(clock, memoryLines())
    host.script(terminal, { next: ['77'] })
    expect(host.echo(terminal)).toEqual({ responseCode: '77' })
    expect(host.signOn(terminal)).toEqual({ responseCode: '77' })
    expect(host.witness(terminal).lastSignOn).toMatchObject({ responseCode: '77', batch: null })
    expect(host.signOn(terminal).responseCode).toBe('00')
    host.script(terminal, { then: '97' })
    expect([host.signOn(terminal), host.signOn(terminal)].map(({ responseCode }) => responseCode)).toEqual(['97', '97'])
  })
})

describe('over HTTP', () => {
  let server: HostServer
  beforeEach(async () => {
    server = await serveHost(createHost(clock, memoryLines()), 0)
  })
  afterEach(() => server.close())
  const post = (path: string, body: string, method = 'POST') => fetch(`${server.url}${path}`, { method, body })

  test('curl can sign on, echo, script and ask the witness', async () => {
    const signOn = await (await post('/signon', JSON.stringify({ ...terminal, mid: '104110045112012' }))).json()
    expect(signOn).toMatchObject({ responseCode: '00' })
    expect(await (await post('/echo', JSON.stringify(terminal))).json()).toEqual({ responseCode: '00' })
    expect((await post('/script/demo/10000001', '{"then":"96"}', 'PUT')).status).toBe(200)
    expect(await (await post('/signon', JSON.stringify(terminal))).json()).toEqual({ responseCode: '96' })
    const witness = await (await fetch(`${server.url}/witness/demo/10000001`)).json()
    expect(witness).toEqual({
      lastSignOn: { responseCode: '96', batch: null, kcv: null, at: clock.now() },
      lastEcho: { at: clock.now(), responseCode: '00' },
    })
  })

  test.each([
    [400, 'POST', '/signon', 'not json'],
    [400, 'POST', '/signon', '[1]'],
    [400, 'POST', '/signon', '{"acquirer":"demo"}'],
    [400, 'POST', '/echo', '{"acquirer":"../etc","tid":"10000001"}'],
    [400, 'PUT', '/script/demo/10000001', '{"then":"000"}'],
    [400, 'PUT', '/script/demo/10000001', '{"delayMs":-1}'],
    [400, 'PUT', '/script/demo/10000001', '{"trade":{"NO_ANSWER":1001}}'],
    [400, 'PUT', '/script/demo/10000001', '{"trade":{"ANYTHING":1}}'],
    [404, 'POST', '/elsewhere', '{}'],
    [404, 'PUT', '/signon', '{}'],
    [413, 'POST', '/signon', 'x'.repeat(5_000)],
  ])('%i for %s %s %.20s', async (status, method, path, body) => {
    const response = await post(path, body, method)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({ error: expect.any(String) })
  })
})

describe('a file of lines', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'budeng-lines-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('a host that was killed still knows its batches', () => {
    const path = join(folder, 'host.lines')
    const before = createHost(clock, openLineFile<HostRecord>(path)).signOn(terminal)
    const after = createHost(clock, openLineFile<HostRecord>(path))
    expect(after.witness(terminal).lastSignOn).toEqual({ ...before, at: clock.now() })
    expect(Number(after.signOn(terminal).batch)).toBe(Number(before.batch) + 1)
  })

  test('half a line from a kill is left out, and forgotten keys stay forgotten', () => {
    const path = join(folder, 'any.lines')
    writeFileSync(path, '["a",1]\n["b",2]\n["a",3]\n["b",null]\n')
    appendFileSync(path, '["c",')
    const lines = openLineFile<number>(path)
    expect([...lines.entries()]).toEqual([['a', 3]])
    lines.set('d', 4)
    lines.close()
    expect([...openLineFile<number>(path).entries()]).toEqual([
      ['a', 3],
      ['d', 4],
    ])
  })
})
