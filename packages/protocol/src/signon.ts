import type { KeyObject } from 'node:crypto'
import { fromBase64url, sha256 } from './bytes.ts'
import { signBytes, verifyBytes } from './jws.ts'

/** What a proof of platform sign-on covers. [P-7.3] */
export interface SignOnClaim {
  readonly nonce: string
  /** The ticket of the RELOGIN that asked for it; none when the terminal signs on by itself. */
  readonly ticket?: string | undefined
  readonly device: string
  readonly epoch: number
  readonly batch: string
  readonly kcv: string
}

/** The ASCII string that the device key signs. [P-7.3] */
export function signOnText({ nonce, ticket, device, epoch, batch, kcv }: SignOnClaim): string {
  return `budeng-signon|1|${nonce}|${ticket ?? '-'}|${device}|${epoch}|${batch}|${kcv}`
}

export function signSignOn(claim: SignOnClaim, devicePrivateKey: KeyObject): string {
  return signBytes(signOnText(claim), devicePrivateKey)
}

/** True when `sig` is the device's signature of the claim; `publicKey` as enrolled. Total. */
export function isSignOnGenuine(claim: SignOnClaim, sig: string, publicKey: string): boolean {
  return verifyBytes(signOnText(claim), sig, publicKey)
}

/** What the platform compares a ticket by: rows hold only this hash. [P-7.4] */
export function ticketHash(ticket: string): Buffer {
  return sha256(fromBase64url(ticket) ?? '')
}
