import type { Locator } from 'playwright-core'
import type { Visit } from './visit.ts'

/** The button at the head of a terminal's page. */
export function reloginButton({ page, word }: Visit): Locator {
  return page.locator('.page-head-actions').getByRole('button', { name: `${word('commandType.RELOGIN')} …` })
}

/** Fills the request form of a re-login that stands open and sends it. Returns the panel, where the steps appear. */
export async function requestRelogin({ page, word }: Visit, tid: string, reason: string): Promise<Locator> {
  const panel = page.getByRole('complementary', {
    name: word('request.title', { what: word('commandType.RELOGIN'), tid }),
  })
  await panel.getByText(word('does.RELOGIN')).waitFor()
  await panel.getByLabel(word('request.reason')).fill(reason)
  await panel.locator('button[type=submit]').click()
  return panel
}

/** Waits until the steps say that the re-login succeeded; answers which evidence stands there with a time. */
export async function reloginSucceeded({ word }: Visit, panel: Locator): Promise<string[]> {
  await panel
    .locator('.verdict-succeeded')
    .waitFor({ timeout: 120_000 })
    .catch(async (cause: unknown) => {
      throw new Error(`the screen never said that it succeeded, but: ${await panel.innerText()}`, { cause })
    })
  // the state may come a moment before the evidence, by way of another list on the same page
  await panel.locator('li.step-done', { hasText: word('evidence.HOST_ECHO') }).waitFor()
  const steps = panel.getByRole('list', { name: word('steps.label') }).locator('li.step-done')
  return (await steps.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))
}

/** The id of the command that the page follows, from its address. */
export function followedCommand({ page }: Visit): string {
  return new URL(page.url()).searchParams.get('command') ?? ''
}
