import { Fault, type Refusal } from '@budeng/kernel'
import { idempotencyTable, insertSelect } from './rows/index.ts'
import type { Unit } from './unit.ts'

/** One wish of one caller: a repeated request carries the same key. */
export interface Wish {
  /** Who asks: the key is theirs alone. */
  readonly principal: string
  readonly key: string
  /** Name of the mutation. */
  readonly operation: string
  /** `hashOf` the input. */
  readonly inputHash: string
}

export type Once<Answer> =
  | { readonly ok: true; readonly answer: Answer; readonly replayed: boolean }
  | { readonly ok: false; readonly refusal: Refusal<'IDEMPOTENCY_KEY_REUSED'> }

/**
 * Does the work once for a key: a repeat gets the first answer, the same key with another input is refused. Two equal
 * requests at the same time: the second waits for the first's commit, then gets its answer. The answer must survive JSON.
 */
export async function once<Answer>(unit: Unit, wish: Wish, work: () => Promise<Answer>): Promise<Once<Answer>> {
  const { principal, key } = wish
  await unit.query(`select set_config('app.principal', $1, true)`, [principal])
  const { sql, params } = insertSelect(idempotencyTable, [{ ...wish, answer: {}, at: unit.clock.now() }])
  // waits here while another transaction holds the same key
  const inserted = await unit.execute(`${sql} on conflict do nothing`, params)
  if (inserted === 0) return await earlier(unit, wish)
  const answer = await work()
  await unit.execute(`update idempotency set answer = $3 where principal = $1 and key = $2`, [
    principal,
    key,
    JSON.stringify({ answer }),
  ])
  return { ok: true, answer, replayed: false }
}

async function earlier<Answer>(unit: Unit, { principal, key, operation, inputHash }: Wish): Promise<Once<Answer>> {
  const [row] = await unit.query<{ operation: string; inputHash: string; answer: { answer: Answer } }>(
    `select operation, input_hash as "inputHash", answer from idempotency where principal = $1 and key = $2`,
    [principal, key],
  )
  if (row === undefined) throw new Fault('an idempotency key vanished while it was read')
  if (row.operation !== operation || row.inputHash !== inputHash)
    return { ok: false, refusal: { code: 'IDEMPOTENCY_KEY_REUSED', params: { key } } }
  return { ok: true, answer: row.answer.answer, replayed: true }
}
