import { ApolloLink, CombinedGraphQLErrors, Observable } from '@apollo/client'
import { print } from 'graphql'
import type { Client, FormattedExecutionResult } from 'graphql-ws'

/**
 * Sends subscriptions over graphql-ws and resumes them without gaps.
 *
 * Every subscription of the API carries a `position` and takes `$since`. The client sends its payload anew at each
 * reconnect; `variables` is a getter, so that what is sent then names the last position that arrived.
 */
export class ResumingLink extends ApolloLink {
  readonly #client: Pick<Client, 'subscribe'>

  constructor(client: Pick<Client, 'subscribe'>) {
    super()
    this.#client = client
  }

  override request(operation: ApolloLink.Operation): Observable<ApolloLink.Result> {
    return new Observable((observer) => {
      let since: string | undefined
      const payload = {
        query: print(operation.query),
        operationName: operation.operationName,
        get variables() {
          return since === undefined ? operation.variables : { ...operation.variables, since }
        },
      }
      return this.#client.subscribe(payload, {
        next: (result) => {
          since = positionIn(result.data) ?? since
          observer.next(result as ApolloLink.Result)
        },
        error: (fault) => observer.error(asError(fault)),
        complete: () => observer.complete(),
      })
    })
  }
}

/** The `position` of the one root field, where there is one. */
export function positionIn(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const [root] = Object.values(data)
  const position: unknown = root?.position
  return typeof position === 'string' ? position : undefined
}

function asError(fault: unknown): Error {
  if (fault instanceof Error) return fault
  if (Array.isArray(fault)) return new CombinedGraphQLErrors({ errors: fault } as FormattedExecutionResult)
  return new Error('The live connection was closed.')
}
