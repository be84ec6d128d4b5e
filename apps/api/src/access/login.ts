import { createHash, randomBytes } from 'node:crypto'
import {
  ACCOUNT_FAILURES_MAX,
  ADDRESS_FAILURES_MAX,
  LOGIN_FAILURE_WINDOW_MS,
  loginFailed,
  loginLock,
  newSession,
  PASSWORD_LENGTH_MAX,
} from '@budeng/access'
import type { Instant, Refusal } from '@budeng/kernel'
import {
  forgetLoginFailures,
  insertLoginFailure,
  insertSession,
  loadLoginFailures,
  lockLoginAccount,
  loginName,
  type PersonRow,
  personByEmail,
} from '@budeng/storage'
import type { Asker } from '../graphql/operation.ts'
import type { House } from '../house.ts'
import { checkPassword } from './password.ts'

const EMAIL_LENGTH_MAX = 254
const SECRET_BYTES = 32
const AGENT_LENGTH_MAX = 200

export type LoginAnswer =
  | { readonly ok: true; readonly secret: string; readonly expiresAt: Instant }
  | { readonly ok: false; readonly refusal: Refusal }

/**
 * Checks a password and opens a session. A wrong password, an unknown account and a disabled one answer alike and take
 * as long. The failure is written before the password is looked at and taken back when it was right, so that a
 * thousand attempts at once count each other.
 */
export async function login(house: House, asker: Asker, email: string, password: string): Promise<LoginAnswer> {
  const name = loginName(email.slice(0, EMAIL_LENGTH_MAX))
  const { lock, nextLock } = await countAttempt(house, asker, name)
  if (lock !== null) return { ok: false, refusal: lock }
  const person = await house.storage.read({ path: null, email: name }, (db) => personByEmail(db, name))
  const isUsable =
    person !== null && person.kind === 'HUMAN' && person.disabledAt === null && password.length <= PASSWORD_LENGTH_MAX
  const isRight = await checkPassword(password.slice(0, PASSWORD_LENGTH_MAX), isUsable ? person.passwordHash : null)
  if (isRight && person !== null) return { ok: true, ...(await openSession(house, asker, person)) }
  if (nextLock !== null && person !== null) await tellOfLock(house, asker, person, nextLock)
  return { ok: false, refusal: loginFailed() }
}

interface Attempt {
  /** Why the password is not even looked at. */
  readonly lock: Refusal | null
  /** The lock that this attempt brings about when it fails. */
  readonly nextLock: Refusal | null
}

async function countAttempt(house: House, { address, requestId }: Asker, email: string): Promise<Attempt> {
  return await house.storage.write(
    { path: null, email, address },
    { kind: 'PLATFORM', id: null, requestId, address },
    async (unit) => {
      await lockLoginAccount(unit, email)
      // read under the lock, so that whoever waited for it comes later
      const at = house.clock.now()
      const max = Math.max(ACCOUNT_FAILURES_MAX, ADDRESS_FAILURES_MAX)
      const failures = await loadLoginFailures(unit, { email, address, since: at - LOGIN_FAILURE_WINDOW_MS, max })
      const lock = loginLock(failures, at)
      if (lock !== null) return { lock, nextLock: null }
      await insertLoginFailure(unit, email, address, at)
      return {
        lock,
        nextLock: loginLock({ account: [...failures.account, at], address: [...failures.address, at] }, at),
      }
    },
  )
}

/** A lock is a fact for the audit trail of the account's organisation. */
async function tellOfLock(
  house: House,
  { requestId, address }: Asker,
  person: PersonRow,
  lock: Refusal,
): Promise<void> {
  const { id, path } = person
  await house.storage.write(
    { path, personId: id },
    { kind: 'PLATFORM', id: null, requestId, address },
    async (unit) => {
      unit.append([
        { type: 'LoginLocked', subject: id, path, at: unit.clock.now(), data: { until: lock.params?.['until'] } },
      ])
    },
  )
}

async function openSession(
  house: House,
  asker: Asker,
  person: PersonRow,
): Promise<{ secret: string; expiresAt: Instant }> {
  const secret = randomBytes(SECRET_BYTES)
  const session = newSession(house.clock.now())
  const scope = { path: person.path, personId: person.id, email: person.email }
  const { requestId, address } = asker
  await house.storage.write(scope, { kind: 'PERSON', id: person.id, requestId, address }, async (unit) => {
    const id = unit.newId('session')
    await forgetLoginFailures(unit, person.email)
    await insertSession(unit, {
      deputyId: null,
      ...session,
      id,
      secretHash: createHash('sha256').update(secret).digest(),
      personId: person.id,
      address: asker.address,
      agent: asker.agent.slice(0, AGENT_LENGTH_MAX),
    })
    unit.append([
      {
        type: 'SessionStarted',
        subject: id,
        path: person.path,
        at: session.createdAt,
        data: { personId: person.id, address: asker.address },
      },
    ])
  })
  return { secret: secret.toString('base64url'), expiresAt: session.expiresAt }
}
