import { isConnectionLost } from '@budeng/storage'

/** Idle in a transaction for too long; a statement that took too long. */
const GIVEN_UP = new Set(['25P03', '57014'])
const AGAIN_MAX = 5

/** On a machine that did something else for seconds the database gives a transaction up: it is begun anew, as servers do. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work()
    } catch (error) {
      const isGivenUp = GIVEN_UP.has((error as { code?: string }).code ?? '')
      if (attempt === AGAIN_MAX || !(isConnectionLost(error) || isGivenUp)) throw error
    }
}
