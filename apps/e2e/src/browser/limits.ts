import type { Browser } from 'playwright-core'
import { demoLogin } from '../demo.ts'
import type { House } from '../house.ts'
import { axeFindings } from './axe.ts'
import { choose } from './select.ts'
import { visit } from './visit.ts'

const REASON = 'yen are small'

/**
 * One administrator asks for limits of a currency of which nothing was said, another one agrees. Answers what axe finds in
 * the form, by day, and what the windows complain of.
 */
export async function agreeOnLimits(browser: Browser, house: House): Promise<string[]> {
  const [asks, agrees] = [demoLogin(house, 'admin'), demoLogin(house, 'admin2')]
  const window = await visit(browser, house, { language: 'en' })
  const { page, word } = window
  await window.login(asks)
  await window.open('/corrections/rules')
  await page.getByRole('button', { name: `${word('limits.another')} …` }).click()
  await choose(page, page.getByRole('combobox', { name: word('statement.currency') }), 'JPY')
  const form = page.locator('form', { hasText: word('limits.byTwo') })
  const fill = async (name: string, text: string) => await form.getByLabel(word(name), { exact: true }).fill(text)
  await fill('limits.tierOne', '50000')
  await fill('limits.tierTwo', '1000.5')
  await page.getByText(word('limitsProblem.tierTwo')).waitFor()
  await fill('limits.tierTwo', '100000')
  await fill('limits.day', '400000')
  await fill('limits.dayCount', '20')
  await fill('limits.automatic', '0')
  await fill('request.reason', REASON)
  const found = await axeFindings(page)
  await form.getByRole('button', { name: word('rule.ask') }).click()
  await window.confirm(asks)
  await page.getByText(word('rule.asked')).waitFor()

  const other = await visit(browser, house, { language: 'zh-CN' })
  await other.login(agrees)
  await other.open('/approvals')
  const card = other.page.locator('.decision', { hasText: REASON })
  await card.getByText(other.word('changeDoes.CORRECTION_LIMITS')).waitFor()
  await card.locator('.ant-btn-primary').click()
  await other.confirm(agrees)
  await card.waitFor({ state: 'detached' })

  await page.reload()
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: 'JPY', exact: true }) })
  await row.getByText('100,000').waitFor()
  found.push(...window.complaints(), ...other.complaints())
  await Promise.all([window.close(), other.close()])
  return found
}
