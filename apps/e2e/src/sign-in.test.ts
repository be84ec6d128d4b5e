import { startIdentityProvider, type TestIdentityProvider } from '@budeng/protocol/testing-identity-provider'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { axeFindings } from './browser/axe.ts'
import { openBrowser } from './browser/browser.ts'
import { visit, type Visit } from './browser/visit.ts'
import { LANGUAGES } from './browser/words.ts'
import { demoLogin } from './demo.ts'
import type { House } from './house.ts'
import { journeyHouse } from './journey-house.ts'
import { freePorts } from './ports.ts'

vi.setConfig({ testTimeout: 300_000, hookTimeout: 180_000 })

const NAME = 'Bank sign-in'
let house: House
let browser: Browser
let provider: TestIdentityProvider

beforeAll(async () => {
  const [port = 0] = await freePorts(1)
  const [started, opened] = await Promise.all([
    journeyHouse({ terminals: 5, env: { BUDENG_SSO_ISSUERS: `http://127.0.0.1:${port}` } }),
    openBrowser(),
  ])
  // people open the platform under the name to which the provider sends them back
  house = { ...started, httpUrl: started.httpUrl.replace('127.0.0.1', 'localhost') }
  browser = opened
  provider = await startIdentityProvider(`${house.httpUrl}/sso/callback`, port)
  const { email } = demoLogin(house, 'auditor')
  provider.people.set('ann', { sub: 'ann', email, email_verified: true })
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
  await provider?.close()
})

/** An administrator asks for the acquirer's own sign-in, and does it alone: a demonstration has one administrator. */
async function askForSignIn({ page, word, open }: Visit): Promise<void> {
  await open('/settings/signIn')
  await page.getByRole('button', { name: word('policy.change') }).click()
  await page.getByLabel(word('policy.name')).fill(NAME)
  await page.getByLabel(word('policy.issuer')).fill(provider.issuer)
  await page.getByLabel(word('policy.clientId')).fill(provider.clientId)
  await page.getByLabel(word('sso.secret')).fill(provider.clientSecret)
  await page.getByLabel(word('sso.domainsHow')).fill(demoLogin(house, 'auditor').email.split('@')[1] ?? '')
  await page.getByLabel(word('role.AUDITOR')).check()
  await page.getByLabel(word('policy.askFactor')).uncheck()
  await page.getByLabel(word('request.reason')).fill('staff have one login')
  await page.getByRole('button', { name: word('policy.propose') }).click()
  await page.getByText(word('policy.proposed')).waitFor()
}

test('an administrator sets it up, an auditor connects and signs in by it', async () => {
  const admin = await visit(browser, house, { language: 'en' })
  const { page, word } = admin
  await admin.login(demoLogin(house, 'admin'))
  await askForSignIn(admin)
  await admin.open('/approvals')
  await page.getByRole('button', { name: word('approvals.alone'), exact: true }).click()
  await page.getByLabel(word('approvals.aloneReason')).fill('the demonstration has one administrator')
  await page.getByRole('button', { name: word('approvals.aloneDo') }).click()
  await admin.confirm(demoLogin(house, 'admin'))
  await page.getByText(word('approvals.alone'), { exact: true }).waitFor({ state: 'detached' })
  await admin.open('/settings/signIn')
  await page.getByText(provider.issuer).waitFor()
  expect(admin.complaints()).toEqual([])
  await admin.close()

  const auditor = await visit(browser, house, { language: 'en' })
  await auditor.login(demoLogin(house, 'auditor'))
  await auditor.open('/settings/security')
  await auditor.page.getByRole('button', { name: auditor.word('sso.connect').replace('{{name}}', NAME) }).click()
  await auditor.confirm(demoLogin(house, 'auditor'))
  await signInThere(auditor)
  await auditor.page.getByRole('button', { name: auditor.word('sso.disconnect') }).waitFor()
  expect(auditor.complaints()).toEqual([])
  await auditor.close()
})

/** At the provider's own page. */
async function signInThere({ page }: Visit, who = 'ann'): Promise<void> {
  await page.waitForURL(`${provider.issuer}/**`)
  await page.getByLabel('Name', { exact: true }).fill(who)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test.each(LANGUAGES)(
  'in %s, the login page offers it, and leads back to where somebody wanted to go',
  async (language) => {
    const window = await visit(browser, house, { language })
    const { page, word } = window
    await window.open('/login?return=/events')
    await page.getByLabel(word('login.email')).fill(demoLogin(house, 'auditor').email)
    const button = page.getByRole('button', { name: NAME })
    await button.waitFor()
    await window.settled()
    expect(await axeFindings(page)).toEqual([])
    await button.click()
    await signInThere(window, 'nobody')
    await page.getByText(word('sso.came_PROVIDER_DENIED')).waitFor()
    await page.getByLabel(word('login.email')).fill(demoLogin(house, 'auditor').email)
    await button.click()
    await signInThere(window)
    await page.getByRole('navigation', { name: word('frame.rail') }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/events')
    expect(window.complaints()).toEqual([])
    await window.close()
  },
)
