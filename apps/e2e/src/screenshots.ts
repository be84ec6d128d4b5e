import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { openBrowser } from './browser/browser.ts'
import { reloginButton, reloginSucceeded, requestRelogin } from './browser/relogin.ts'
import { visit, type VisitOptions } from './browser/visit.ts'
import { demoLogin } from './demo.ts'
import { type House, ROOT, startHouse } from './house.ts'

/** Takes the README's pictures of a house that was just started: `node apps/e2e/dist/screenshots.js`. */
const TERMINALS = 600
const FOLDER = join(ROOT, 'docs/images')

type Acquirer = Parameters<typeof demoLogin>[2]

/** A signed-out terminal is logged in again; the picture shows the steps with their proof. */
async function terminal(
  browser: Browser,
  house: House,
  language: VisitOptions['language'],
  acquirer: Acquirer,
  reason: string,
  name: string,
) {
  const window = await visit(browser, house, { language })
  const { page, word } = window
  await window.login(demoLogin(house, 'operations', acquirer))
  await page.getByRole('link', { name: word('overview.signedOut') }).click()
  const row = page
    .locator('.grid-data', { hasText: word('fault.AUTH_BATCH_MISMATCH') })
    .first()
    .getByRole('link')
    .first()
  const tid = await row.innerText()
  await row.click()
  await reloginButton(window).click()
  const panel = await requestRelogin(window, tid, reason)
  await reloginSucceeded(window, panel)
  await page.getByText(word('signOn.SIGNED_ON'), { exact: true }).first().waitFor()
  await take(window, name)
}

async function take({ page, settled, close }: Awaited<ReturnType<typeof visit>>, name: string) {
  await settled()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
  await close()
}

mkdirSync(FOLDER, { recursive: true })
const house = await startHouse({ terminals: TERMINALS, seed: 42 })
const browser = await openBrowser()
try {
  await terminal(browser, house, 'en', 'harbour', 'Merchant called: terminal lost its sign-on', 'terminal-en-light')
  await terminal(browser, house, 'zh-CN', 'huaxin', '商户来电：终端掉线，需重新登录', 'terminal-zh-light')
} finally {
  await browser.close()
  await house.stop()
}
