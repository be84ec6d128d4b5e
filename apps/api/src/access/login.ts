import { createHash, randomBytes } from 'node:crypto'
import { hasFactor, IDLE_LOCK_MS, loginFailed, newSession, PASSWORD_LENGTH_MAX } from '@budeng/access'
import type { Instant } from '@budeng/kernel'
import {
  type FactorRows,
  factorsOfPeople,
  forgetLoginFailures,
  insertSession,
  loginName,
  noteIdentityUse,
  type PersonIdentityRow,
  type PersonRow,
  peopleByEmail,
  type Scope,
  type Unit,
} from '@budeng/storage'
import type { AnyRefusal } from '../graphql/refused.ts'
import { idOf } from '../graphql/ids.ts'
import type { Asker } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import type { FactorProofInput } from './factor-input.ts'
import { countAttempt, tellOfLock } from './login-attempts.ts'
import { checkPassword } from './password.ts'
import { linkIdentity } from './sso/link.ts'
import { type Claim, consumeProof, judge, readClaim, type RightProof } from './second-factor.ts'

const EMAIL_LENGTH_MAX = 254
const SECRET_BYTES = 32
const AGENT_LENGTH_MAX = 200

export interface Credentials {
  readonly email: string
  readonly password: string
  readonly factor?: FactorProofInput | null
  /** Which account, where one address has several. */
  readonly personId?: string | null
}

export type LoginAnswer =
  | { readonly ok: true; readonly secret: string; readonly expiresAt: Instant }
  /** All was right for each of these accounts: the person says which. */
  | { readonly ok: 'CHOOSE'; readonly people: readonly PersonRow[] }
  | { readonly ok: false; readonly refusal: AnyRefusal }

/**
 * Checks password and second factor, and opens a session. A wrong password, a wrong or missing second factor, an unknown
 * account and a disabled one answer alike and take as long: nobody learns which it was.
 */
export async function login(house: House, asker: Asker, credentials: Credentials): Promise<LoginAnswer> {
  const answer = await prove(house, asker, credentials)
  if (!answer.ok) return answer
  if (answer.accounts.length > 1) return { ok: 'CHOOSE', people: answer.accounts.map(({ person }) => person) }
  const [account] = answer.accounts
  const session = account === undefined ? null : await openSession(house, asker, account)
  return session === null ? { ok: false, refusal: loginFailed() } : { ok: true, ...session }
}

/** An account whose every factor was right; the second factor is not used up yet. */
export interface ProvenAccount {
  readonly person: PersonRow
  readonly proof: RightProof | null
}

/** The accounts that these credentials are right for, counted and locked as any login. */
export async function prove(
  house: House,
  asker: Asker,
  { email, password, factor, personId }: Credentials,
): Promise<{ ok: true; accounts: readonly ProvenAccount[] } | { ok: false; refusal: AnyRefusal }> {
  const name = loginName(email.slice(0, EMAIL_LENGTH_MAX))
  const { lock, nextLock } = await countAttempt(house, asker, name)
  if (lock !== null) return { ok: false, refusal: lock }
  const candidates = await candidatesFor(house, name, factor)
  const wanted = personId == null ? candidates : candidates.filter(({ person }) => person.id === personId)
  const accounts: ProvenAccount[] = []
  for (const { person, factors, claim } of wanted) {
    // both are looked at, whatever the first says
    const proof = await judge(house, factors, 'LOGIN', factor, claim)
    const isUsable = person.kind === 'HUMAN' && person.disabledAt === null && password.length <= PASSWORD_LENGTH_MAX
    const isRight = await checkPassword(password.slice(0, PASSWORD_LENGTH_MAX), isUsable ? person.passwordHash : null)
    if (isRight && (proof !== null || !needsFactor(factors))) accounts.push({ person, proof })
  }
  if (wanted.length === 0) await checkPassword(password.slice(0, PASSWORD_LENGTH_MAX), null)
  if (accounts.length > 0) return { ok: true, accounts }
  if (nextLock !== null)
    await tellOfLock(
      house,
      asker,
      candidates.map(({ person }) => person),
      nextLock,
    )
  return { ok: false, refusal: loginFailed() }
}

function needsFactor({ totp, passkeys }: FactorRows): boolean {
  return hasFactor({ totpSince: totp?.confirmedAt ?? null, passkeysSince: passkeys.map(({ createdAt }) => createdAt) })
}

interface Candidate {
  readonly person: PersonRow
  readonly factors: FactorRows
  readonly claim: Claim
}

async function candidatesFor(
  house: House,
  email: string,
  factor: FactorProofInput | null | undefined,
): Promise<Candidate[]> {
  const challenge = factor?.passkey == null ? null : idOf('challenge', factor.passkey.challengeId)
  const scope: Scope = { path: null, email, ...(challenge === null ? {} : { challenge }) }
  return await house.storage.read(scope, async (db) => {
    const people = await peopleByEmail(db, email)
    const factors = await factorsOfPeople(
      db,
      people.map(({ id }) => id),
    )
    const candidates: Candidate[] = []
    for (const [index, person] of people.entries()) {
      const own = factors[index]
      if (own !== undefined) candidates.push({ person, factors: own, claim: await readClaim(db, person.id, factor) })
    }
    return candidates
  })
}

export interface OpenedSession {
  readonly secret: string
  readonly expiresAt: Instant
}

/** A login at an identity provider: by a link that is there, or by one that comes to be with it. */
export interface ProviderEntry {
  /** Of the link. */
  readonly id: string
  readonly link: Pick<PersonIdentityRow, 'issuer' | 'subject' | 'email'> | null
  readonly providerId: string
  readonly subject: string
  /** The session is locked until a second factor that is held here opens it. */
  readonly isAsked: boolean
}

/**
 * Opens a session, using the second factor up, or linking the subject of a provider; null when somebody else used either
 * at this very moment.
 */
export async function openSession(
  house: House,
  asker: Asker,
  { person, proof }: ProvenAccount,
  entry: ProviderEntry | null = null,
): Promise<OpenedSession | null> {
  const challenge = proof?.kind === 'PASSKEY' ? { challenge: proof.challengeId } : {}
  const provider = entry === null ? {} : { provider: entry.providerId, subject: entry.subject }
  const scope: Scope = { path: person.path, personId: person.id, email: person.email, ...challenge, ...provider }
  return await house.storage.write(
    scope,
    { kind: 'PERSON', id: person.id, requestId: asker.requestId, address: asker.address },
    async (unit) => {
      if (proof !== null && !(await consumeProof(unit, proof))) return null
      // wrong passwords keep nobody out who does not use one, nor are they forgotten by it
      if (entry === null) await forgetLoginFailures(unit, person.email)
      else if (!(await enterBy(unit, person, entry))) return null
      const { secret, expiresAt, id } = await insertNewSession(unit, asker, person.id, entry)
      const how = entry === null ? { how: 'PASSWORD' } : { how: 'PROVIDER', identityId: entry.id }
      const data = { personId: person.id, address: asker.address, ...how, factor: proof?.kind ?? 'NONE' }
      unit.append([{ type: 'SessionStarted', subject: id, path: person.path, at: unit.clock.now(), data }])
      return { secret, expiresAt }
    },
  )
}

async function enterBy(unit: Unit, { id: personId, path }: PersonRow, entry: ProviderEntry): Promise<boolean> {
  const { id, link, providerId } = entry
  if (link !== null) return await linkIdentity(unit, { ...link, id, personId, providerId, path, how: 'EMAIL' })
  await noteIdentityUse(unit, id, unit.clock.now())
  return true
}

/** A session of a person with a new secret, of which only the hash is stored. */
export async function insertNewSession(
  unit: Unit,
  asker: Asker,
  personId: string,
  entry: Pick<ProviderEntry, 'id' | 'isAsked'> | null = null,
): Promise<OpenedSession & { readonly id: string }> {
  const secret = randomBytes(SECRET_BYTES)
  const session = newSession(unit.clock.now())
  const activeAt = entry?.isAsked === true ? session.activeAt - IDLE_LOCK_MS : session.activeAt
  const id = unit.newId('session')
  await insertSession(unit, {
    deputyId: null,
    watchId: null,
    ...session,
    activeAt,
    id,
    secretHash: createHash('sha256').update(secret).digest(),
    personId,
    address: asker.address,
    agent: asker.agent.slice(0, AGENT_LENGTH_MAX),
    kind: 'PERSON',
    page: null,
    name: '',
    elevatedUntil: null,
    identityId: entry?.id ?? null,
  })
  return { id, secret: secret.toString('base64url'), expiresAt: session.expiresAt }
}
