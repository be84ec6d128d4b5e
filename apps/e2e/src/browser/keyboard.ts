import type { Locator, Page } from 'playwright-core'

const STOPS_MAX = 60

/** Presses Tab until the element has the focus: what somebody without a mouse does. @throws when it is never reached */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < STOPS_MAX; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${String(target)} in ${STOPS_MAX} presses`)
}
