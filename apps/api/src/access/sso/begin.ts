import { createHash, randomBytes } from 'node:crypto'
import { PROVIDER_LOGIN_LIFE_MS } from '@budeng/access'
import { sealPkceVerifier } from '@budeng/protocol'
import { insertProviderLogin, type ProviderLoginRow } from '@budeng/storage'
import type { Asker } from '../../graphql/operation.ts'
import { Refused } from '../../graphql/refused.ts'
import type { House } from '../../house.ts'
import type { Language } from '../../language/language.ts'
import { logFault } from '../../log.ts'
import { ProviderFault } from './provider-client.ts'
import { liveProvider } from './provider-of.ts'

const SECRET_BYTES = 32

/** What an invitation that is accepted at a provider keeps until somebody comes back. */
export interface WaitingInvitation {
  /** SHA-256 of the link's secret, hex. */
  readonly tokenHash: string
  readonly name: string
  readonly language: Language
  readonly timeZone: string
}

type Wish = Pick<ProviderLoginRow, 'purpose' | 'returnTo' | 'personId' | 'sessionId'> & {
  readonly invitation: WaitingInvitation | null
}

/** A login that has its address and is not stored yet. */
export interface BegunLogin {
  readonly url: string
  readonly row: ProviderLoginRow
  /** The cookie that only this browser holds. */
  readonly browserSecret: string
}

/** Asks a provider where its people sign in, and makes what binds their way back to this browser. @throws Refused */
export async function beginAt(house: House, nodeId: string | null, wish: Wish): Promise<BegunLogin> {
  const provider = nodeId === null ? null : await liveProvider(house, nodeId)
  if (provider === null) throw new Refused({ code: 'NOT_FOUND', path: ['input', 'providerId'] })
  const secret = () => randomBytes(SECRET_BYTES).toString('base64url')
  const [state, nonce, verifier, browserSecret] = [secret(), secret(), secret(), secret()]
  const url = await house.providers.begin(provider, { state, nonce, verifier }).catch((fault: unknown) => {
    if (!(fault instanceof ProviderFault)) throw fault
    logFault(house.log, 'an identity provider did not answer', { issuer: provider.issuer })(fault)
    throw new Refused({ code: fault.code, path: ['input', 'providerId'] })
  })
  const at = house.clock.now()
  const stateHash = sha256(state)
  const sealed = sealPkceVerifier(house.keys.sealPeople, stateHash.toString('hex'), verifier)
  const row: ProviderLoginRow = {
    ...wish,
    ...{ stateHash, nodeId: provider.nodeId, issuer: provider.issuer, nonce, verifier: sealed },
    ...{ browserHash: sha256(browserSecret), createdAt: at, expiresAt: at + PROVIDER_LOGIN_LIFE_MS },
  }
  return { url, row, browserSecret }
}

/** Stores a begun login, and hands the browser what it must come back with. */
export async function keepLogin(house: House, asker: Asker, { row, browserSecret }: BegunLogin): Promise<void> {
  const actor = { kind: 'PLATFORM' as const, id: null, requestId: asker.requestId, address: asker.address }
  await house.storage.write({ path: null, challenge: row.stateHash.toString('hex') }, actor, (unit) =>
    insertProviderLogin(unit, row),
  )
  asker.setBrowserSecret?.(browserSecret)
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
