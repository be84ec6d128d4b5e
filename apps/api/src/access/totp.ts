import { TOTP_DRIFT_STEPS, TOTP_STEP_MS } from '@budeng/access'
import { Fault, type Instant } from '@budeng/kernel'
import { type SealKeys, unsealTotpSecret } from '@budeng/protocol'
import type { TotpFactorRow } from '@budeng/storage'
import { generateSecret, generateURI, verifySync } from 'otplib'

const ISSUER = 'Budeng'
const SECRET_BYTES = 20
const CODE = /^\d{6}$/
const STEP_SEC = TOTP_STEP_MS / 1_000

/** A new secret, in the base32 that authenticators take. */
export function newTotpSecret(): string {
  return generateSecret({ length: SECRET_BYTES })
}

/** What the QR code holds. */
export function totpUri(email: string, secret: string): string {
  return generateURI({ issuer: ISSUER, label: email, secret })
}

/** The step for which the code is right, one step of drift either way; null: wrong. RFC 6238 with SHA-1, 30 s, 6 digits. */
export function matchingStep(
  key: SealKeys,
  factor: Pick<TotpFactorRow, 'id' | 'personId' | 'sealed'>,
  code: string,
  at: Instant,
): number | null {
  const digits = code.replaceAll(/\s/g, '')
  if (!CODE.test(digits)) return null
  const secret = unsealTotpSecret(key, factor.id, factor.personId, factor.sealed)
  if (secret === null) throw new Fault('the secret of an authenticator does not open with our key')
  const epoch = Math.floor(at / 1_000)
  const result = verifySync({
    secret,
    token: digits,
    epoch,
    epochTolerance: TOTP_DRIFT_STEPS * STEP_SEC,
  })
  return result.valid ? Math.floor(epoch / STEP_SEC) + result.delta : null
}
