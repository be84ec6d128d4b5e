import { randomBytes } from 'node:crypto'
import {
  CHALLENGE_LIFE_MS,
  FRESH_LOGIN_MS,
  hasFactor,
  mustEnrol,
  passwordRefusals,
  PASSWORD_LENGTH_MAX,
  PASSKEYS_MAX,
  type Role,
} from '@budeng/access'
import { Fault } from '@budeng/kernel'
import { sealTotpSecret } from '@budeng/protocol'
import {
  deletePasskeys,
  deleteTotp,
  type FactorRows,
  insertProofChallenge,
  insertProviderLogin,
  lockPerson,
  replaceRecoveryCodes,
  revokeSessionsOf,
  savePerson,
  startTotp,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type AnyRefusal, Refused } from '../graphql/refused.ts'
import { countAttempt, tellOfLock } from './login-attempts.ts'
import { checkPassword, newPasswordHash } from './password.ts'
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.ts'
import type { SecurityAct, SecurityChangePayload, SecurityChangeRequest } from './security-input.ts'
import { beginAt, type BegunLogin } from './sso/begin.ts'
import { disconnect } from './sso/disconnect.ts'
import { providerFor } from './sso/provider-of.ts'
import { checkStepUp, ownFactors, prepareStepUp } from './step-up.ts'
import { newTotpSecret, totpUri } from './totp.ts'
import { registrationOptions } from './webauthn.ts'

type Given = Omit<SecurityChangePayload, 'userErrors'>
interface Change {
  readonly operation: Operation
  readonly unit: Unit
  readonly input: SecurityChangeRequest
  readonly factors: FactorRows
  /** The login at a provider that is to link the account. */
  readonly login: BegunLogin | null
}

/** Changes one's own means to log in: confirmed with a second factor; by the password while there is none. */
export async function changeSecurity(operation: Operation, input: SecurityChangeRequest): Promise<Given> {
  const factors = await ownFactors(operation)
  const isFirst = !holdsFactor(factors)
  if (isFirst || input.act === 'PASSWORD') await checkOwnPassword(operation, input.password ?? '')
  const passwordHash = input.act === 'PASSWORD' ? await newHash(operation, input.newPassword ?? '') : null
  const login = input.act === 'IDENTITY_CONNECT' ? await beginConnecting(operation) : null
  await prepareStepUp(operation, input.stepUp)
  return await operation.write(async (unit) => {
    if (!isFirst) {
      const { act, passkeyId, identityId } = input
      const { path } = operation.viewer.person
      const targets = [passkeyId, identityId].filter((id) => id != null)
      const action = {
        mutation: 'securityChange',
        input: { act, passkeyId, identityId },
        tier: 'R2' as const,
        terminals: 0,
        targets,
        path,
      }
      await checkStepUp(operation, unit, action, input.stepUp)
    }
    const change: Change = { operation, unit, input, factors, login }
    return passwordHash === null ? await ACTS[input.act](change) : await setPassword(change, passwordHash)
  })
}

function holdsFactor({ totp, passkeys }: Pick<FactorRows, 'totp' | 'passkeys'>): boolean {
  const passkeysSince = passkeys.map(({ createdAt }) => createdAt)
  return hasFactor({ totpSince: totp?.confirmedAt ?? null, passkeysSince })
}

/** The present password, counted as at a login. @throws Refused */
async function checkOwnPassword(operation: Operation, password: string): Promise<void> {
  const { house, asker, viewer } = operation
  const { lock, nextLock } = await countAttempt(house, asker, viewer.person.email)
  const path = ['input', 'password']
  if (lock !== null) throw new Refused({ ...lock, path })
  const { passwordHash } = viewer.realPerson
  if (passwordHash === '') return mustHaveSignedInNow(operation)
  if (await checkPassword(password.slice(0, PASSWORD_LENGTH_MAX), passwordHash)) return
  if (nextLock !== null) await tellOfLock(house, asker, [viewer.person], nextLock)
  throw new Refused({ code: 'PASSWORD_WRONG', path })
}

/** Who has no password has just signed in at the provider instead. @throws Refused */
function mustHaveSignedInNow({ viewer: { session }, now }: Operation): void {
  if (session.identityId === null || now - session.createdAt >= FRESH_LOGIN_MS)
    throw new Refused({ code: 'LOGIN_AGAIN', path: ['input', 'act'] })
}

async function newHash({ viewer }: Operation, password: string): Promise<string> {
  const [refusal] = passwordRefusals(password, viewer.person)
  if (refusal !== undefined) throw new Refused({ ...refusal, path: ['input', 'newPassword'] })
  return await newPasswordHash(password)
}

const ACTS: Readonly<Record<Exclude<SecurityAct, 'PASSWORD'>, (change: Change) => Promise<Given>>> & {
  readonly PASSWORD: (change: Change) => Promise<Given>
} = {
  TOTP_START: async ({ operation, unit }) => {
    const { person } = operation.viewer
    const secret = newTotpSecret()
    const id = unit.newId('totp')
    const sealed = sealTotpSecret(operation.house.keys.sealPeople, id, person.id, secret)
    await startTotp(unit, { id, personId: person.id, sealed, createdAt: unit.clock.now() })
    return { totpSecret: secret, totpUri: totpUri(person.email, secret) }
  },
  TOTP_REMOVE: async (change) => {
    refuseLast(change, { ...change.factors, totp: null })
    if (await deleteTotp(change.unit, change.factors.personId)) tell(change, 'TotpRemoved', {})
    return {}
  },
  PASSKEY_START: async ({ operation, unit, factors }) => {
    if (factors.passkeys.length >= PASSKEYS_MAX)
      throw new Refused({ code: 'PASSKEYS_TOO_MANY', params: { max: PASSKEYS_MAX } })
    const { person, session } = operation.viewer
    const id = unit.newId('challenge')
    const challenge = randomBytes(32).toString('base64url')
    const at = unit.clock.now()
    await insertProofChallenge(unit, {
      id,
      purpose: 'ENROL',
      personId: person.id,
      sessionId: session.id,
      actionHash: null,
      summary: {},
      challenge,
      createdAt: at,
      expiresAt: at + CHALLENGE_LIFE_MS,
      usedAt: null,
    })
    const { relyingParty } = operation.house
    return {
      challengeId: id,
      passkeyOptions: await registrationOptions(relyingParty, person, factors.passkeys, challenge),
    }
  },
  PASSKEY_REMOVE: async (change) => {
    const { unit, factors, input } = change
    const passkeyId = idOf('passkey', input.passkeyId ?? '')
    refuseLast(change, { ...factors, passkeys: factors.passkeys.filter(({ id }) => id !== passkeyId) })
    if (passkeyId === null || (await deletePasskeys(unit, factors.personId, passkeyId)) === 0)
      throw new Refused({ code: 'NOT_FOUND', path: ['input', 'passkeyId'] })
    tell(change, 'PasskeyRemoved', { passkeyId })
    return {}
  },
  RECOVERY_CODES: async (change) => {
    const codes = newRecoveryCodes()
    await replaceRecoveryCodes(change.unit, change.factors.personId, codes.map(recoveryCodeHash))
    tell(change, 'RecoveryCodesMade', { count: codes.length })
    return { recoveryCodes: codes }
  },
  PASSWORD: async () => ({}),
  IDENTITY_CONNECT: async ({ operation, unit, login }) => {
    if (login === null) throw new Fault('a login at a provider was not begun')
    const { path, id: personId } = operation.viewer.person
    // a login is seen by whoever knows its state
    await unit.enter({ path, personId, challenge: login.row.stateHash.toString('hex') })
    await insertProviderLogin(unit, login.row)
    unit.afterCommit(() => operation.asker.setBrowserSecret?.(login.browserSecret))
    return { url: login.url }
  },
  IDENTITY_REMOVE: async ({ operation, unit, input }) => {
    const { id, passwordHash } = operation.viewer.realPerson
    // without a password the link is the way in
    if (passwordHash === '') throw new Refused({ code: 'LAST_LOGIN' })
    const identityId = idOf('identity', input.identityId ?? '')
    if (identityId === null || !(await disconnect(operation, unit, identityId, id)))
      throw new Refused({ code: 'NOT_FOUND', path: ['input', 'identityId'] })
    return {}
  },
}

/** A way to the acquirer's own sign-in and back into this very session. @throws Refused */
async function beginConnecting({ house, viewer }: Operation): Promise<BegunLogin> {
  const { session, realPerson } = viewer
  const provider = await providerFor(house, realPerson.path, realPerson.role as Role)
  return await beginAt(house, provider?.id ?? null, {
    purpose: 'CONNECT',
    returnTo: '/settings/security',
    personId: realPerson.id,
    sessionId: session.id,
    invitation: null,
  })
}

/** Another password ends every other session: one of them may be the reason. */
async function setPassword(change: Change, passwordHash: string): Promise<Given> {
  const { operation, unit } = change
  const { person, session } = operation.viewer
  const row = await lockPerson(unit, person.id)
  if (row !== null) await savePerson(unit, row, { passwordHash })
  const ended = await revokeSessionsOf(unit, person.id, session.id)
  unit.afterCommit(() => {
    for (const id of ended) operation.house.sessions.ended(id)
  })
  const at = unit.clock.now()
  const data = { personId: person.id }
  unit.append(ended.map((id) => ({ type: 'SessionEnded', subject: id, path: person.path, at, data })))
  tell(change, 'PasswordChanged', {})
  return {}
}

/** A role that needs a second factor keeps one. @throws Refused */
function refuseLast({ operation }: Change, left: FactorRows): void {
  const held = {
    totpSince: left.totp?.confirmedAt ?? null,
    passkeysSince: left.passkeys.map(({ createdAt }) => createdAt),
  }
  const refusal: AnyRefusal = { code: 'LAST_FACTOR' }
  if (mustEnrol(operation.viewer.person.role as Role, held)) throw new Refused(refusal)
}

function tell({ operation, unit }: Change, type: string, data: object): void {
  const { id, path } = operation.viewer.person
  unit.append([{ type, subject: id, path, at: unit.clock.now(), data }])
}
