import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { clientOf, sessionOf } from './api.ts'
import { axeFindings } from './browser/axe.ts'
import { openBrowser } from './browser/browser.ts'
import { tabTo } from './browser/keyboard.ts'
import { ENLARGED, sideways } from './browser/phone.ts'
import { followedCommand, reloginButton, reloginSucceeded } from './browser/relogin.ts'
import { visit } from './browser/visit.ts'
import { settingsSections } from './browser/words.ts'
import { demoCode, demoLogin } from './demo.ts'
import { tidsOf } from './demo-terminals.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

let house: House
let browser: Browser
let places: readonly string[] = []

beforeAll(async () => {
  ;[house, browser] = await Promise.all([journeyHouse({ terminals: 60 }), openBrowser()])
  places = await everyPlace()
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** One path for each route, with something on it to be seen. */
async function everyPlace(): Promise<string[]> {
  const client = await clientOf(house, 'operations')
  const send = await sessionOf(house, 'operations')
  const terminal = await client.terminalByTid('huaxin', tidsOf(house, 'lost-sign-on-77')[0] ?? '')
  const unreachable = await client.terminalByTid('huaxin', tidsOf(house, 'offline')[0] ?? '')
  if (terminal === null || unreachable === null) throw new Error('the demonstration lacks its terminals')
  const requested = await client.commandRequest({
    terminalId: terminal.id,
    command: { statusGet: {} },
    reason: 'a look',
  })
  await client.commandEnd(requested.id)
  const admin = await sessionOf(house, 'admin')
  const select = async (by: typeof send): Promise<{ id: string; count: number }> => {
    const created = await by<{ selectionCreate: { selection: { id: string; count: number } } }>(
      'mutation ($input: SelectionCreateInput!) { selectionCreate(input: $input) { selection { id count } } }',
      { input: { filter: {} } },
    )
    return created.selectionCreate.selection
  }
  const { id: selectionId, count: expectedCount } = await select(send)
  const input = {
    selectionId,
    expectedCount,
    command: { relogin: {} },
    reason: 'keys',
    stepUp: { totp: await demoCode(house, demoLogin(house, 'operations').email) },
    idempotencyKey: crypto.randomUUID(),
  }
  const bulk = await send<{ bulkRequest: { bulkAction: { id: string } } }>(
    'mutation ($input: BulkRequestInput!) { bulkRequest(input: $input) { bulkAction { id } } }',
    { input },
  )
  const preview = await select(admin)
  const other = await sessionOf(house, 'admin2')
  const cohort = await select(other)
  const rollout = await other<{ rolloutStart: { rollout: { id: string } } }>(
    'mutation ($input: RolloutStartInput!) { rolloutStart(input: $input) { rollout { id } } }',
    {
      input: {
        ...{ selectionId: cohort.id, expectedCount: cohort.count, command: { statusGet: {} }, reason: 'keys' },
        ...{ plan: { groups: [5, 10] }, idempotencyKey: crypto.randomUUID() },
        stepUp: { totp: await demoCode(house, demoLogin(house, 'admin2').email) },
      },
    },
  )
  const recorded = await send<{ events: { nodes: { id: string }[] } }>(
    '{ events(first: 1, filter: { types: ["BulkRequested"] }) { nodes { id } } }',
    {},
  )
  const recovery = await endedRecovery(send, unreachable.id)
  await client.close()
  await makeKey(admin)
  return [
    '/',
    '/terminals',
    '/terminals?signOn=SIGNED_OFF&density=roomy',
    '/terminals?model=A920&version=4.2.0',
    `/terminals/${terminal.id}`,
    ...['health', 'device', 'place'].map((tab) => `/terminals/${terminal.id}?tab=${tab}`),
    `/terminals/${unreachable.id}?do=RELOGIN`,
    '/recoveries',
    '/recoveries?tab=over',
    '/recoveries?tab=orders',
    `/recoveries/${recovery}`,
    `/terminals/${unreachable.id}?do=RECOVER`,
    '/commands',
    `/commands/${requested.id}`,
    '/bulk',
    `/bulk/new/${preview.id}?type=RELOGIN`,
    `/bulk/new/${preview.id}?type=RELOGIN&steps=1`,
    `/bulk/${bulk.bulkRequest.bulkAction.id}`,
    '/rollouts',
    '/software',
    `/rollouts/${rollout.rolloutStart.rollout.id}`,
    '/approvals',
    ...settingsSections().map((section) => `/settings/${section}`),
    '/settings/grants?act=give',
    '/events',
    `/events?kind=PERSON&event=${recorded.events.nodes[0]?.id}`,
    '/nothing/here',
  ]
}

/** A recovery that was given up, with its work order. */
async function endedRecovery(send: Awaited<ReturnType<typeof sessionOf>>, terminalId: string): Promise<string> {
  const stepUp = { totp: await demoCode(house, demoLogin(house, 'operations').email) }
  const wish = { terminalId, playbook: 'NET', reason: 'no answer', stepUp, idempotencyKey: crypto.randomUUID() }
  const { made } = await send<{ made: { recovery: { id: string } | null; userErrors: { code: string }[] } }>(
    'mutation ($input: RecoveryStartInput!) { made: recoveryStart(input: $input) { recovery { id } userErrors { code } } }',
    { input: wish },
  )
  const recoveryId = made.recovery?.id
  if (recoveryId === undefined) throw new Error(`no recovery: ${made.userErrors.map(({ code }) => code).join(' ')}`)
  await send('mutation ($input: RecoveryGiveUpInput!) { recoveryGiveUp(input: $input) { userErrors { code } } }', {
    input: { recoveryId, reason: 'somebody goes there', idempotencyKey: crypto.randomUUID() },
  })
  return recoveryId
}

/** The page of API keys has a program with a key. */
async function makeKey(send: Awaited<ReturnType<typeof sessionOf>>): Promise<void> {
  const { viewer } = await send<{ viewer: { person: { organisation: { id: string } } } }>(
    '{ viewer { person { organisation { id } } } }',
  )
  const proof = async () => ({ totp: await demoCode(house, demoLogin(house, 'admin').email) })
  const account = { organisationId: viewer.person.organisation.id, name: 'ERP', role: 'AUDITOR' }
  const { made } = await send<{ made: { serviceAccount: { id: string; scopes: string[] } } }>(
    'mutation ($input: ServiceAccountCreateInput!) { made: serviceAccountCreate(input: $input) { serviceAccount { id scopes } } }',
    { input: { ...account, stepUp: await proof(), idempotencyKey: crypto.randomUUID() } },
  )
  const { id: serviceAccountId, scopes } = made.serviceAccount
  const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString()
  const named = { serviceAccountId, name: 'nightly', scopes, expiresAt }
  const input = { ...named, stepUp: await proof(), idempotencyKey: crypto.randomUUID() }
  const { key } = await send<{ key: { secret: string | null } }>(
    'mutation ($input: ApiKeyCreateInput!) { key: apiKeyCreate(input: $input) { secret } }',
    { input },
  )
  expect(key.secret).toMatch(/^budeng_live_/)
}

describe('every screen can be read by everybody', () => {
  // names depend on the language and contrast on the scheme, neither on the other: each once
  const looks = [
    { language: 'zh-CN', scheme: 'light' },
    { language: 'en', scheme: 'dark' },
  ] as const
  test.concurrent.each(looks)('$language, $scheme', async (look) => {
    const window = await visit(browser, house, look)
    const { page } = window
    const found: string[] = []
    const check = async (path: string) => {
      await window.settled()
      found.push(...(await axeFindings(page)).map((finding) => `${path} ${finding}`))
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(look.language)
    }
    await window.open('/login')
    await page.locator('form').waitFor()
    await check('/login')
    await window.login(demoLogin(house, 'admin'))
    for (const path of places) {
      await window.follow(path)
      await check(path)
    }
    expect(found).toEqual([])
    expect(window.complaints()).toEqual([])
    await window.close()
  })
})

test('every screen can be read at four times its size without going to the side', async () => {
  const window = await visit(browser, house, { language: 'en', size: ENLARGED })
  const found: string[] = []
  await window.login(demoLogin(house, 'admin'))
  for (const path of places) {
    await window.follow(path)
    await window.settled()
    found.push(...(await sideways(window.page)).map((finding) => `${path} ${finding}`))
  }
  expect(found).toEqual([])
  await window.close()
})

test('without a mouse: from the login to a terminal that is signed on again', async () => {
  const window = await visit(browser, house, { language: 'en' })
  const { page, word } = window
  const { email, password } = demoLogin(house, 'operations')
  const tid = tidsOf(house, 'logged-out')[0] ?? ''
  const { keyboard } = page
  await window.open('/login')
  await tabTo(page, page.getByLabel(word('login.email')))
  await keyboard.type(email)
  await keyboard.press('Tab')
  await keyboard.type(password)
  await keyboard.press('Tab')
  await keyboard.type(await demoCode(house, email))
  await keyboard.press('Enter')
  await page.getByRole('navigation', { name: word('frame.rail') }).waitFor()

  await keyboard.press('Control+k')
  await page.getByPlaceholder(word('palette.placeholder')).waitFor()
  await keyboard.type(tid)
  await page.locator('[role=option][aria-selected=true] .mono', { hasText: tid }).waitFor()
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: tid }).waitFor()

  await tabTo(page, reloginButton(window))
  await keyboard.press('Enter')
  const panel = page.locator('aside.side')
  await tabTo(page, panel.getByLabel(word('request.reason')))
  await keyboard.type('no mouse at hand')
  await tabTo(page, panel.locator('button[type=submit]'))
  await keyboard.press('Enter')
  await reloginSucceeded(window, panel)
  expect(followedCommand(window)).toMatch(/^cmd_/)
  await keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  expect(window.complaints()).toEqual([])
  await window.close()
})
