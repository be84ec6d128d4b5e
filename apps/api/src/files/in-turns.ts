import { setImmediate as others } from 'node:timers/promises'

/** Real milliseconds of one turn: whoever else is served by this process hardly notices. */
const TURN_MS = 10

/** Does what comes in short steps, and lets others have their turn between them. */
export async function inTurns<Answer>(steps: Generator<undefined, Answer, undefined>): Promise<Answer> {
  for (;;) {
    const begun = performance.now()
    do {
      const step = steps.next()
      if (step.done === true) return step.value
    } while (performance.now() - begun < TURN_MS)
    await others()
  }
}
