import { HOUR, MINUTE, SECOND } from '@budeng/kernel'

/** How many seeds `npm test` plays (`npm run prove -- simulation`: 2,000), and how many steps each has before the faults stop. */
export const SEEDS = 250
export const STEPS = 1_000
/** Steps after the faults stopped within which everything must have come to rest. */
export const QUIET_STEPS_MAX = 40_000
/** Platform time after the faults stopped within which every command must have ended: UNKNOWN lasts a day beyond its life. */
export const QUIET_MS_MAX = 28 * HOUR
/** After this all is said that will be said, when one machine is broken for good. */
export const SETTLED_MS = 30 * MINUTE
export const TERMINALS = 3
/** Commands that people ask for in one seed. */
export const REQUESTS_MAX = 60
/** Failing seeds after which no more are played. */
export const FAILURES_MAX = 5
/** Last steps that a failing seed prints. */
export const STEPS_SHOWN = 60

/** How long a machine is away when a command restarts it, and at most when its power went. */
export const RESTART_MS = { APP: SECOND, DEVICE: 3 * SECOND } as const
export const POWER_AWAY_MS_MAX = 3 * MINUTE
/** A broker learns by keep-alive at the latest that a machine without power is gone. */
export const HALF_OPEN_MS_MAX = 90 * SECOND
/** A gateway that is silent for this long has lost its terminals: the worker says so. */
export const GATEWAY_SILENT_MS = 9 * SECOND
