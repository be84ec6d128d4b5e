import { signWithPasskey } from './passkeys.ts'
import type { Visit } from './visit.ts'

/** A correction that a person wrote. */
export interface Written {
  readonly id: string
  readonly number: string
}

/** Writes in the form that a sale has another authorisation code, as the host says, and hands it in. */
export async function makeCorrection(
  { page, word, open, settled }: Visit,
  saleId: string,
  { code, reason }: { readonly code: string; readonly reason: string },
): Promise<Written> {
  await open(`/transactions/${saleId}`)
  await page.getByRole('button', { name: `${word('correction.correct')} …` }).click()
  await page.getByRole('radio', { name: word('kindWhat.STATUS_MISMATCH') }).check()
  await page.getByLabel(word('recordField.authCode')).fill(code)
  await page.getByLabel(word('correction.reasonAsked')).fill(reason)
  // reckoned while it is typed: what changes, and what the terminal will be told
  await page.locator('.diff-is', { hasText: code }).waitFor()
  await page.getByText(word('amendment.SET_STATUS')).waitFor()
  await page.getByText(word('correction.evidenceEnough')).waitFor()
  await settled()
  await page.getByRole('button', { name: word('correction.submit'), exact: true }).click()
  await page.getByRole('heading', { name: word('correctionState.PENDING_APPROVAL') }).waitFor()
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  return { id, number: await page.locator('.page-head-below .mono').first().innerText() }
}

/** Opens the one that waits longest from the inbox and agrees to it, with a passkey. */
export async function approveFromInbox({ page, word, open }: Visit, { number }: Written): Promise<void> {
  await open('/corrections')
  await page.getByRole('link', { name: number }).click()
  await page.getByRole('heading', { name: word('correction.does') }).waitFor()
  await page.getByRole('button', { name: word('correction.approve'), exact: true }).click()
  await signWithPasskey({ page, word })
}

/** Waits until terminal and platform provably hold the same; answers both roots as the page shows them. */
export async function provenRoots({ page, word }: Visit): Promise<readonly string[]> {
  await page
    .locator('.life-now', {
      hasText: new RegExp(`${word('correctionStep.VERIFIED')}|${word('correctionStep.CLOSED')}`),
    })
    .waitFor({ timeout: 120_000 })
    .catch(async (cause: unknown) => {
      throw new Error(`it was never proven, but: ${await page.locator('main').innerText()}`, { cause })
    })
  const roots = page.locator('.roots').first()
  await roots.getByRole('img', { name: word('money.equal') }).waitFor()
  return await roots.locator('.mono').allInnerTexts()
}
