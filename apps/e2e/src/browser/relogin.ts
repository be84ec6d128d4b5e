import type { Locator } from 'playwright-core'
import type { Visit } from './visit.ts'

/** Fills the request form of a re-login that stands open and sends it. Returns the drawer, where the steps appear. */
export async function requestRelogin({ page, word }: Visit, tid: string, reason: string): Promise<Locator> {
  const drawer = page.getByRole('dialog', { name: word('request.title', { what: word('commandType.RELOGIN'), tid }) })
  await drawer.getByText(word('does.RELOGIN')).waitFor()
  await drawer.getByLabel(word('request.reason')).fill(reason)
  await drawer.locator('button[type=submit]').click()
  return drawer
}

/** Waits until the steps say that the re-login succeeded; answers which evidence stands there with a time. */
export async function reloginSucceeded({ word }: Visit, drawer: Locator): Promise<string[]> {
  await drawer.locator('.verdict-succeeded').waitFor({ timeout: 60_000 })
  const steps = drawer.getByRole('list', { name: word('steps.label') }).locator('li.step-done')
  return (await steps.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))
}

/** The id of the command that the page follows, from its address. */
export function followedCommand({ page }: Visit): string {
  return new URL(page.url()).searchParams.get('command') ?? ''
}
