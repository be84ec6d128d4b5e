import type { Page } from 'playwright-core'
import { axeFindings } from './axe.ts'
import type { Visit } from './visit.ts'

/** A telephone in one hand. */
export const PHONE = { width: 390, height: 844 } as const
const SCHEMES = ['light', 'dark'] as const

/** A screen of 1280 pixels at four times its size, as somebody with weak eyes reads it [WCAG 1.4.10]. */
export const ENLARGED = { width: 320, height: 256 } as const

/**
 * What is wrong with the screen that stands there, a line each: it goes to the side, or axe finds something, by day or by
 * night. The window must have been opened with the scheme `system`.
 */
export async function phoneFindings({ page, settled }: Visit, where: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme })
    await page.waitForFunction((scheme) => document.documentElement.dataset['scheme'] === scheme, colorScheme)
    await settled()
    const all = [...(await sideways(page)), ...(await axeFindings(page))]
    found.push(...all.map((finding) => `${where}, ${colorScheme}: ${finding}`))
  }
  return found
}

/** What of a screen goes to the side, so that it has to be scrolled both ways. */
export async function sideways(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, aside.side, .side-body, .ant-modal')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, className, scrollWidth }) => `${tagName}.${className} is ${scrollWidth} pixels wide`),
  )
}
