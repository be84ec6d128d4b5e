import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { clientOf, sessionOf } from './api.ts'
import { openBrowser } from './browser/browser.ts'
import { PHONE, phoneFindings } from './browser/phone.ts'
import {
  followDiagnosis,
  merchantReads,
  recoveryEnded,
  startRecovery,
  typeDigits,
  unprovenOnPage,
  wordsToRead,
} from './browser/recoveries.ts'
import { visit, type Visit } from './browser/visit.ts'
import type { Language } from './browser/words.ts'
import { demoLogin } from './demo.ts'
import { tidsOf } from './demo-terminals.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

/** With it the agent has a terminal that was signed out, and one without paper. */
const SEED = 5
const TRAINING = 4
/** What a recovery waits for, a heartbeat above all, comes sooner. */
const CLOCK_FACTOR = '3'

let house: House
let browser: Browser

beforeAll(async () => {
  ;[house, browser] = await Promise.all([
    journeyHouse({ terminals: 60, seed: SEED, training: TRAINING, env: { BUDENG_CLOCK_FACTOR: CLOCK_FACTOR } }),
    openBrowser(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** A window on a telephone, and what is wrong with the screens that were looked at in it. */
async function onPhone(language: Language) {
  const window = await visit(browser, house, { language, scheme: 'system', size: PHONE })
  const found: string[] = []
  const check = async (where: string) => void found.push(...(await phoneFindings(window, where)))
  return { window, check, findings: () => [...found, ...window.complaints()] }
}

/** Opens the search and types. */
async function search({ page, word }: Visit, text: string): Promise<void> {
  await page.locator('.bar-search').click()
  await page.getByPlaceholder(word('palette.placeholder')).fill(text)
}

describe('an agent with a telephone in one hand', () => {
  let phone: Awaited<ReturnType<typeof onPhone>>
  beforeAll(async () => {
    phone = await onPhone('en')
    await phone.window.login(demoLogin(house, 'agent'))
  })
  afterAll(() => phone?.window.close())

  /** A terminal of the agent's own that plays this, as the agent reads of it. */
  async function agentsOwn(behaviour: 'lost-sign-on-77' | 'no-paper') {
    const client = await clientOf(house, 'agent')
    const terminals = await Promise.all(tidsOf(house, behaviour).map((tid) => client.terminalByTid('huaxin', tid)))
    await client.close()
    const own = terminals.find((terminal) => terminal !== null)
    if (own == null) throw new Error(`no terminal of the agent's plays ${behaviour}`)
    return own
  }

  /** Finds the terminal by its number, and reads the first cause that the diagnosis names. */
  async function openTerminal(tid: string): Promise<string> {
    const { window, check } = phone
    await search(window, tid)
    const option = window.page.locator('[role=option]', { has: window.page.locator('.mono', { hasText: tid }) })
    await option.waitFor()
    await check(`search for ${tid}`)
    await option.click()
    await window.page.getByRole('heading', { name: tid }).waitFor()
    return await window.page.locator('.causes > li').first().innerText()
  }

  test('finds a terminal, reads what ails it, and brings it back with the digits that the merchant reads out', async () => {
    const { window, check, findings } = phone
    const { page, word } = window
    const { tid } = await agentsOwn('lost-sign-on-77')
    await check('overview')
    const ails = await openTerminal(tid)
    expect(ails).toContain('The sign-on is lost')
    expect(ails).toContain('77')
    await page.getByText(word('signOn.SIGNED_OFF'), { exact: true }).first().waitFor()
    await check('terminal')
    await page.getByRole('tab', { name: word('terminalTab.health') }).click()
    await page.getByRole('heading', { name: word('health.network'), exact: true }).waitFor()
    await check('health')

    const panel = await followDiagnosis(window, 'AUTH')
    await check('why')
    await startRecovery(window, panel, 'the merchant called')
    const words = await wordsToRead(window)
    const merchant = await merchantReads(house, 'huaxin', tid)
    expect(words).toEqual(merchant.words.en)
    await check('six digits')
    await typeDigits(window, merchant.digits)
    await page.locator('.recovery-steps > li').first().waitFor()
    // the terminal's page had been scrolled
    expect(await page.locator('main').evaluate(({ scrollTop }) => scrollTop)).toBe(0)
    await check('the recovery goes')
    await recoveryEnded(window, 'RECOVERED')
    await expect.poll(() => unprovenOnPage(window)).toEqual([])
    await page.getByText(word('recoveryNext.RECOVERED')).waitFor()
    await check('recovered')
    expect(findings()).toEqual([])
    expect(await agentsOwn('lost-sign-on-77')).toMatchObject({ tid, signOn: 'SIGNED_ON' })
  })

  test('is told what to say about the paper, says that it did not help, and is led to a technician', async () => {
    const { window, check, findings } = phone
    const { page, word } = window
    const { tid } = await agentsOwn('no-paper')
    await openTerminal(tid)
    await startRecovery(window, await followDiagnosis(window, 'HW'), 'nothing is printed')
    await page.getByText(word('stepUp.act_recoveryStart')).waitFor()
    await check('confirm')
    await window.confirm(demoLogin(house, 'agent'))
    await page.getByText(word('taskSay.CHECK_PAPER')).waitFor()
    await page.getByText(word('taskSees.CHECK_PAPER')).waitFor()
    await check('the paper')
    await page.getByLabel(word('recovery.note')).fill('there is no roll left')
    await page.getByRole('button', { name: word('recovery.workedNot'), exact: true }).click()
    await recoveryEnded(window, 'ESCALATED')
    await page.getByText(word('recoveryNext.ESCALATED')).waitFor()
    await check('escalated')
    await page.getByRole('link', { name: word('workOrder.one'), exact: true }).click()
    await page.getByRole('heading', { name: word('workOrder.changeOf', { tid }) }).waitFor()
    await check('work order')
    expect(findings()).toEqual([])
  })
})

const OF_ALL = `{ terminals(first: 200) { nodes { id tid } }
  commands(first: 200) { nodes { id } } recoveries(first: 200) { nodes { id } } }`

type Ids = { readonly nodes: readonly { readonly id: string }[] }
interface OfAll {
  readonly terminals: { readonly nodes: readonly { readonly id: string; readonly tid: string }[] }
  readonly commands: Ids
  readonly recoveries: Ids
}

/** The ids in an order of their own: lists are by what is worst or newest. */
const idsOf = ({ nodes }: Ids) => nodes.map(({ id }) => id).toSorted()
const allOf = ({ terminals, commands, recoveries }: OfAll) => [terminals, commands, recoveries].map(idsOf)

test('somebody who learns recovers a terminal that is simulated, is told so, and reaches no real one', async () => {
  const operations = await sessionOf(house, 'operations')
  const trainee = await sessionOf(house, 'trainee', 'training')
  const [before, learning] = [await operations<OfAll>(OF_ALL), await trainee<OfAll>(OF_ALL)]
  expect(before.terminals.nodes.length).toBeGreaterThan(50)
  expect(allOf(learning).map(({ length }) => length)).toEqual([TRAINING, 0, 0])
  const [real] = before.terminals.nodes
  const { window, check, findings } = await onPhone('zh-CN')
  const { page, word } = window
  await window.login(demoLogin(house, 'trainee', 'training'))

  await page.locator('.training-bar').getByText(word('training.what')).waitFor()
  await check('overview')
  await page.getByRole('link', { name: word('overview.signedOut') }).click()
  const row = page
    .getByRole('table', { name: word('rail.terminals') })
    .locator('.phone-row')
    .first()
  const tid = await row.locator('.mono').innerText()
  expect(learning.terminals.nodes.map((one) => one.tid)).toContain(tid)
  await check('signed out')
  await row.click()
  await page.getByRole('heading', { name: tid }).waitFor()
  await check('terminal')
  await startRecovery(window, await followDiagnosis(window, 'AUTH'), '第一次练习')
  const words = await wordsToRead(window)
  const merchant = await merchantReads(house, 'training', tid)
  expect(words).toEqual(merchant.words.zh)
  await check('six digits')
  await typeDigits(window, merchant.digits)
  await recoveryEnded(window, 'RECOVERED')
  await expect.poll(() => unprovenOnPage(window)).toEqual([])
  await page.locator('.training-bar').getByText(word('training.what')).waitFor()
  await check('recovered')

  // no search and no address leads to a real terminal
  await search(window, real?.tid ?? '')
  await page.getByRole('option', { name: word('palette.listMatching', { query: real?.tid ?? '' }) }).click()
  await page.getByText(word('list.nothingTitle')).waitFor()
  await window.follow(`/terminals/${real?.id}`)
  await page.getByText(word('nothing.why')).waitFor()
  expect(findings()).toEqual([])
  await window.close()

  const learned = await trainee<OfAll>(OF_ALL)
  expect(learned.recoveries.nodes).toHaveLength(1)
  expect(learned.commands.nodes.length).toBeGreaterThan(2)
  // nobody at work sees any of it, and nothing of theirs was touched
  expect(allOf(await operations<OfAll>(OF_ALL))).toEqual(allOf(before))
  const input = { terminalId: real?.id, playbook: 'AUTH', reason: 'practice', idempotencyKey: crypto.randomUUID() }
  const tried = await trainee(
    'mutation ($input: RecoveryStartInput!) { made: recoveryStart(input: $input) { recovery { id } userErrors { code } } }',
    { input },
  )
  expect(tried).toEqual({ made: { recovery: null, userErrors: [{ code: 'NOT_FOUND' }] } })
})

test('at the counter a device gets its code once, on paper too; a stolen one is cut off and its code is no way back', async () => {
  const [tid] = tidsOf(house, 'healthy')
  const admin = await sessionOf(house, 'admin')
  const terminal = async () => {
    const query = '($tid: String!) { found: terminalByTid(acquirerCode: "huaxin", tid: $tid) { id connected } }'
    return (await admin<{ found: { id: string; connected: boolean } }>(`query ${query}`, { tid })).found
  }
  const desk = await visit(browser, house, { language: 'zh-CN' })
  const { page, word } = desk
  await desk.login(demoLogin(house, 'admin'))
  await desk.open(`/terminals/${(await terminal()).id}?tab=device`)
  const sheet = page.locator('.enrol-sheet')

  await page.getByRole('button', { name: `${word('enrol.open')} …` }).click()
  await page.getByLabel(word('device.serial')).fill('NEXT-1')
  await page.getByRole('button', { name: word('enrol.make') }).click()
  await sheet.locator('svg').first().waitFor()
  expect(await sheet.innerText()).toMatch(/NEXT-1\s+[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/)
  const heading = page.locator('h1')
  const isOnPaper = (one: typeof sheet) => one.evaluate((element) => getComputedStyle(element).visibility === 'visible')
  await page.emulateMedia({ media: 'print' })
  expect([await isOnPaper(sheet), await isOnPaper(heading)]).toEqual([true, false])
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('button', { name: word('enrol.typed') }).click()
  expect(await sheet.count()).toBe(0)

  expect((await terminal()).connected).toBe(true)
  await page.getByRole('button', { name: `${word('device.revoke')} …` }).click()
  await page.getByLabel(word('request.reason')).fill('门店报失')
  await page.getByRole('button', { name: word('device.revoke'), exact: true }).click()
  await page.getByText(word('device.revoked')).waitFor()
  await page.getByText(word('deviceState.BLOCKED'), { exact: true }).waitFor()
  await until(async () => !(await terminal()).connected, { what: () => 'it is cut off' })
  expect(desk.complaints()).toEqual([])
  await desk.close()
})
