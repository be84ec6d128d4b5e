import type { CDPSession, Page } from 'playwright-core'
import { demoCode, type DemoLogin } from '../demo.ts'
import type { House } from '../house.ts'
import type { Visit } from './visit.ts'

type Window = Pick<Visit, 'page' | 'word'>

/** A device that makes and uses passkeys, and whose owner always agrees: Chromium's own, made for tests, plugged into one tab. */
export interface Authenticator {
  readonly devtools: CDPSession
  readonly authenticatorId: string
}

export async function plugInAuthenticator(page: Page): Promise<Authenticator> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { devtools, authenticatorId }
}

/** A real device holds its passkeys for every tab. */
export async function carryPasskeys(from: Authenticator, to: Authenticator): Promise<void> {
  const { authenticatorId } = from
  const { credentials } = await from.devtools.send('WebAuthn.getCredentials', { authenticatorId })
  for (const credential of credentials)
    await to.devtools.send('WebAuthn.addCredential', { authenticatorId: to.authenticatorId, credential })
}

/** Makes a passkey on the page of the person's own security, confirmed with a code. */
export async function addPasskey({ page, word }: Window, house: House, { email }: DemoLogin): Promise<void> {
  await page.getByLabel(word('security.newPasskeyName')).fill('key')
  await page.getByRole('button', { name: word('security.addPasskey'), exact: true }).click()
  await page.getByLabel(word('stepUp.code')).fill(await demoCode(house, email))
  await page.getByRole('button', { name: word('stepUp.confirm'), exact: true }).click()
  await page.getByRole('row').filter({ hasText: 'key' }).waitFor()
}

/** Signs what the screen asks to be confirmed; answers what it said of it. */
export async function signWithPasskey({ page, word }: Window): Promise<string> {
  const dialog = page.getByRole('dialog', { name: word('stepUp.title') })
  const button = dialog.getByRole('button', { name: word('stepUp.passkey') })
  await button.waitFor()
  const told = await dialog.innerText()
  await button.click()
  await dialog.waitFor({ state: 'hidden' })
  return told
}
