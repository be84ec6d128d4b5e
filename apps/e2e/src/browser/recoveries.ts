import type { ScreenView } from '@budeng/simulator'
import type { Locator } from 'playwright-core'
import type { House } from '../house.ts'
import { until } from '../until.ts'
import type { Visit } from './visit.ts'

/** Plays the merchant: what stands on the screen of a simulated terminal, once it shows digits and words. */
export async function merchantReads(house: House, acquirer: string, tid: string) {
  let shown: ScreenView | undefined
  await until(
    async () => {
      const screens = (await (await fetch(`${house.hostUrl}/screens.json?tid=${tid}`)).json()) as ScreenView[]
      shown = screens.find((screen) => screen.acquirer === acquirer && screen.tid === tid)
      return shown?.digits != null
    },
    { what: () => `${tid} shows digits: ${JSON.stringify(shown)}`, everyMs: 200 },
  )
  return { digits: shown?.digits ?? '', words: shown?.words ?? { zh: [], en: [] } }
}

/** Follows the diagnosis on the terminal's page to the playbook that it leads to; answers the panel that asks why. */
export async function followDiagnosis({ page, word }: Visit, playbook: string): Promise<Locator> {
  const name = word('diagnosis.recover', { playbook: word(`playbook.${playbook}`) })
  await page.getByRole('button', { name }).first().click()
  const panel = page.locator('aside.side')
  await panel.getByText(word(`playbookWhat.${playbook}`)).waitFor()
  return panel
}

/** Says why, and starts the playbook that is chosen on the panel. */
export async function startRecovery({ word }: Visit, panel: Locator, reason: string): Promise<void> {
  await panel.getByLabel(word('request.reason')).fill(reason)
  await panel.getByRole('button', { name: word('recovery.start'), exact: true }).click()
}

/** The two words that stand on the panel, once the terminal shows them too. */
export async function wordsToRead({ page, word }: Visit): Promise<readonly string[]> {
  await page.getByRole('heading', { name: word('presenceCheck.wordsFirst') }).waitFor()
  return await page.locator('.words span').allInnerTexts()
}

/** Types the digits that the merchant reads out, and waits for the page of the recovery that they open. */
export async function typeDigits({ page, word }: Visit, digits: string): Promise<void> {
  await page.getByLabel(word('presenceCheck.digits')).fill(digits)
  await page.getByRole('button', { name: word('presenceCheck.check'), exact: true }).click()
  await page.waitForURL(/\/recoveries\/[^/]+$/)
}

/** Waits until the recovery on the screen has ended so. @throws with what the page says instead */
export async function recoveryEnded({ page, word }: Visit, end: string): Promise<void> {
  await page
    .locator('.page-head')
    .getByText(word(`recoveryEnd.${end}`), { exact: true })
    .waitFor({ timeout: 120_000 })
    .catch(async (cause: unknown) => {
      throw new Error(`it is not ${end}, but: ${await page.locator('main').innerText()}`, { cause })
    })
}

/** What stands as proof of a re-login, and who vouches for it. */
const PROVEN = { HOST_SIGN_ON: 'HOST', PLATFORM_SIGN_ON: 'PLATFORM', HOST_ECHO: 'HOST' } as const

/** Lines that prove the re-login and do not stand below the steps of the recovery on the screen. */
export async function unprovenOnPage({ page, word }: Visit): Promise<string[]> {
  const lines = (await page.locator('.step-proof li').allInnerTexts()).map((line) => line.replaceAll(/\s+/g, ' '))
  return Object.entries(PROVEN)
    .map(([kind, witness]) => `${word(`evidence.${kind}`)} · ${word(`witness.${witness}`)}`)
    .filter((line) => !lines.includes(line))
}
