import type { Locator, Page } from 'playwright-core'

/** Chooses from a list that opens below its field. */
export async function choose(page: Page, field: Locator, option: string): Promise<void> {
  await field.click()
  await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click()
}
