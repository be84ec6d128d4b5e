import { MINUTE, SECOND } from '@budeng/kernel'

/** Terminals that speak at once when messages are counted. */
export const CONNECTIONS = 1_000
/** Size of a report and of a heartbeat, tag included; a few bytes more or less by the digits of its numbers. */
export const MESSAGE_BYTES = 250

/** Runs of everything, each peer in turn; what is told is their median. */
export const RUNS_DEFAULT = 5
/** How long each peer is under load in one run. */
export const SECONDS_DEFAULT = 5
/** Load before the first run, so that no peer is measured cold. */
export const WARM_UP_SECONDS = 2

/** Frames prepared before a run, for each connection and second of it; beyond, ours are made on the way. */
export const FRAMES_PER_CONNECTION_SECOND = 20
/** The newest heartbeat of a terminal must be stored after this long. */
export const FRESH_MS = SECOND
/** How often rows are looked at while heartbeats come. */
export const FRESHNESS_LOOK_MS = 500

/** Connected terminals of the small and of the large fleet that commands are sent to. */
export const CLICK_FLEETS = [1_000, 10_000] as const
/** Commands asked for one after the other in one run. */
export const CLICKS_PER_RUN = 60
/** Round trips and commits measured in one run. */
export const ROUND_TRIPS_PER_RUN = 300
export const COMMITS_PER_RUN = 100
export const BELLS_PER_RUN = 50
/** Re-logins of one run, each of another terminal. */
export const RELOGINS_PER_RUN = 8
/** A command that is not final by then is a fault of the house. */
export const CLICK_TIMEOUT_MS = 30 * SECOND

/** Terminals of the small and of the large fleet that lists are read of. */
export const LIST_FLEETS = [1_000, 100_000] as const
export const PAGE_ROWS = 50
/** Requests of one case and peer in one run. */
export const PAGES_PER_RUN = 100
/** Rows of one transaction when fleets are made. */
export const SEED_SLICE = 4_000

/** Idle connections whose memory is weighed, and those that are opened before, so that code and pools are there. */
export const IDLE_CONNECTIONS = 5_000
export const IDLE_WARM_UP = 200
/** How long a process settles before its memory is read. */
export const SETTLE_MS = 3 * SECOND

/** Terminals over which the cost of audit and tenancy is measured, and how often one run does each. */
export const TRUST_TERMINALS = 2_000
export const TRUST_MUTATIONS_PER_RUN = 200
export const TRUST_PAGES_PER_RUN = 200

/** Terminals whose records are booked; records of one message, of one transaction and of one run, as a gateway has them. */
export const JOURNAL_TERMINALS = 500
export const JOURNAL_MESSAGE_RECORDS = 60
export const JOURNAL_RECORDS_PER_TRANSACTION = 1_500
export const JOURNAL_RECORDS_PER_RUN = 30_000
export const JOURNAL_SINGLE_RECORDS_PER_RUN = 1_000
/** Transactions of journals under way at once. */
export const JOURNAL_LANES = 4

/** Journals that are compared: how long, and in how many records they differ. */
export const COMPARED_RECORDS = [500, 999] as const
export const COMPARED_DIFFERENCES = [0, 1, 8] as const

/** Lines of acquirers' files that are imported: before any is measured, in each run, and of the largest, once. */
export const FILE_WARM_UP_LINES = 20_000
export const FILE_LINES = 200_000
export const FILE_LARGE_LINES = 1_000_000
/** Lines of them that are made at once, and how long the import of one may take. */
export const FILE_SLICE_LINES = 10_000
export const FILE_TIMEOUT_MS = 8 * MINUTE
export const FILE_POLL_MS = 20

/** Transactions of the small and of the large list of the explorer. */
export const EXPLORER_SIZES = [10_000, 10_000_000] as const

export const KEEPALIVE_SEC = 600
/** Connections opened at once. */
export const CONNECTS_AT_ONCE = 100
/** One loopback address has some 28,000 ports. */
export const LOOPBACK_ADDRESSES = 8

/** How long a server may take to open its port, and the whole house to be ready. */
export const SERVER_READY_MS = 30 * SECOND
export const HOUSE_READY_MS = 5 * MINUTE
export const READY_POLL_MS = 50
/** A server that does not end after it was asked to is killed. */
export const STOP_TIMEOUT_MS = 15 * SECOND

/** Corrections that one run posts, how many of them one person writes (a day has its cap), and how many a house is timed by. */
export const CORRECTED_PER_RUN = 150
export const CORRECTIONS_PER_MAKER = 40
export const CORRECTIONS_TIMED = 30
export const CORRECTIONS_APART_MS = 1_000
export const CORRECTION_HOUSE_TERMINALS = 100
export const CORRECTIONS_PROVEN_MS = 2 * MINUTE
/** By then so many terminals have a sale of which both sides have told all. */
export const SALES_SETTLED_MS = 5 * MINUTE

/** Terminals at which rules look, and records that each of them sends between two looks. */
export const DETECTION_TERMINALS = 200
export const DETECTION_MESSAGE_RECORDS = 40

/** Terminals of the small and of the large fleet of which pages are diagnosed. */
export const DIAGNOSED_FLEETS = [1_000, 50_000] as const

/** Terminals of one rollout, and of the house that has them: one in ten is of another acquirer. */
export const ROLLED_OUT = 10_000
export const ROLLOUT_OTHERS_SHARE = 0.1
/** The cohort may lack so many of them: a terminal may be away for a moment. */
export const ROLLOUT_LACKING_SHARE = 0.01
export const ROLLOUT_TIMEOUT_MS = 20 * MINUTE
export const ROLLOUT_LOOK_MS = 500
/** Clients that publish at once when the bare broker fans out. */
export const FAN_OUT_PUBLISHERS = 50

/** Terminals of the small and of the large fleet whose presence is measured. */
export const PRESENT_FLEETS = [10_000, 50_000] as const
/** Files that a process opens besides its connections. */
export const FILES_BESIDE = 1_000
/** Five times the usual pace: each terminal beats once, evenly over this time. */
export const BEAT_ONCE_MS = 12 * SECOND
/** A terminal under overload has its next heartbeat after this, so beats of all at once are no closer. */
export const WAVES_APART_MS = 15 * SECOND
/** What is not stored by then is told as missing. */
export const WAVE_TIMEOUT_MS = MINUTE
/** How often rows are looked at while a wave comes, and after it. */
export const AGES_LOOK_MS = 500
export const AGES_SETTLING_LOOK_MS = 10
/** Writes of a wave before the generator lets its answers in. */
export const WAVE_SLICE = 500
