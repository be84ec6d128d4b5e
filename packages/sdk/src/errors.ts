import type { UserError } from './types.ts'

/** Anything that this client throws. */
export class BudengError extends Error {
  override name = 'BudengError'
}

/** The platform could not be reached, or did not answer in time, after all attempts. */
export class UnreachableError extends BudengError {
  override name = 'UnreachableError'
}

/** The request was answered with GraphQL errors: wrong document or variables, no session, too complex, a fault. */
export class RequestError extends BudengError {
  override name = 'RequestError'
  /** HTTP status of the answer. */
  readonly status: number
  /** `extensions.code` of the first error, e.g. `UNAUTHENTICATED`. */
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** An expected no: the rule that refused, as a code that never changes and its figures. */
export class RefusedError extends BudengError {
  override name = 'RefusedError'
  readonly userErrors: readonly UserError[]

  constructor(userErrors: readonly UserError[]) {
    super(userErrors.map(({ code, message }) => `${code}: ${message}`).join('; '))
    this.userErrors = userErrors
  }

  /** The first refusal's code. */
  get code(): string {
    return this.userErrors[0]?.code ?? 'REFUSED'
  }
}
