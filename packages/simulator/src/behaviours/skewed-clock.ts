import type { Behaviour } from './behaviour.ts'

/** A minute of the platform is twenty of this terminal: a command of 15 minutes has expired before it arrives. */
const TOO_FAST = 20

export const skewedClock: Behaviour = {
  about: 'counts time twenty times too fast, so that commands seem to have expired',
  clock: (inner) => ({ nowMs: () => inner.nowMs() * TOO_FAST, after: (delayMs, run) => inner.after(delayMs, run) }),
}
