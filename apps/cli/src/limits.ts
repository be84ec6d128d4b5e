import { DAY, MINUTE, SECOND } from '@budeng/kernel'

/** Terminals of the demonstration, unless the command line says otherwise, and the most of one process. */
export const TERMINALS_DEFAULT = 200
export const TERMINALS_MAX = 15_000
/** Simulated terminals on which people learn. */
export const TRAINING_DEFAULT = 8
export const TRAINING_MAX = 200
export const SEED_DEFAULT = 42
/** Sales that a simulated terminal makes in an hour in which its shop is open: 200 of them leave a laptop idle. */
export const SALES_PER_HOUR_DEFAULT = 6
export const SALES_PER_HOUR_MAX = 3_600
/** Simulated terminals may be switched on over so long at most. */
export const OPENING_MINUTES_MAX = 240

/** The house must be up after this long, crash recovery of the database aside. */
export const READY_TIMEOUT_MS = 2 * MINUTE
/** How often readiness is looked at while the house starts. */
export const READY_POLL_MS = 100
/** The part of the terminals that must be connected before the house is called ready. */
export const READY_CONNECTED_SHARE = 0.99

/** Waits before the first, second, … restart of a process that died; the last one repeats. */
export const RESTART_DELAYS_MS: readonly number[] = [0, 200, 500, SECOND, 2 * SECOND, 5 * SECOND]
/** A process that ran this long was up and did not die of its start: the next restart begins with the shortest wait again. */
export const HEALTHY_AFTER_MS = 5 * SECOND
/** A process that does not end after it was asked to is killed. */
export const STOP_TIMEOUT_MS = 10 * SECOND
/** A child that outlives its parent has this long to end by itself. */
export const ORPHAN_TIMEOUT_MS = 5 * SECOND
/** Lines that a process said before it died, kept to explain a failed start. */
export const TAIL_LINES_MAX = 30

/** Terminals of one transaction of the seeding: keeps each below a second. */
export const TERMINALS_PER_SEED_MAX = 1_000
/** A built program that was not written for this long is complete. */
export const WATCH_SETTLE_MS = 150
/** How often the simulator tells the supervisor how many terminals are connected. */
export const FLEET_TOLD_EVERY_MS = 100
/** In the demonstration an action on more terminals than this needs a second person. */
export const BULK_RAISE_DEMO = 50
/** Rows of `terminals list`. */
export const LIST_MAX_DEFAULT = 100
export const LIST_MAX = 100_000

/** Simulated terminals wait this long for the broker before they are switched on. */
export const BROKER_WAIT_MS = 20 * SECOND
export const BROKER_POLL_MS = 50

/** `doctor` asks for a rotation when the last key of a use ends sooner than this. */
export const KEYS_ENDING_DAYS = 30
/** What `keys rotate` and `keys init` take when nothing is said, in days. */
export const KEY_OVERLAP_DAYS = 30
export const KEY_LASTS_DAYS = 730
/** Grants of the demonstration's agents last this long. */
export const DEMO_GRANT_LIFE_MS = 365 * DAY
/** A program has loaded all its parts by then. */
export const COMPILED_AFTER_MS = 4_000
/** After its file changed a sealing key counts as known to every process; each looks at its folder every few seconds. */
export const SEAL_SETTLE_MS = MINUTE
