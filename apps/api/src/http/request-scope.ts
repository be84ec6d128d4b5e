import { AsyncLocalStorage } from 'node:async_hooks'

/** The id of the request that is being answered, for errors that are made far from it. */
const scope = new AsyncLocalStorage<string>()

export function inRequest<T>(requestId: string, work: () => T): T {
  return scope.run(requestId, work)
}

export function currentRequestId(): string | undefined {
  return scope.getStore()
}
