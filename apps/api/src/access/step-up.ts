import { createHash } from 'node:crypto'
import {
  acceptsStep,
  hasFactor,
  isElevated,
  type StepUpAction,
  type StepUpMethod,
  stepUpNeed,
  stepUpRequired,
} from '@budeng/access'
import { canonicalJson, Fault, hashOf, refuse } from '@budeng/kernel'
import {
  consumeTotpStep,
  type FactorRows,
  factorsOfPeople,
  forgetLoginFailures,
  proofChallengeById,
  type Unit,
} from '@budeng/storage'
import { idOf } from '../graphql/ids.ts'
import type { Operation } from '../graphql/operation.ts'
import { type AnyRefusal, Refused } from '../graphql/refused.ts'
import type { PasskeyProofInput } from './factor-input.ts'
import { countAttempt, tellOfLock } from './login-attempts.ts'
import { consumeProof, judge } from './second-factor.ts'
import type { StepUpInput } from './step-up-input.ts'
import { stepUpPolicy, stepUpPolicyIn } from './step-up-policy.ts'
import { matchingStep } from './totp.ts'

/** One act of a person that may need to be confirmed: a mutation with its input, and the things that it touches. */
export interface ConfirmedAction extends StepUpAction {
  /** Name of the mutation. */
  readonly mutation: string
  /** Its input as the resolver got it. Proofs and idempotency keys in it do not count. */
  readonly input: object
  /** Everything that is touched, where the input only names a set. */
  readonly targets?: readonly string[]
  /** Where in the tree: policies are looked up there. */
  readonly path: string
  /** The merchant's presence was proven in this transaction. */
  readonly presenceProven?: boolean
}

/** What a code given as proof turned out to be, before the transaction of the act. */
type CodeCheck =
  | { readonly kind: 'RIGHT'; readonly factorId: string; readonly step: number }
  | { readonly kind: 'REFUSED'; readonly refusal: AnyRefusal }

const checked = new WeakMap<StepUpInput, CodeCheck>()

/**
 * Looks at the code of a proof, and counts it as any login is counted, in a transaction of its own: a wrong one is
 * counted although the act is undone. Whether it confirms the act, and uses the code up, is `checkStepUp`'s to say.
 */
export async function prepareStepUp(operation: Operation, stepUp: StepUpInput | null | undefined): Promise<void> {
  if (stepUp?.totp == null) return
  checked.set(stepUp, await checkCode(operation, stepUp.totp))
}

async function checkCode(operation: Operation, code: string): Promise<CodeCheck> {
  const { house, asker, viewer } = operation
  const { person } = viewer
  const { lock, nextLock } = await countAttempt(house, asker, person.email)
  const refusedWith = (refusal: AnyRefusal): CodeCheck => ({
    kind: 'REFUSED',
    refusal: { ...refusal, path: TOTP_PATH },
  })
  if (lock !== null) return refusedWith({ ...lock, code: 'CODE_LOCKED' })
  const factors = await ownFactors(operation)
  const step =
    factors.totp === null ? null : matchingStep(house.keys.sealPeople, factors.totp, code, house.codeClock.now())
  if (factors.totp === null || step === null) {
    if (nextLock !== null) await tellOfLock(house, asker, [person], nextLock)
    return refusedWith({ code: 'CODE_WRONG' })
  }
  // a used code is no proof that somebody holds the authenticator: it takes no failures back
  if (!acceptsStep(factors.totp.lastStep, step)) return refusedWith({ code: 'CODE_USED' })
  const actor = { kind: 'PERSON' as const, id: person.id, requestId: asker.requestId, address: asker.address }
  await house.storage.write({ path: null, email: person.email }, actor, (unit) =>
    forgetLoginFailures(unit, person.email),
  )
  return { kind: 'RIGHT', factorId: factors.totp.id, step }
}

const TOTP_PATH = ['input', 'stepUp', 'totp']

/** The viewer's own second factors, as they are now. */
export async function ownFactors(operation: Operation): Promise<FactorRows> {
  const { person } = operation.viewer
  const scope = { path: person.path, personId: person.id }
  const [factors] = await operation.house.storage.read(scope, (db) => factorsOfPeople(db, [person.id]))
  if (factors === undefined) throw new Fault('a person has no answer about second factors')
  return factors
}

/**
 * Ends the act with a refusal unless policy asks for no proof, or the proof is right. In the transaction of the act, so
 * that a proof is used up with it and by nothing else. `stepUp` went through `prepareStepUp` before.
 * @throws Refused
 */
export async function checkStepUp(
  operation: Operation,
  unit: Unit,
  action: ConfirmedAction,
  stepUp: StepUpInput | null | undefined,
): Promise<void> {
  // a key stands for no person: what it may not do by itself waits for one
  if (operation.authority.isService) return
  const policy = await stepUpPolicyIn(operation, unit, action.path)
  const methods = stepUpNeed(action, operation.viewer.role, policy)
  if (methods.length === 0) return
  const method = await methodUsed(operation, unit, action, methods, stepUp)
  if (method === null) throw new Refused(await required(operation, unit, methods))
  if (method === 'PRESENCE' || method === 'ELEVATION') return
  const { person } = operation.viewer
  unit.append([
    {
      type: 'StepUpConfirmed',
      subject: person.id,
      path: person.path,
      at: unit.clock.now(),
      data: { mutation: action.mutation, method, tier: action.tier, terminals: action.terminals },
    },
  ])
}

/** What would confirm an act of the viewer; none: nothing is asked. */
export async function methodsFor(
  operation: Operation,
  action: StepUpAction & { readonly path: string },
): Promise<readonly StepUpMethod[]> {
  const { role } = operation.viewer
  return stepUpNeed(action, role, await stepUpPolicy(operation, action.path))
}

async function methodUsed(
  operation: Operation,
  unit: Unit,
  action: ConfirmedAction,
  methods: readonly StepUpMethod[],
  stepUp: StepUpInput | null | undefined,
): Promise<StepUpMethod | null> {
  if (methods.includes('PRESENCE') && action.presenceProven === true) return 'PRESENCE'
  if (stepUp?.passkey != null) {
    await usePasskeyFor(operation, unit, action, stepUp.passkey)
    return 'PASSKEY'
  }
  if (stepUp?.totp != null && methods.includes('TOTP')) {
    await useCode(unit, stepUp)
    return 'TOTP'
  }
  const isStanding = isElevated(operation.viewer.session.elevatedUntil, unit.clock.now())
  return methods.includes('ELEVATION') && isStanding ? 'ELEVATION' : null
}

/** Uses a right code up. @throws Refused when it was wrong, or somebody else was faster */
export async function useCode(unit: Unit, stepUp: StepUpInput): Promise<void> {
  const check = checked.get(stepUp)
  if (check === undefined) throw new Fault('a code was not looked at before its act')
  if (check.kind === 'REFUSED') throw new Refused(check.refusal)
  if (!(await consumeTotpStep(unit, check.factorId, check.step)))
    throw new Refused({ code: 'CODE_USED', path: TOTP_PATH })
}

async function usePasskeyFor(
  operation: Operation,
  unit: Unit,
  action: ConfirmedAction,
  proof: PasskeyProofInput,
): Promise<void> {
  const path = ['input', 'stepUp', 'passkey']
  const { person, session } = operation.viewer
  const id = idOf('challenge', proof.challengeId)
  const challenge = id === null ? null : await proofChallengeById(unit, id)
  const isOwn = challenge !== null && challenge.personId === person.id && challenge.sessionId === session.id
  if (!isOwn || challenge.purpose !== 'ACTION') throw new Refused({ code: 'PASSKEY_WRONG', path })
  if (challenge.actionHash !== actionHashOf(action)) throw new Refused({ code: 'STEP_UP_OTHER', path })
  const [factors] = await factorsOfPeople(unit, [person.id])
  if (factors === undefined) throw new Fault('a person has no answer about second factors')
  const claim = { challenge, recoveryHash: null, hasRecovery: false }
  const right = await judge(operation.house, factors, 'ACTION', { passkey: proof }, claim)
  if (right === null || !(await consumeProof(unit, right))) throw new Refused({ code: 'PASSKEY_WRONG', path })
}

/** Read in the act's own transaction: a second connection would wait for those that wait for this one. */
async function required(operation: Operation, unit: Unit, methods: readonly StepUpMethod[]): Promise<AnyRefusal> {
  const [factors] = await factorsOfPeople(unit, [operation.viewer.person.id])
  const { totp = null, passkeys = [] } = factors ?? {}
  const usable = methods.filter((method) =>
    method === 'PASSKEY' ? passkeys.length > 0 : method === 'PRESENCE' || totp !== null,
  )
  const held = { totpSince: totp?.confirmedAt ?? null, passkeysSince: passkeys.map(({ createdAt }) => createdAt) }
  const refusal = stepUpRequired(methods, hasFactor(held) && usable.length > 0)
  return { ...refusal, path: ['input', 'stepUp'] }
}

/** Binds a confirmation to the mutation, all of its input, and everything that it touches. */
export function actionHashOf({
  mutation,
  input,
  targets,
}: Pick<ConfirmedAction, 'mutation' | 'input' | 'targets'>): string {
  const { stepUp: _proof, idempotencyKey: _key, ...parameters } = input as Record<string, unknown>
  return hashOf({ mutation, parameters, targets: [...(targets ?? [])].sort() })
}

/** What a passkey signs: the hash of exactly this act, for this one challenge. */
export function challengeFor(challengeId: string, actionHash: string): string {
  return createHash('sha256').update(canonicalJson({ challengeId, actionHash })).digest('base64url')
}

/** A refusal that is not about the proof but about the act of asking for one. */
export function noSuchAction(): AnyRefusal {
  return refuse('NOT_FOUND', undefined, ['input']).refusal
}
