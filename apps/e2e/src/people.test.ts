import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demoSecretsFile, nextDemoCode, writeDemoSecrets } from '@budeng/simulator'
import pg from 'pg'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openBrowser } from './browser/browser.ts'
import { signWithPasskey } from './browser/passkeys.ts'
import { changeOnTheWay, changeProfile, linkAccounts, renamePasskey } from './browser/people.ts'
import { choose } from './browser/select.ts'
import { visit, type Visit } from './browser/visit.ts'
import { demoLogin, demoPostgresUrl } from './demo.ts'
import { tidsOf } from './demo-terminals.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { until } from './until.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const GRAPHQL = 'application/graphql-response+json'
const FIRST_NAME = 'new key'
const PASSKEY = 'this laptop'
const INVITED = { email: 'qian@huaxin.example', name: '钱进', password: 'seven green kettles 7' } as const

let house: House
let browser: Browser
/** An administrator who holds a passkey from the first journey on. */
let admin: Visit

beforeAll(async () => {
  ;[house, browser] = await Promise.all([journeyHouse({ terminals: 24 }), openBrowser()])
  admin = await visit(browser, house, { language: 'en', passkeys: true })
  await admin.loginByHand(demoLogin(house, 'admin'))
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** The row of a table that holds a text. */
const row = ({ page }: Visit, text: string): Locator => page.getByRole('row').filter({ hasText: text })
const button = ({ page, word }: Visit, path: string, values = {}): Locator =>
  page.getByRole('button', { name: word(path, values), exact: true })
const dialog = ({ page, word }: Visit): Locator => page.getByRole('dialog', { name: word('stepUp.title') })

/** The person was away for longer than a session stays open, and the platform has noticed. */
async function goAway({ page }: Visit): Promise<void> {
  const database = new pg.Client({ connectionString: demoPostgresUrl(house) })
  await database.connect()
  await database.query(`update session set active_at = active_at - interval '16 minutes'`)
  await database.end()
  const asked = { data: { query: '{ terminals(first: 1) { nodes { id } } }' }, headers: { accept: GRAPHQL } }
  await until(async () => (await page.request.post('/graphql', asked)).status() === 423, {
    what: () => 'the session is locked',
  })
}

/**
 * What the window complains of, but for the answers that were wanted, for each of which the browser writes a line: locked,
 * ended, and what a role without its second factor may not read yet.
 */
const complaints = (window: Visit) => window.complaints().filter((line) => !/status of (401|423)/.test(line))

describe('a passkey', () => {
  test('is made after a code, and stands in the list', async () => {
    const { page, word } = admin
    await admin.follow('/settings/security')
    await page.getByLabel(word('security.newPasskeyName')).fill(FIRST_NAME)
    await button(admin, 'security.addPasskey').click()
    await admin.confirm(demoLogin(house, 'admin'))
    await row(admin, FIRST_NAME).getByText(word('security.never')).waitFor()
  })

  test('gets another name', async () => {
    expect(await renamePasskey(admin, FIRST_NAME, PASSKEY)).toEqual([])
    await row(admin, PASSKEY).waitFor()
  })

  test('opens the screen of somebody who was away, on the page where they were', async () => {
    const { page, word } = admin
    await admin.follow('/commands')
    await goAway(admin)
    // not by a click: what the page asks by itself may lock it before
    await admin.follow('/events')
    await page.getByRole('heading', { name: word('lock.title') }).waitFor()
    expect(await page.locator('.frame').evaluate((frame) => (frame as HTMLElement).inert)).toBe(true)
    await button(admin, 'lock.passkey').click()
    await page.getByRole('heading', { name: word('lock.title') }).waitFor({ state: 'detached' })
    await page.getByRole('heading', { name: word('rail.events'), level: 1 }).waitFor()
    await page.locator('.event-row, .timeline-plain li, tbody tr').first().waitFor()
  })

  test('signs what is on the screen and nothing else', async () => {
    const { page, word } = admin
    const tid = [...tidsOf(house, 'lost-sign-on-77'), ...tidsOf(house, 'paper-low')][0] ?? ''
    await admin.follow(`/terminals?q=${tid}`)
    await page.getByRole('link', { name: tid, exact: true }).click()
    await page.getByRole('heading', { name: tid }).waitFor()
    await admin.follow(`${new URL(page.url()).pathname}?do=LOCK`)
    const panel = page.locator('aside.side')
    await panel.getByLabel(word('request.reason')).fill('lost at the fair')
    await panel.locator('button[type=submit]').click()

    await dialog(admin).getByText('lost at the fair').waitFor()
    const told = await dialog(admin).innerText()
    for (const fact of [word('commandType.LOCK'), '(R2)', tid]) expect(told).toContain(fact)
    await changeOnTheWay(admin, 'lost at the fair', 'found at the fair')
    await dialog(admin)
      .getByRole('button', { name: word('stepUp.passkey') })
      .click()
    await dialog(admin).getByRole('alert').filter({ hasText: 'for something else' }).waitFor()

    await signWithPasskey(admin)
    await panel.locator('.verdict-succeeded').waitFor()
  })

  test('logs in beside the password, without a code', async () => {
    const { page, word } = admin
    await page.getByRole('button', { name: word('frame.user', { name: '陈立' }) }).click()
    await page.getByRole('menuitem', { name: word('frame.logout') }).click()
    const { email, password } = demoLogin(house, 'admin')
    await page.getByLabel(word('login.email')).fill(email)
    await page.getByLabel(word('login.password'), { exact: true }).fill(password)
    await button(admin, 'login.passkey').click()
    await page.getByRole('navigation', { name: word('frame.rail') }).waitFor()
    await admin.follow('/settings/security')
    await row(admin, PASSKEY).waitFor()
    await row(admin, PASSKEY).getByText(word('security.never')).waitFor({ state: 'detached' })
    expect(complaints(admin)).toEqual([])
  })
})

describe('somebody new', () => {
  let link = ''
  let first: Visit
  /** The authenticator of the invited person. */
  let folder = ''
  const code = () => nextDemoCode(folder, INVITED.email)
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'budeng-authenticator-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('is invited by a link that is shown once', async () => {
    const { page, word } = admin
    await admin.follow('/settings/people')
    await button(admin, 'people.invite').click()
    const invite = page.getByRole('dialog', { name: word('people.invite') })
    await invite.getByLabel(word('login.email')).fill(INVITED.email)
    await choose(page, invite.getByLabel(word('security.role')), word('role.OPERATIONS'))
    await invite.getByRole('button', { name: word('people.makeLink') }).click()
    link = await invite.locator('.mono').innerText()
    expect(link).toMatch(/\/invitation#\S{20,}$/)
    await invite
      .getByRole('button', { name: word('request.close'), exact: true })
      .last()
      .click()
    await row(admin, INVITED.email).getByText(word('role.OPERATIONS')).waitFor()
    expect(await page.content()).not.toContain(new URL(link).hash.slice(1))
  })

  test('makes password and authenticator by the link, which then is over', async () => {
    first = await visit(browser, house, { language: 'zh-CN', passkeys: true })
    const { page, word } = first
    await first.open(new URL(link).pathname + new URL(link).hash)
    await page.getByText(INVITED.email).first().waitFor()
    await page.getByLabel(word('people.name')).fill(INVITED.name)
    await page.getByLabel(word('security.next')).fill('123456')
    await button(first, 'invitation.accept').click()
    await page.getByRole('alert').first().waitFor()
    await page.getByLabel(word('security.next')).fill(INVITED.password)
    await button(first, 'invitation.accept').click()

    await page.getByText(word('security.mustEnrol')).waitFor()
    await page.getByLabel(word('security.present')).first().fill(INVITED.password)
    await button(first, 'security.totpStart').click()
    await page.getByRole('img', { name: word('security.qr') }).waitFor()
    const secret = await page.locator('form .mono').innerText()
    writeDemoSecrets(demoSecretsFile(folder), [{ ...INVITED, role: 'OPERATIONS', secret }])
    await page.getByLabel(word('security.firstCode')).fill(await code())
    await button(first, 'security.totpConfirm').click()
    await page.getByText(word('security.mustEnrol')).waitFor({ state: 'detached' })

    const late = await visit(browser, house, { language: 'en' })
    await late.open(new URL(link).pathname + new URL(link).hash)
    await late.page.getByText(late.word('invitation.over')).waitFor()
    await late.close()
  })

  test('logs in elsewhere with a recovery code, and throws that window out from here', async () => {
    const { page, word } = first
    await button(first, 'security.recoveryMake').click()
    await page.getByLabel(word('stepUp.code')).fill(await code())
    await button(first, 'stepUp.confirm').click()
    await page.locator('ul.mono li').first().waitFor()
    const codes = await page.locator('ul.mono li').allInnerTexts()
    expect(codes).toHaveLength(10)

    const second = await visit(browser, house, { language: 'en' })
    await second.open('/login')
    await second.page.getByLabel(second.word('login.email')).fill(INVITED.email)
    await second.page.getByLabel(second.word('login.password'), { exact: true }).fill(INVITED.password)
    await second.page.getByLabel(second.word('login.code')).fill(codes[0] ?? '')
    await button(second, 'login.submit').click()
    await second.page.getByRole('navigation', { name: second.word('frame.rail') }).waitFor()

    await second.follow('/terminals')
    await second.page.locator('.grid-data').first().waitFor()

    await page.reload()
    await page.getByText(word('security.recoveryLeft_other', { count: 9 })).waitFor()
    const sessions = page.getByRole('region', { name: word('security.sessions') }).locator('tbody tr')
    await sessions.nth(1).waitFor()
    expect(await sessions.count()).toBe(2)
    const other = sessions.filter({ has: page.getByRole('button', { name: word('security.end'), exact: true }) })
    await other.getByRole('button').click()
    await other.waitFor({ state: 'detached' })
    // nobody touches the other window
    await second.page.waitForURL(/\/login/)
    await first.page.getByText(word('security.thisOne')).waitFor()
    expect([...complaints(first), ...complaints(second)]).toEqual([])
    await Promise.all([first.close(), second.close()])
  })
})

test('one’s own profile: another name, zone and language, at once', async () => {
  const window = await visit(browser, house, { language: 'zh-CN' })
  await window.login(demoLogin(house, 'auditor'))
  await changeProfile(window)
  expect(window.complaints()).toEqual([])
  await window.close()
})

test('two accounts are stated to be one human’s, once it was said twice', async () => {
  expect(await linkAccounts(admin, INVITED, 'auditor@')).toEqual([])
  expect(complaints(admin)).toEqual([])
})

test('a role changes when a second administrator approves it, and the old sessions end', async () => {
  const { page, word } = admin
  await admin.follow('/settings/people?q=checker')
  await row(admin, 'checker@')
    .getByRole('button', { name: word('people.actionsFor', { name: '孙岩' }) })
    .click()
  await page.getByRole('menuitem', { name: word('people.changeRole') }).click()
  const ask = page.getByRole('dialog')
  await choose(page, ask.getByLabel(word('security.role')), word('role.AUDITOR'))
  await ask.getByLabel(word('request.reason')).fill('moves to audit')
  await ask.getByRole('button', { name: word('people.ask') }).click()
  await page.getByText(word('people.asked')).waitFor()
  await row(admin, 'checker@').getByText(word('role.CORRECTION_CHECKER')).waitFor()

  await admin.follow('/approvals')
  await page.getByText(word('approvals.own')).waitFor()

  const second = await visit(browser, house, { language: 'zh-CN' })
  await second.loginByHand(demoLogin(house, 'admin2'))
  await second.page
    .getByRole('navigation')
    .getByRole('link', { name: second.word('rail.approvals') })
    .click()
  const card = second.page.locator('.decision', { hasText: 'moves to audit' })
  expect(await card.locator('tbody').innerText()).toContain(second.word('role.AUDITOR'))
  await card.locator('.ant-btn-primary').click()
  await dialog(second).getByText(second.word('stepUp.act_changeDecide')).waitFor()
  await second.confirm(demoLogin(house, 'admin2'))
  await card.waitFor({ state: 'detached' })

  await admin.follow('/settings/people?q=checker')
  await row(admin, 'checker@').getByText(word('role.AUDITOR')).waitFor()
  expect([...complaints(admin), ...complaints(second)]).toEqual([])
  await second.close()
})

test('an agent sees the budget of its grant, and is refused with figures when it is spent', async () => {
  const { page, word } = admin
  await admin.follow('/settings/grants')
  const own = page.getByRole('row').filter({ has: page.getByRole('cell', { name: '沪上代理', exact: true }) })
  await own.getByRole('button', { name: word('grants.change'), exact: true }).click()
  const form = page.locator('form')
  await form.getByLabel(word('grants.budgetHour')).fill('2')
  await form.getByLabel(word('grants.budgetDay')).fill('2')
  await form.getByLabel(word('request.reason')).fill('a quiet week')
  await form.getByRole('button', { name: word('grants.change'), exact: true }).click()
  await dialog(admin).getByText(word('stepUp.act_grantChange')).waitFor()
  await signWithPasskey(admin)
  await own.getByText(word('grants.day', { spent: 0, limit: 2 })).waitFor()

  const agent = await visit(browser, house, { language: 'en' })
  await agent.login(demoLogin(house, 'agent'))
  await agent.page.getByText(word('grants.day', { spent: 0, limit: 2 })).waitFor()
  await agent.follow('/terminals?presence=ONLINE')
  await agent.page.locator('.grid-data').first().getByRole('link').first().click()
  await agent.page.waitForURL(/\/terminals\/trm_/)
  const { pathname } = new URL(agent.page.url())
  const panel = agent.page.locator('aside.side')
  for (let sent = 0; sent < 2; sent++) {
    await agent.follow(`${pathname}?do=MESSAGE_SHOW`)
    await panel.getByLabel(word('request.reason')).fill('holiday')
    await panel.locator('button[type=submit]').click()
    // one code stands for small actions of the next quarter of an hour
    if (sent === 0) await agent.confirm(demoLogin(house, 'agent'))
    await panel.locator('.verdict-succeeded').waitFor()
  }
  await agent.open(`${pathname}?do=MESSAGE_SHOW`)
  await panel
    .getByText(/2 of 2 terminals .*used up/)
    .first()
    .waitFor()
  expect(await panel.locator('button[type=submit]').isEnabled()).toBe(false)
  await agent.follow('/')
  await agent.page.getByText(word('grants.day', { spent: 2, limit: 2 })).waitFor()
  expect([...complaints(admin), ...complaints(agent)]).toEqual([])
  await agent.close()
})

/** What a program does with its key. */
async function statusWith(key: string): Promise<number> {
  const response = await fetch(`${house.httpUrl}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ terminals(first: 1) { nodes { tid } } }' }),
  })
  const answer = (await response.json()) as { data?: { terminals?: { nodes: unknown[] } } | null }
  expect(answer.data?.terminals?.nodes.length ?? 0).toBe(response.status === 200 ? 1 : 0)
  return response.status
}

test('an API key is shown once, works, is rotated, and is revoked', async () => {
  const { page, word } = admin
  const scope = 'terminal:read'
  const shown = async () => {
    const modal = page.getByRole('dialog')
    const secret = await modal.locator('.key-secret').innerText()
    await modal.getByRole('button', { name: word('apiKeys.stored') }).click()
    await modal.waitFor({ state: 'hidden' })
    return secret.trim()
  }
  await admin.follow('/settings/apiKeys')
  await page.getByRole('button', { name: `${word('apiKeys.newAccount')} …` }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel(word('apiKeys.accountName')).fill('Night report')
  await form.getByRole('button', { name: word('apiKeys.make') }).click()
  await signWithPasskey(admin)
  await page.getByText(word('apiKeys.noKey')).waitFor()
  await page.getByRole('button', { name: `${word('apiKeys.newKey')} …` }).click()
  await form.getByLabel(word('apiKeys.keyName')).fill('nightly')
  await form.getByLabel(scope).check()
  await form.getByRole('button', { name: word('apiKeys.make') }).click()
  await signWithPasskey(admin)
  const key = await shown()
  expect(key).toMatch(/^budeng_live_/)
  expect(await statusWith(key)).toBe(200)
  await page.reload()
  await row(admin, 'nightly').waitFor()
  expect(await page.content()).not.toContain(key)

  await row(admin, 'nightly')
    .getByRole('button', { name: `${word('apiKeys.rotate')} …` })
    .click()
  await choose(page, form.getByLabel(word('apiKeys.overlap')), word('apiKeyOverlap.PT0S'))
  await form.getByRole('button', { name: word('apiKeys.rotate'), exact: true }).click()
  await signWithPasskey(admin)
  const next = await shown()
  expect(next).not.toBe(key)
  // the old one is not offered any more
  await until(async () => (await row(admin, 'nightly').count()) === 1, { what: () => 'one key is left' })
  expect([await statusWith(key), await statusWith(next)]).toEqual([401, 200])

  await row(admin, 'nightly')
    .getByRole('button', { name: `${word('apiKeys.revoke')} …` })
    .click()
  await form.getByLabel(word('request.reason')).fill('the report is not needed any more')
  await form.getByRole('button', { name: word('apiKeys.revoke'), exact: true }).click()
  await page.getByText(word('apiKeys.noLiveKey')).waitFor()
  await until(async () => (await statusWith(next)) === 401, { what: () => 'the revoked key is refused' })
  expect(complaints(admin)).toEqual([])
})

test('a board on a wall says that it stands still while its link is lost, and no longer', async () => {
  const { page, word } = admin
  await admin.follow('/settings/security')
  await page.getByLabel(word('security.boardName')).fill('Lobby')
  await button(admin, 'security.boardMake').click()
  const link = await page.getByText('/board#').innerText()
  const wall = await visit(browser, house, { language: 'en' })
  await wall.open(`/board${new URL(link.trim()).hash}`)
  await wall.page.locator('main.board h1').waitFor()
  const told = wall.page.locator('.link-bar').getByText(word('link.lost'))
  await wall.page.context().setOffline(true)
  await told.waitFor()
  await wall.page.context().setOffline(false)
  await told.waitFor({ state: 'detached' })
  await wall.close()
})
