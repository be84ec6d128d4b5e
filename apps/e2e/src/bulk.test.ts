import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sessionOf } from './api.ts'
import { openBrowser } from './browser/browser.ts'
import { visit, type Visit } from './browser/visit.ts'
import { demoLogin } from './demo.ts'
import { tidsOf } from './demo-terminals.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const TERMINALS = 70
/** What is busy, silent or slow comes to its end by the platform's clock: it may run. */
const CLOCK_FACTOR = '5'
/** Commands of one action that wait for terminals which are busy end within this time. */
const END_TIMEOUT_MS = 120_000
const STEP_TIMEOUT_MS = 20_000
const NAMES = ['bulk.cancelQueued_one', 'bulk.cancelQueued_other'] as const

interface Bulk {
  readonly state: string
  readonly hash: string
  readonly terminalCount: number
  readonly commandCount: number
  readonly finishedCount: number
  readonly breakdown: readonly { readonly kind: string; readonly count: number }[]
  readonly progress: readonly { readonly state: string; readonly count: number }[]
}

const READ = `query ($id: ID!) { bulkAction(id: $id) {
  state hash terminalCount commandCount finishedCount breakdown { kind count } progress { state count }
} }`
const DECIDE = `mutation ($input: BulkDecideInput!) {
  bulkDecide(input: $input) { bulkAction { state } userErrors { code message } }
}`

let house: House
let browser: Browser
beforeAll(async () => {
  ;[house, browser] = await Promise.all([
    journeyHouse({ terminals: TERMINALS, env: { BUDENG_CLOCK_FACTOR: CLOCK_FACTOR } }),
    openBrowser(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

const sum = (counts: readonly { readonly count: number }[]) => counts.reduce((total, { count }) => total + count, 0)

/** Selects every terminal and asks for a re-login of all; answers the id of the action. */
async function requestForAll(visitor: Visit): Promise<string> {
  const { page, word } = visitor
  await page.goto('/terminals')
  await page.getByRole('checkbox', { name: word('list.selectPage') }).click()
  const bar = page.getByRole('region', { name: word('selection.label') })
  await bar.waitFor()
  const allMatching = bar.locator('.ant-btn-link')
  if (await allMatching.isVisible()) await allMatching.click()
  await bar.locator('.ant-btn-primary').click()

  const total = Number(await page.locator('.preview-lines tfoot td.number').innerText())
  const figures = await page.locator('.preview-lines tbody td.number').allInnerTexts()
  expect(total).toBeGreaterThan(50)
  expect(figures.reduce((all, text) => all + Number(text), 0)).toBe(total)
  await page.getByText(word('preview.secondPerson'), { exact: true }).waitFor()

  await page.getByLabel(word('request.reason')).fill('host keys were changed')
  const submit = page.locator('form button[type=submit]')
  expect(await submit.isEnabled()).toBe(false) // the number is not typed yet
  await page.getByLabel(word('preview.type', { number: total })).fill(String(total))
  await submit.click()
  await visitor.confirm(demoLogin(house, 'operations'))
  await page.waitForURL(/\/bulk\/(?!new)/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

test('more than fifty terminals need a second person, and everything comes to its end', async () => {
  const maker = await visit(browser, house, { language: 'en' })
  await maker.login(demoLogin(house, 'operations'))
  const id = await requestForAll(maker)
  const asMaker = await sessionOf(house, 'operations')
  let seen: Bulk | null = null
  const read = async () => {
    const { bulkAction } = await asMaker<{ bulkAction: Bulk }>(READ, { id })
    seen = bulkAction
    return bulkAction
  }

  const asked = await read()
  expect(asked).toMatchObject({ state: 'PENDING_APPROVAL', finishedCount: 0 })
  expect(asked.progress).toEqual([{ state: 'PENDING_APPROVAL', count: asked.commandCount }])
  expect(sum(asked.breakdown)).toBe(asked.terminalCount)

  // nobody approves an own request: the screen says so, and the API means it
  await maker.page.getByText(maker.word('approvals.own')).waitFor()
  expect(
    await maker.page.getByRole('button', { name: maker.word('approvals.approve', { what: '' }).trim() }).isEnabled(),
  ).toBe(false)
  const own = await asMaker<{ bulkDecide: { bulkAction: null; userErrors: { code: string; message: string }[] } }>(
    DECIDE,
    {
      input: { bulkId: id, hash: asked.hash, approve: true, idempotencyKey: crypto.randomUUID() },
    },
  )
  expect(own.bulkDecide.userErrors).toMatchObject([{ code: 'OWN_REQUEST' }])
  expect(own.bulkDecide.userErrors[0]?.message).not.toBe('')

  const checker = await visit(browser, house, { language: 'zh-CN' })
  await checker.login(demoLogin(house, 'admin'))
  await checker.page
    .getByRole('navigation')
    .getByRole('link', { name: checker.word('rail.approvals') })
    .click()
  await checker.page.getByText(asked.hash.slice(0, 12)).waitFor()
  await checker.page.locator('.decision .ant-btn-primary').click()
  await checker.confirm(demoLogin(house, 'admin'))
  await until(async () => (await read()).state === 'APPROVED', { what: () => 'the second person approved' })

  const { commandCount } = await read()
  expect(commandCount).toBeGreaterThan(0)
  // what is switched off waits in the queue, and a pending reversal puts a re-login off; all others come to their end
  const putOffMax = tidsOf(house, 'reversal-pending').length
  const inState = (bulk: Bulk, name: string) => bulk.progress.find(({ state }) => state === name)?.count ?? 0
  const isLeft = (bulk: Bulk, queued: number) => {
    // now and then a reversal goes out, and its command is put off no more
    const putOff = inState(bulk, 'DEFERRED')
    return putOff <= putOffMax && bulk.finishedCount + queued + putOff === commandCount
  }
  const isWaiting = (bulk: Bulk) => inState(bulk, 'QUEUED') > 0 && isLeft(bulk, inState(bulk, 'QUEUED'))
  await until(async () => isWaiting(await read()), {
    what: () => `only what is queued is left: ${JSON.stringify(seen)}`,
    timeoutMs: END_TIMEOUT_MS,
    everyMs: 500,
  })
  const isOver = async () => {
    const bulk = await read()
    // a terminal that was lost meanwhile has its command back in the queue
    if (inState(bulk, 'QUEUED') > 0) await cancelWhatIsQueued(maker)
    return isLeft(bulk, 0)
  }
  await until(isOver, {
    what: () => `every command came to its end: ${JSON.stringify(seen)}`,
    timeoutMs: END_TIMEOUT_MS,
    everyMs: 500,
  })
  const ended = await read()
  expect(sum(ended.progress)).toBe(commandCount)
  // how many depends on the machine: this clock runs faster than the host answers when it is busy
  expect(inState(ended, 'SUCCEEDED')).toBeGreaterThan(0)
  const figures = maker.page.locator('.progress')
  const told = async () => {
    const { finishedCount: finished } = await read()
    return figures.getByText(maker.word('progress.summary', { finished, total: commandCount }), { exact: true })
  }
  await until(async () => await (await told()).isVisible(), { what: () => `the page tells: ${JSON.stringify(seen)}` })
  expect([...maker.complaints(), ...checker.complaints()]).toEqual([])
  await Promise.all([maker.close(), checker.close()])
})

/** Terminals that are switched off will not come: what waits for them is called off on the screen. */
async function cancelWhatIsQueued({ page, word }: Visit): Promise<void> {
  const named = (path: string) => word(path, { number: '\\d+' })
  const button = page.getByRole('button', { name: new RegExp(NAMES.map(named).join('|')) })
  const form = page.locator('.ant-popover form')
  const timeout = STEP_TIMEOUT_MS
  try {
    await button.click({ timeout })
    await form.getByLabel(word('request.reason')).fill('they are switched off', { timeout })
    await form.getByRole('button', { name: word('bulk.cancelDo') }).click({ timeout })
    await form.waitFor({ state: 'hidden' })
  } catch {
    // it goes when nothing is queued any more; whoever asks looks again
  }
}
