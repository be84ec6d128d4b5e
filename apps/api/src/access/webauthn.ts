import { CHALLENGE_LIFE_MS } from '@budeng/access'
import type { PasskeyRow } from '@budeng/storage'
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { PROOF_LENGTH_MAX } from '../limits.ts'
import type { RelyingParty } from './relying-party.ts'

/** What a browser needs to make a passkey, as JSON. */
export async function registrationOptions(
  party: RelyingParty,
  person: { readonly id: string; readonly email: string; readonly name: string },
  known: readonly PasskeyRow[],
  challenge: string,
): Promise<string> {
  return JSON.stringify(
    await generateRegistrationOptions({
      rpName: party.name,
      rpID: party.id,
      userName: person.email,
      userDisplayName: person.name,
      userID: new Uint8Array(Buffer.from(person.id)),
      challenge: bytesOf(challenge),
      timeout: CHALLENGE_LIFE_MS,
      attestationType: 'none',
      excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    }),
  )
}

/** What a browser needs to ask a passkey for its signature, as JSON. Without `known`, the browser offers what it has. */
export async function assertionOptions(
  party: RelyingParty,
  known: readonly PasskeyRow[],
  challenge: string,
): Promise<string> {
  return JSON.stringify(
    await generateAuthenticationOptions({
      rpID: party.id,
      challenge: bytesOf(challenge),
      timeout: CHALLENGE_LIFE_MS,
      userVerification: 'preferred',
      allowCredentials: known.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports: transports as AuthenticatorTransport[],
      })),
    }),
  )
}

export type NewPasskey = Pick<PasskeyRow, 'credentialId' | 'publicKey' | 'counter' | 'transports' | 'backedUp'>

/** The passkey that answers this challenge at a page of ours, or null. */
export async function verifiedRegistration(
  party: RelyingParty,
  challenge: string,
  response: string,
): Promise<NewPasskey | null> {
  const parsed = parse<RegistrationResponseJSON>(response)
  if (parsed === null) return null
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: parsed,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: false,
    })
    if (!verified) return null
    const { credential, credentialBackedUp } = registrationInfo
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: [...(credential.transports ?? [])],
      backedUp: credentialBackedUp,
    }
  } catch {
    // whatever a hostile or broken authenticator sends is a wrong answer, not a fault of ours
    return null
  }
}

/** Id of the passkey that a browser's answer claims to be of; null when it is no such answer. */
export function credentialIdOf(response: string): string | null {
  return parse<AuthenticationResponseJSON>(response)?.id ?? null
}

/** The passkey's new counter when it signed this challenge at a page of ours, or null. */
export async function verifiedAssertion(
  party: RelyingParty,
  passkey: PasskeyRow,
  challenge: string,
  response: string,
): Promise<number | null> {
  const parsed = parse<AuthenticationResponseJSON>(response)
  if (parsed === null) return null
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: parsed,
      expectedChallenge: challenge,
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: false,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.counter,
      },
    })
    return verified ? authenticationInfo.newCounter : null
  } catch {
    return null
  }
}

function parse<Response extends { id: string }>(text: string): Response | null {
  if (text.length > PROOF_LENGTH_MAX) return null
  try {
    const value = JSON.parse(text) as Response | null
    return typeof value?.id === 'string' ? value : null
  } catch {
    return null
  }
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'))
}
