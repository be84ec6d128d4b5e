import type { Client } from '@budeng/sdk'
import type { BehaviourName } from '@budeng/simulator'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { clientOf } from './api.ts'
import { openBrowser } from './browser/browser.ts'
import { requestRelogin } from './browser/relogin.ts'
import { visit, type Visit } from './browser/visit.ts'
import { demoLogin } from './demo.ts'
import { tidsOf } from './demo-terminals.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

/** Timers of minutes run out in seconds. */
const CLOCK_FACTOR = '20'

let house: House
let browser: Browser
let client: Client
let window: Visit
/** Commands that were asked for at the beginning, by what their terminal does; each takes its time to come out. */
let asked: Readonly<Record<'offline' | 'never-acks' | 'boasts', string>>

beforeAll(async () => {
  ;[house, browser] = await Promise.all([
    journeyHouse({ terminals: 8, args: ['--scenario', 'unlucky'], env: { BUDENG_CLOCK_FACTOR: CLOCK_FACTOR } }),
    openBrowser(),
  ])
  client = await clientOf(house, 'operations')
  asked = {
    offline: await ask('offline', { statusGet: {} }, 'PT1M'),
    'never-acks': await ask('never-acks', { statusGet: {} }),
    boasts: await ask('boasts', { relogin: { level: 'TERMINAL' } }),
  }
  window = await visit(browser, house, { language: 'zh-CN' })
  await window.login(demoLogin(house, 'operations'))
})
afterAll(async () => {
  await client?.close()
  await browser?.close()
  await house?.stop()
})

async function terminalOf(behaviour: BehaviourName): Promise<{ readonly id: string; readonly tid: string }> {
  const terminal = await client.terminalByTid('huaxin', tidsOf(house, behaviour)[0] ?? '')
  if (terminal === null) throw new Error(`no terminal is ${behaviour}`)
  return terminal
}

async function ask(
  behaviour: BehaviourName,
  command: Parameters<Client['commandRequest']>[0]['command'],
  notAfter = 'PT15M',
): Promise<string> {
  const { id } = await terminalOf(behaviour)
  return (await client.commandRequest({ terminalId: id, command, reason: 'it does not answer', notAfter })).id
}

/** The command on its terminal's page, once it came so far. */
async function reached(behaviour: keyof typeof asked, type: 'STATUS_GET' | 'RELOGIN', state: string): Promise<Locator> {
  const { id } = await terminalOf(behaviour)
  await window.follow(`/terminals/${id}?do=${type}&command=${asked[behaviour]}`)
  const panel = window.page.locator('aside.side')
  await panel
    .locator(`.verdict-${state}`)
    .waitFor({ timeout: 180_000 })
    .catch(async (cause: unknown) => {
      throw new Error(`it is not ${state}, but: ${await panel.innerText()}`, { cause })
    })
  return panel
}

const steps = (panel: Locator, kind: string) => panel.locator(`li.step-${kind}`).allInnerTexts()

test('a terminal with a reversal to send: put off with the reason, and run by itself later', async () => {
  const { word } = window
  const { id, tid } = await terminalOf('reversal-pending')
  let panel: Locator
  // now and then the reversal goes out, and there is nothing to wait for
  for (let text = ''; !text.includes(word('deferral.REVERSAL_PENDING')); ) {
    await window.follow(`/terminals/${id}?do=RELOGIN`)
    panel = await requestRelogin(window, tid, 'batch out of step')
    await panel.locator('.verdict-deferred, .verdict-succeeded').waitFor()
    text = await panel.innerText()
  }
  await window.page.locator('aside.side .verdict-succeeded').waitFor()
})

test('a terminal that is switched off: nothing was sent, and asking again is offered', async () => {
  const { word } = window
  const panel = await reached('offline', 'STATUS_GET', 'expired')
  const text = await panel.innerText()
  for (const said of [word('commandState.EXPIRED'), word('advice.EXPIRED')]) expect(text).toContain(said)
  expect((await steps(panel, 'skipped')).join('\n')).toContain(word('step.SENT'))
  await panel.getByRole('link', { name: word('advice.again', { what: word('commandType.STATUS_GET') }) }).click()
  await panel.getByText(word('does.STATUS_GET')).waitFor()
})

test('a terminal that never answers: the screen claims nothing, and goes on asking', async () => {
  const { word } = window
  const panel = await reached('never-acks', 'STATUS_GET', 'unknown')
  const text = await panel.innerText()
  for (const said of [word('commandState.UNKNOWN'), word('advice.UNKNOWN'), word('cancel.open')])
    expect(text).toContain(said)
  expect((await steps(panel, 'done')).join('\n')).toContain(word('step.SENT'))
  expect((await steps(panel, 'now')).join('\n')).toContain(word('commandState.UNKNOWN'))
})

test('a terminal whose word is all that there is: not verified, naming what is missing', async () => {
  const { word } = window
  const panel = await reached('boasts', 'RELOGIN', 'unverified')
  const missing = (await steps(panel, 'missing')).join('\n')
  for (const kind of ['HOST_SIGN_ON', 'HOST_ECHO']) expect(missing).toContain(word(`evidence.${kind}`))
  expect((await steps(panel, 'done')).join('\n')).toContain(word('evidence.PLATFORM_SIGN_ON'))
  expect(await panel.innerText()).toContain(word('advice.UNVERIFIED'))
  expect(window.complaints()).toEqual([])
})
