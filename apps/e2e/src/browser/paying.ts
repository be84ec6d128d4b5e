import type { DemoLogin } from '../demo.ts'
import type { House } from '../house.ts'
import { axeFindings } from './axe.ts'
import { addPasskey, carryPasskeys, plugInAuthenticator, signWithPasskey } from './passkeys.ts'
import type { Visit } from './visit.ts'

/** A payout as it is asked for: all that may be paid through that day. */
export interface Payout {
  readonly merchantId: string
  readonly through: string
  readonly reference: string
  readonly reason: string
}

/**
 * Asks for a payout as somebody who has no passkey: the screen says where one is made, and what was typed is still there
 * when it is. Answers what was told of it before it was signed.
 */
export async function askForPayout(
  visit: Visit,
  house: House,
  person: DemoLogin,
  { merchantId, through, reference, reason }: Payout,
): Promise<{ readonly told: string; readonly found: readonly string[] }> {
  const { page, word, open, settled, authenticator } = visit
  if (authenticator === null) throw new Error('the window holds no passkeys')
  await open(`/statements/${merchantId}?act=payout&through=${through}`)
  await page.getByLabel(word('payout.reference'), { exact: true }).fill(reference)
  await page.getByLabel(word('request.reason'), { exact: true }).fill(reason)
  await page.getByRole('button', { name: word('payout.ask'), exact: true }).click()
  const dialog = page.getByRole('dialog', { name: word('stepUp.title') })
  await dialog
    .getByRole('alert')
    .filter({ hasText: word('stepUp.noPasskey') })
    .waitFor()
  await settled()
  const found = await axeFindings(page)
  if ((await dialog.getByLabel(word('stepUp.code')).count()) > 0) found.push('a code is offered for money')

  const tabOpens = page.context().waitForEvent('page')
  await dialog.getByRole('link', { name: word('stepUp.toSecurity') }).click()
  const tab = await tabOpens
  const device = await plugInAuthenticator(tab)
  await addPasskey({ page: tab, word }, house, person)
  await carryPasskeys(device, authenticator)
  await tab.close()
  await dialog.getByRole('button', { name: word('stepUp.goOn') }).click()
  const told = await signWithPasskey(visit)
  await page.getByText(word('payout.asked')).waitFor()
  return { told, found }
}

/** Agrees to it among what waits for a second person; answers what was told of it before it was signed. */
export async function agreeToPayout(visit: Visit, { reason }: Payout): Promise<string> {
  const { page, word, open } = visit
  await open('/approvals')
  const card = page.locator('.decision', { hasText: reason })
  await card.locator('.ant-btn-primary').click()
  await page
    .getByRole('dialog', { name: word('stepUp.title') })
    .getByText(word('stepUp.act_changeDecide'))
    .waitFor()
  const told = await signWithPasskey(visit)
  await card.waitFor({ state: 'detached' })
  return told
}
