import type { Bench } from './bench.ts'

/** The terminal does not keep the clause; the message says what was seen. */
export class ClauseFailure extends Error {
  override name = 'ClauseFailure'
}

/** The terminal cannot be asked this: it does not support the type, or only a person could bring the situation about. */
export class NotApplicable extends Error {
  override name = 'NotApplicable'
}

/** One check of one clause. Checks run in their order on one living terminal, so each leaves it as it found it. */
export interface Clause {
  /** As in PROTOCOL.md, e.g. `9.4`. */
  readonly number: string
  readonly about: string
  run(bench: Bench): Promise<void>
}

/** @throws ClauseFailure with the text when the condition does not hold */
export function must(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new ClauseFailure(otherwise)
}
