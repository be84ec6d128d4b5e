import { axeFindings } from './axe.ts'
import { choose } from './select.ts'
import type { Visit } from './visit.ts'
import { wordsOf } from './words.ts'

/** Gives a passkey another name on the page of one's security. Answers what axe finds in the dialog. */
export async function renamePasskey({ page, word }: Visit, from: string, to: string): Promise<string[]> {
  const title = word('security.renameOf', { name: from })
  await page.getByRole('button', { name: title, exact: true }).click()
  const ask = page.getByRole('dialog', { name: title })
  await ask.getByLabel(word('security.passkeyName')).fill(to)
  const found = await axeFindings(page)
  await ask.getByRole('button', { name: word('security.rename'), exact: true }).click()
  await ask.waitFor({ state: 'detached' })
  return found
}

/** Takes another name, zone and language in a Chinese window, reads the page in English, and takes the name back. */
export async function changeProfile(window: Visit): Promise<void> {
  const { page, word } = window
  await window.follow('/settings/profile')
  const name = page.getByLabel(word('people.name'))
  const before = await name.inputValue()
  const save = page.getByRole('button', { name: word('profile.save'), exact: true })
  await name.fill('Auditor, 审计')
  await page.getByRole('combobox', { name: word('profile.zone') }).click()
  await page.keyboard.type('Asia/Tokyo')
  await page.keyboard.press('Enter')
  await save.click()
  await page.getByRole('button', { name: word('frame.user', { name: 'Auditor, 审计' }) }).waitFor()
  await choose(page, page.getByRole('combobox', { name: word('profile.language') }), word('profile.language_EN'))
  await save.click()
  const en = wordsOf('en')
  const heading = page.getByRole('heading', { name: en('settings.profile'), level: 1 })
  await heading.waitFor()
  await page.getByLabel(en('people.name')).fill(before)
  await page.getByRole('button', { name: en('profile.save'), exact: true }).click()
  await page.getByRole('button', { name: en('frame.user', { name: before }) }).waitFor()
}

/** States on the page of people that an account is the same human's as another one. Answers what axe finds in the dialog. */
export async function linkAccounts(
  window: Visit,
  person: { readonly name: string; readonly email: string },
  other: string,
): Promise<string[]> {
  const { page, word } = window
  await window.follow(`/settings/people?q=${encodeURIComponent(person.email)}`)
  const row = page.getByRole('row').filter({ hasText: person.email })
  await row.getByRole('button', { name: word('people.actionsFor', { name: person.name }) }).click()
  await page.getByRole('menuitem', { name: word('people.link') }).click()
  const ask = page.getByRole('dialog', { name: word('people.linkWhat', { name: person.name }) })
  await ask.getByLabel(word('people.linkOther')).click()
  await page.keyboard.type(other)
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: other }).first().click()
  const link = ask.getByRole('button', { name: word('people.link'), exact: true })
  if (await link.isEnabled()) throw new Error('it can be said at once')
  await ask.getByLabel(word('people.linkSure')).check()
  await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'detached' })
  await window.settled()
  const found = await axeFindings(page)
  await link.click()
  await ask.waitFor({ state: 'detached' })
  await row.getByText(other).waitFor()
  return found
}

/** Somebody between screen and platform changes a word of the next confirmed request, once. */
export async function changeOnTheWay({ page }: Visit, from: string, to: string): Promise<void> {
  let isChanged = false
  await page.route('**/graphql', async (route, request) => {
    const body = request.postData() ?? ''
    if (isChanged || !body.includes('assertion')) return route.fallback()
    isChanged = true
    return route.fallback({ postData: body.replace(from, to) })
  })
}
