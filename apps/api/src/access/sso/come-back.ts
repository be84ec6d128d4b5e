import { timingSafeEqual } from 'node:crypto'
import { isVouchedFor, providerRefusal, type ProviderRefusal } from '@budeng/access'
import { unsealPkceVerifier } from '@budeng/protocol'
import {
  holdsFactor,
  identityOf,
  loginName,
  peopleByEmail,
  peopleByIds,
  type PersonIdentityRow,
  type PersonRow,
  type ProviderLoginRow,
  takeProviderLogin,
} from '@budeng/storage'
import type { Operation } from '../../graphql/operation.ts'
import { logFault } from '../../log.ts'
import { openSession } from '../login.ts'
import { accountWord, type Arrival, newIdentity, type ReturnCode, rulesOf } from './arrival.ts'
import { sha256, type WaitingInvitation } from './begin.ts'
import { acceptAtProvider } from './accept-invitation.ts'
import { connect } from './connect.ts'
import { countFailure, isAddressLocked } from './failures.ts'
import { ProviderFault } from './provider-client.ts'
import { liveProvider } from './provider-of.ts'

export type Returned =
  | { readonly ok: true; readonly returnTo: string }
  | { readonly ok: false; readonly code: ReturnCode; readonly returnTo: string }

/**
 * What comes of an answer of a provider: a session, a link, or an account. Whatever it is, the answer is used up by it: a
 * second one with the same state finds nothing.
 */
export async function comeBack(
  operation: Operation,
  { query, browserSecret }: { readonly query: string; readonly browserSecret: string | null },
): Promise<Returned> {
  const { house, asker } = operation
  if (await isAddressLocked(house, asker)) return { ok: false, code: 'LOGIN_LOCKED', returnTo: '/' }
  const login = await takeLogin(operation, query)
  const returnTo = login?.returnTo ?? '/'
  const code = await arrive(operation, login, query, browserSecret)
  if (code === null) return { ok: true, returnTo }
  // who says no there, and what is down, guesses nothing
  if (code !== 'PROVIDER_DENIED' && code !== 'PROVIDER_UNREACHABLE') await countFailure(house, asker)
  return { ok: false, code, returnTo }
}

async function arrive(
  operation: Operation,
  login: ProviderLoginRow | null,
  query: string,
  browserSecret: string | null,
): Promise<ReturnCode | null> {
  const { house } = operation
  if (login === null || login.expiresAt <= house.clock.now()) return 'PROVIDER_STATE'
  // another browser's login, sent here to log this one in as somebody else
  if (browserSecret === null || !timingSafeEqual(sha256(browserSecret), login.browserHash)) return 'PROVIDER_STATE'
  const provider = await liveProvider(house, login.nodeId)
  if (provider === null || provider.issuer !== login.issuer) return 'PROVIDER_STATE'
  const state = new URLSearchParams(query).get('state') ?? ''
  const verifier = unsealPkceVerifier(house.keys.sealPeople, login.stateHash.toString('hex'), login.verifier)
  if (verifier === null) return 'PROVIDER_STATE'
  try {
    const subject = await house.providers.finish(provider, query, { state, nonce: login.nonce, verifier })
    return await PURPOSES[login.purpose]({ operation, login, provider, subject })
  } catch (fault) {
    if (!(fault instanceof ProviderFault)) throw fault
    logFault(house.log, 'an identity provider let nobody in', { issuer: provider.issuer, answer: fault.code })(fault)
    return fault.code
  }
}

/** The login that a state belongs to, which is over with it. */
async function takeLogin({ house, asker }: Operation, query: string): Promise<ProviderLoginRow | null> {
  const state = new URLSearchParams(query).get('state') ?? ''
  const stateHash = sha256(state)
  const actor = { kind: 'PLATFORM' as const, id: null, requestId: asker.requestId, address: asker.address }
  return await house.storage.write({ path: null, challenge: stateHash.toString('hex') }, actor, (unit) =>
    takeProviderLogin(unit, stateHash),
  )
}

const PURPOSES: Readonly<Record<ProviderLoginRow['purpose'], (arrival: Arrival) => Promise<ReturnCode | null>>> = {
  LOGIN: logIn,
  CONNECT: connect,
  INVITATION: (arrival) => acceptAtProvider(arrival, arrival.login.invitation as WaitingInvitation),
}

async function logIn(arrival: Arrival): Promise<ReturnCode | null> {
  const { operation, provider, subject } = arrival
  const { house, asker } = operation
  const found = await accountOf(arrival)
  const refusal = found === null ? 'UNLINKED' : providerRefusal(rulesOf(provider), accountWord(found.person))
  if (found === null || refusal !== null) return await refused(arrival, refusal ?? 'UNLINKED')
  const { person, identity } = found
  const isAsked =
    provider.askFactor &&
    (await house.storage.read({ path: person.path, personId: person.id }, (db) => holdsFactor(db, person.id)))
  const entry = {
    id: identity?.id ?? house.newId('identity'),
    link: identity === null ? newIdentity(arrival) : null,
    providerId: provider.nodeId,
    subject: subject.subject,
    isAsked,
  }
  const session = await openSession(house, asker, { person, proof: null }, entry)
  if (session === null) return await refused(arrival, 'UNLINKED')
  asker.setSession?.(session.secret, session.expiresAt)
  return null
}

/** The account of a subject: the linked one, or the one that a provider with the say vouches for. */
async function accountOf({
  operation: { house },
  provider,
  subject,
}: Arrival): Promise<{ person: PersonRow; identity: PersonIdentityRow | null } | null> {
  const { nodeId: providerId, issuer } = provider
  const scope = { path: null, provider: providerId, subject: subject.subject }
  const linked = await house.storage.read(scope, async (db) => {
    const identity = await identityOf(db, { providerId, issuer, subject: subject.subject })
    if (identity === null) return null
    await db.enter({ path: null, personId: identity.personId })
    const [person] = await peopleByIds(db, [identity.personId])
    return person === undefined ? null : { person, identity }
  })
  if (linked !== null || subject.email === null) return linked
  const email = loginName(subject.email)
  const people = await house.storage.read({ path: null, email }, (db) => peopleByEmail(db, email))
  const person = people.find((one) =>
    isVouchedFor(rulesOf(provider), subject, { ...accountWord(one), email: one.email }),
  )
  return person === undefined ? null : { person, identity: null }
}

/** Which of the reasons it was is for the acquirer's record; the person is told one thing. */
async function refused(
  { operation: { house, asker }, provider, subject }: Arrival,
  cause: ProviderRefusal,
): Promise<ReturnCode> {
  const { nodeId, path } = provider
  const actor = { kind: 'PLATFORM' as const, id: null, requestId: asker.requestId, address: asker.address }
  await house.storage.write({ path }, actor, async (unit) => {
    const data = { cause, email: subject.email, address: asker.address }
    unit.append([{ type: 'ProviderLoginRefused', subject: nodeId, path, at: unit.clock.now(), data }])
  })
  return 'IDENTITY_UNKNOWN'
}
