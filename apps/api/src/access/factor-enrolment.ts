import { acceptsStep } from '@budeng/access'
import {
  confirmTotp,
  consumeProofChallenge,
  insertPasskey,
  lockPendingTotp,
  proofChallengeById,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { Refused } from '../graphql/refused.ts'
import { countAttempt } from './login-attempts.ts'
import type { PasskeyAddInput } from './security-input.ts'
import { matchingStep } from './totp.ts'
import { verifiedRegistration } from './webauthn.ts'

const NAME_LENGTH_MAX = 60

/** The first code of an authenticator that is being set up: from here on its codes count. @throws Refused */
export async function confirmAuthenticator(operation: Operation, code: string): Promise<void> {
  const { house, asker, viewer } = operation
  const { person } = viewer
  const path = ['input', 'totp']
  const { lock } = await countAttempt(house, asker, person.email)
  if (lock !== null) throw new Refused({ ...lock, code: 'CODE_LOCKED', path })
  await operation.write(async (unit) => {
    const factor = await lockPendingTotp(unit, person.id)
    const at = unit.clock.now()
    const step = factor === null ? null : matchingStep(house.keys.sealPeople, factor, code, house.codeClock.now())
    if (factor === null || step === null || !acceptsStep(factor.lastStep, step))
      throw new Refused({ code: 'CODE_WRONG', path })
    await confirmTotp(unit, factor, step, at)
    enrolled(operation, unit)
    unit.append([{ type: 'TotpEnrolled', subject: person.id, path: person.path, at, data: {} }])
  })
}

/** A passkey that answered its challenge. @throws Refused */
export async function addPasskey(operation: Operation, { passkey, name }: PasskeyAddInput): Promise<void> {
  const { house, viewer } = operation
  const { person, session } = viewer
  const path = ['input', 'passkey']
  const called = passkeyName(name)
  await operation.write(async (unit) => {
    const id = idOf('challenge', passkey.challengeId)
    const challenge = id === null ? null : await proofChallengeById(unit, id)
    const isOwn = challenge !== null && challenge.personId === person.id && challenge.sessionId === session.id
    if (!isOwn || challenge.purpose !== 'ENROL' || !(await consumeProofChallenge(unit, challenge.id)))
      throw new Refused({ code: 'PASSKEY_WRONG', path })
    const made = await verifiedRegistration(house.relyingParty, challenge.challenge, passkey.assertion)
    if (made === null) throw new Refused({ code: 'PASSKEY_WRONG', path })
    const at = unit.clock.now()
    const passkeyId = unit.newId('passkey')
    await insertPasskey(unit, {
      ...made,
      id: passkeyId,
      personId: person.id,
      name: called,
      createdAt: at,
      usedAt: null,
    })
    enrolled(operation, unit)
    unit.append([
      { type: 'PasskeyAdded', subject: person.id, path: person.path, at, data: { passkeyId, name: called } },
    ])
  })
}

/** Whoever had to set a factor up first may do everything else from here on. */
function enrolled({ house, viewer }: Operation, unit: Unit): void {
  unit.afterCommit(() => house.sessions.changed(viewer.session.id))
}

/** @throws Refused */
export function passkeyName(name: string): string {
  const text = name.trim()
  if (text === '' || text.length > NAME_LENGTH_MAX)
    throw new Refused({ code: 'NAME_LENGTH', params: { max: NAME_LENGTH_MAX }, path: ['input', 'name'] })
  return text
}
