import axe, { type run } from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds against WCAG 2.2 AA, one line a place; empty when it finds nothing. */
export async function axeFindings(page: Page): Promise<string[]> {
  // evaluated in the page's own world, past the page's content security policy for scripts
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(async () => {
    const world = globalThis as unknown as { readonly axe: { readonly run: typeof run } }
    return world.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    })
  })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} — ${node.failureSummary ?? ''}`),
  )
}
