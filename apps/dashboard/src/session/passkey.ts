import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'

/** False under a bare address and in browsers without passkeys. */
export function canUsePasskeys(): boolean {
  return browserSupportsWebAuthn() && !/^[\d.]+$|^\[/.test(window.location.hostname)
}

/** Whether the challenge is for somebody who has a passkey at all. */
export function namesPasskeys(options: string): boolean {
  const { allowCredentials = [] } = JSON.parse(options) as PublicKeyCredentialRequestOptionsJSON
  return allowCredentials.length > 0
}

/** The browser's answer to a challenge; null when the person called it off, or there is no passkey that fits. */
export async function signWithPasskey(options: string): Promise<string | null> {
  const optionsJSON = JSON.parse(options) as PublicKeyCredentialRequestOptionsJSON
  return await startAuthentication({ optionsJSON }).then(
    (answer) => JSON.stringify(answer),
    () => null,
  )
}

/** A new passkey's answer; null when the person called it off, or this device holds one already. */
export async function makePasskey(options: string): Promise<string | null> {
  const optionsJSON = JSON.parse(options) as PublicKeyCredentialCreationOptionsJSON
  return await startRegistration({ optionsJSON }).then(
    (answer) => JSON.stringify(answer),
    () => null,
  )
}

/** What a person types: six digits are an authenticator's, anything longer is a recovery code. */
export function typedFactor(text: string): { totp: string } | { recoveryCode: string } | null {
  const plain = text.replaceAll(/\s/g, '')
  if (plain === '') return null
  return /^\d{6}$/.test(plain) ? { totp: plain } : { recoveryCode: plain }
}
