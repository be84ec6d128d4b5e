import { PlainScreen, type Scheduler } from '@budeng/terminal'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryLines } from '../disk/line-file.ts'
import { createHost } from '../host/host.ts'
import { type HostServer, serveHost } from '../host/server.ts'
import { screensListener, type Watched } from './screens.ts'

const WORDS = { zh: ['海棠', '石榴'], en: ['maple', 'river'] } as const
const CODES = [{ email: 'admin@demo.test', name: 'Chen Li', role: 'ADMIN', code: '048213', secondsLeft: 9 }]
let nowMs = 0
const scheduler: Scheduler = { nowMs: () => nowMs, after: () => () => undefined }
const terminals: Watched[] = ['10000001', '10000002', '20000001'].map((tid) => ({
  acquirer: 'demo',
  tid,
  model: 'A920',
  screen: new PlainScreen(scheduler),
}))
const [first, second] = terminals.map(({ screen }) => screen)
let server: HostServer

beforeEach(async () => {
  server = await serveHost(
    createHost({ now: () => 0 }, memoryLines()),
    0,
    screensListener(
      () => terminals,
      () => CODES,
    ),
  )
})
afterEach(() => server.close())
const read = async (query = '') => (await fetch(`${server.url}/screens.json${query}`)).json()

describe('the screens of simulated terminals', () => {
  test('show words and digits as long as the terminal does, for whoever plays the merchant', async () => {
    expect(await read()).toEqual([])
    first?.show({ frame: 'PRESENCE', digits: '048213', words: WORDS, showSec: 60 })
    second?.show({ frame: 'MESSAGE', text: '<b>call us</b>', showSec: 60 })
    const common = { acquirer: 'demo', model: 'A920', digits: null, words: null, message: null, locked: false }
    expect(await read()).toEqual([
      { ...common, tid: '10000001', digits: '048213', words: WORDS },
      { ...common, tid: '10000002', message: '<b>call us</b>' },
    ])
    expect(await read('?tid=1000')).toHaveLength(2)
    expect(await read('?tid=20000001')).toEqual([{ ...common, tid: '20000001' }])
    nowMs += 60_000
    expect(await read()).toEqual([])
  })

  test('stand beside the authenticators of the demonstration’s people', async () => {
    expect(await (await fetch(`${server.url}/codes.json`)).json()).toEqual(CODES)
  })

  test('are a page without anything from elsewhere, beside the host', async () => {
    const page = await fetch(`${server.url}/screens`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect(await page.text()).toContain('<script src="/screens.js">')
    expect((await fetch(`${server.url}/screens.js`)).headers.get('content-type')).toMatch(/javascript/)
    expect((await fetch(`${server.url}/screens.json`, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${server.url}/witness/demo/10000001`)).status).toBe(200)
  })
})
