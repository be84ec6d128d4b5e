import { randomBytes } from 'node:crypto'
import { type Clock, factorClock, idMaker, type NewId } from '@budeng/kernel'

/** The platform's clock and ids for this process: the same time in all processes of a house. */
export function processClock(factor: number, origin: number): { readonly clock: Clock; readonly newId: NewId } {
  const clock = factorClock(() => Date.now(), factor, origin)
  return { clock, newId: idMaker(() => clock.now(), randomBytes) }
}
