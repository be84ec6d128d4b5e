import type { Visit } from './visit.ts'

/** How a rollout goes, as it is typed. */
export interface TypedPlan {
  readonly groups: string
  readonly perMinute: number
  /** Percent that must succeed before the next group opens. */
  readonly success: number
  /** Percent bad, of so many results, that stop it. */
  readonly stop: number
  readonly atLeast: number
}

/** Fills the plan on the page of the preview, types the number where it is asked for, and sends; answers the rollout's id. */
export async function startRollout(
  { page, word, settled }: Visit,
  plan: TypedPlan,
  reason: string,
  confirm: () => Promise<void>,
): Promise<string> {
  for (const [name, value] of Object.entries(plan))
    await page.getByLabel(word(`planField.${name}`), { exact: true }).fill(String(value))
  await page.getByLabel(word('request.reason')).fill(reason)
  await settled()
  const total = await page.locator('.preview-lines tfoot td.number').innerText()
  const typed = page.getByLabel(word('preview.type', { number: total }))
  if (await typed.isVisible()) await typed.fill(total)
  // what it would do is asked anew while the plan changes
  await page.locator('form button[type=submit]:not(.ant-btn-loading)').click()
  await confirm()
  await page.waitForURL(/\/rollouts\/[^/]+$/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** Says something to the rollout that is on the screen. */
export async function tell({ page, word }: Visit, act: string, reason: string): Promise<void> {
  const controls = page.getByRole('region', { name: word('rollout.controls') })
  await controls.getByRole('button', { name: `${word(`rolloutAct.${act}`)} …` }).click()
  await controls.getByText(word(`rolloutActWhat.${act}`)).waitFor()
  await controls.getByLabel(word('request.reason')).fill(reason)
  await controls.getByRole('button', { name: word(`rolloutAct.${act}`), exact: true }).click()
  await controls.locator('form').waitFor({ state: 'detached' })
}

/** What stands on the board: terminals by the word of their standing, all groups together. */
export async function boardOf({ page }: Visit): Promise<Readonly<Record<string, number>>> {
  const figures: Record<string, number> = {}
  for (const text of await page.locator('.group-figure').allInnerTexts()) {
    const [, name = text, count = ''] = /^(.+?)\s+([\d,]+)$/s.exec(text) ?? []
    figures[name] = (figures[name] ?? 0) + Number(count.replaceAll(',', ''))
  }
  return figures
}
