/** An expected "no": a value, never thrown. `code` never changes; `params` fill the sentence in each language. */
export interface Refusal<Code extends string = string> {
  readonly code: Code
  /** Figures and names for the sentence, e.g. `{ used: 43, limit: 50 }`. No secrets. */
  readonly params?: Readonly<Record<string, string | number>>
  /** The input that is at fault, as a path: `['input', 'reason']`. */
  readonly path?: readonly string[]
}

/** What a core function answers: the facts that follow, or why not. */
export type Decision<Event, Code extends string = string> =
  | { readonly ok: true; readonly events: readonly Event[] }
  | { readonly ok: false; readonly refusal: Refusal<Code> }

/** Accepted, with the facts that follow (none: nothing changes). */
export function accept<Event>(...events: readonly Event[]): Decision<Event, never> {
  return { ok: true, events }
}

/** Refused, for an expected reason. */
export function refuse<Code extends string>(
  code: Code,
  params?: Refusal['params'],
  path?: readonly string[],
): { ok: false; refusal: Refusal<Code> } {
  return { ok: false, refusal: { code, ...(params ? { params } : {}), ...(path ? { path } : {}) } }
}

/** A broken invariant: a fault of ours, never an answer to a caller. */
export class Fault extends Error {
  override name = 'Fault'
}

/** Ends in a fault when a union grew and a switch did not. */
export function unreachable(value: never): never {
  throw new Fault(`unreachable: ${JSON.stringify(value)}`)
}
