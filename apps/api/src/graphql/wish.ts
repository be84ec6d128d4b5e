import { permissionRefusal } from '@budeng/access'
import { hashOf, type Refusal, refuse } from '@budeng/kernel'
import { once, type Unit } from '@budeng/storage'
import type { StepUpInput } from '../access/step-up-input.ts'
import { prepareStepUp } from '../access/step-up.ts'
import { IDEMPOTENCY_KEY_LENGTH_MAX } from '../limits.ts'
import { userError } from '../language/language.ts'
import type { Operation } from './operation.ts'
import { type AnyRefusal, Refused } from './refused.ts'
import type { WishedPayload } from './wished.type.ts'

export { Refused }

/** What a mutation did: its answer, perhaps that of the first time; or an expected refusal, which changed nothing. */
export type Outcome<Answer> =
  | { readonly ok: true; readonly answer: Answer; readonly replayed: boolean }
  | { readonly ok: false; readonly refusal: AnyRefusal }

const KEY = new RegExp(`^[\\x21-\\x7e]{1,${IDEMPOTENCY_KEY_LENGTH_MAX}}$`)

/**
 * Does what a mutation wishes, once for its key, in one transaction. A refusal is thrown inside as `Refused` and comes
 * out as a value; it does not use the key up, so that a mended input may carry the same one.
 */
export async function fulfil<Answer>(
  operation: Operation,
  wish: {
    readonly name: string
    readonly key: string
    /** Without the key, and without the proof: a wish is the same however it is confirmed. */
    readonly input: unknown
    readonly stepUp?: StepUpInput | null | undefined
  },
  work: (unit: Unit) => Promise<Answer>,
): Promise<Outcome<Answer>> {
  const { name, key, input } = wish
  if (!KEY.test(key)) return refuse('IDEMPOTENCY_KEY_MISSING', undefined, ['input', 'idempotencyKey'])
  const principal = operation.viewer.person.id
  const inputHash = hashOf(input)
  await prepareStepUp(operation, wish.stepUp)
  try {
    const outcome = await operation.write((unit) =>
      once(unit, { principal, key, operation: name, inputHash }, () => work(unit)),
    )
    return outcome.ok ? outcome : refuse('IDEMPOTENCY_KEY_REUSED', undefined, ['input', 'idempotencyKey'])
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal }
    throw error
  }
}

/** @throws Refused for whoever may not */
export function permit(...asked: Parameters<typeof permissionRefusal>): void {
  const forbidden = permissionRefusal(...asked)
  if (forbidden !== null) throw new Refused(forbidden)
}

/** What the payload of every mutation says: whether it was done before, and why it was not done. */
export function told({ reader }: Operation, outcome: Outcome<unknown>): WishedPayload {
  return outcome.ok
    ? { replayed: outcome.replayed, userErrors: [] }
    : { replayed: false, userErrors: [userError(outcome.refusal, reader)] }
}

/** There is no such thing, or it is not the asker's to see: the same answer for both. */
export function notFound(...path: string[]): Refused {
  return new Refused({ code: 'NOT_FOUND', path: ['input', ...path] })
}

/** The core's refusals name their own inputs; the caller gave them under `input`, parameters under the command's member. */
export function underInput<Code extends string>(refusal: Refusal<Code>): Refusal<Code> {
  if (refusal.path === undefined) return refusal
  const [head, ...rest] = refusal.path
  return { ...refusal, path: head === 'params' ? ['input', 'command', ...rest] : ['input', ...refusal.path] }
}
