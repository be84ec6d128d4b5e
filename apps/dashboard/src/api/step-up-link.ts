import { ApolloLink } from '@apollo/client'
import { from, mergeMap, type Observable } from 'rxjs'
import type { StepUpInput, StepUpStartInput } from './generated/graphql.ts'
import type { Refused } from './outcome.ts'

type Ask = (act: StepUpStartInput, refused: readonly Refused[]) => Promise<StepUpInput | null>
type Input = Readonly<Record<string, unknown>>

/** Refusals that another proof mends. */
const MENDABLE = new Set([
  'STEP_UP_REQUIRED',
  'STEP_UP_NO_FACTOR',
  'STEP_UP_OTHER',
  'CODE_WRONG',
  'CODE_USED',
  'PASSKEY_WRONG',
])

/**
 * A mutation that the API wants confirmed is held while the person confirms it, then sent again with the proof. So no form
 * has to know of it. When the person calls it off, the form gets the refusal.
 */
export class StepUpLink extends ApolloLink {
  readonly #ask: Ask

  constructor(ask: Ask) {
    super()
    this.#ask = ask
  }

  override request(
    operation: ApolloLink.Operation,
    forward: ApolloLink.ForwardFunction,
  ): Observable<ApolloLink.Result> {
    return forward(operation).pipe(
      mergeMap((result) => {
        const wanted = confirmationWanted(operation, result)
        return wanted === null ? from([result]) : this.#confirmed(operation, forward, result, wanted)
      }),
    )
  }

  #confirmed(
    operation: ApolloLink.Operation,
    forward: ApolloLink.ForwardFunction,
    result: ApolloLink.Result,
    { act, refusals }: Wanted,
  ): Observable<ApolloLink.Result> {
    // the first time nothing was wrong: the API only says that it asks
    const mistakes = refusals.filter(({ code }) => code !== 'STEP_UP_REQUIRED')
    return from(this.#ask(act, mistakes)).pipe(
      mergeMap((proof) => {
        if (proof === null) return from([result])
        const input = {
          ...(operation.variables['input'] as Input),
          stepUp: Object.keys(proof).length === 0 ? null : proof,
        }
        operation.variables = { ...operation.variables, input }
        return this.request(operation, forward)
      }),
    )
  }
}

interface Wanted {
  readonly act: StepUpStartInput
  readonly refusals: readonly Refused[]
}

function confirmationWanted({ variables }: ApolloLink.Operation, { data }: ApolloLink.Result): Wanted | null {
  const input = variables['input'] as Input | undefined
  const [field] = Object.entries((data ?? {}) as Record<string, { userErrors?: readonly Refused[] } | null>)
  const refusals = field?.[1]?.userErrors ?? []
  if (field === undefined || input === undefined || !refusals.some(({ code }) => MENDABLE.has(code))) return null
  const act = actOf(field[0], input)
  return act === null ? null : { act, refusals }
}

/** The act in the words of `stepUpStart`: the very input of the mutation. */
function actOf(mutation: string, input: Input): StepUpStartInput | null {
  if (mutation === 'securityChange') {
    const { act, passkeyId } = input
    return { securityChange: { act, passkeyId } } as StepUpStartInput
  }
  // what opens a session or stands for a while is proven where it is typed
  if (/^(login|elevationStart|totpConfirm|passkeyAdd|sessionUnlock)/.test(mutation)) return null
  return { [mutation]: input } as unknown as StepUpStartInput
}
