import { DAY, HOUR, MINUTE, SECOND } from '@budeng/kernel'

/** A running recovery is looked at this often; a work order that it leaves is due by then. */
export const RECOVERY_LOOK_MS = 2 * SECOND
export const RECOVERY_PUT_OFF_MS = MINUTE
export const WORK_ORDER_DUE_MS = 2 * DAY
/** So long before a correction lapses its desk is told: a working day is left. */
export const CORRECTION_LAPSE_WARNING_MS = 12 * HOUR

/** Connections of one process's pool, unless it says otherwise. */
export const POOL_MAX = 8
/** A statement of gateway or worker is prepared from this time on; so many texts are told apart in one process. */
export const STATEMENT_PREPARED_AFTER = 5
export const STATEMENT_TEXTS_MAX = 1_000
/** How long a caller waits for a connection (or for the server) before it is a fault. */
export const CONNECT_TIMEOUT_MS = 10 * SECOND
/** A read that takes longer is cut off. */
export const READ_TIMEOUT_MS = 2 * SECOND
/** One statement of a write transaction; a bulk of 5,000 commands stays far below. */
export const WRITE_STATEMENT_TIMEOUT_MS = 5 * SECOND
/** A transaction in which nobody speaks is ended by the server. */
export const IDLE_TRANSACTION_TIMEOUT_MS = 5 * SECOND
/** Longer write transactions are logged: they delay the feed. */
export const WRITE_SLOW_MS = SECOND
/** Attempts of one write after a deadlock or a serialization failure, and the wait between them. */
export const WRITE_ATTEMPTS_MAX = 5
export const WRITE_RETRY_MS = 20

/** Events that one tick of the sequencer places. */
export const SEQUENCE_BATCH_MAX = 5_000
/** The sequencer looks this often while events come, and this often after a quiet time. */
export const SEQUENCER_TICK_MS = 8
export const SEQUENCER_REST_TICK_MS = 25
export const SEQUENCER_REST_AFTER_MS = 3 * SECOND
/** Events of one page of the feed. */
export const FEED_PAGE_MAX = 1_000
/** Positions of the feed that one answer looks at, however few of them the reader may see. */
export const FEED_STRETCH_MAX = 5_000
/** Besides the bell, readers look this often: a lost notification costs at most that. */
export const FEED_POLL_MS = SECOND

/** Waits before the first, second, … attempt to reconnect; the last one repeats. */
export const RECONNECT_DELAYS_MS = [50, 100, 250, 500, SECOND, 2 * SECOND] as const

/**
 * Commands of an action on many that one transaction makes, approves or denies: 5,000 at once took 3.5 s, and no write may
 * take a second.
 */
export const BULK_CHUNK = 400

/** A running rollout is looked at this often; one that stands still or is over, but waits for results, this often. */
export const ROLLOUT_LOOK_MS = SECOND
export const ROLLOUT_REST_LOOK_MS = 5 * SECOND
/** Members that one transaction writes down, counts, puts back, or looks through for those whose window is open. */
export const ROLLOUT_FREEZE_CHUNK = 1_000
export const ROLLOUT_COUNT_CHUNK = 500
/** Commands that one transaction makes, or takes back: each costs locks and events. */
export const ROLLOUT_COMMANDS_CHUNK = 50
/** Members of which is counted whether they hold what is wished for them. */
export const ROLLOUT_DRIFT_COUNTED_MAX = 10_000
/** Chunks that are counted in one go before anything else is done. */
export const ROLLOUT_COUNTS_AT_ONCE = 20
/** Steps that one look takes before the next rollout has its turn. */
export const ROLLOUT_ACTS_AT_ONCE = 20
/** A rollout that met a fault is looked at again after this, and its agent's budget when it was spent. */
export const ROLLOUT_PUT_OFF_MS = MINUTE
/** Approvals are compared over slots of this length, so long after their end, of so many members at once. */
export const ROLLOUT_TRAFFIC_SLOT_MS = 10 * MINUTE
export const ROLLOUT_TRAFFIC_SETTLED_MS = 2 * MINUTE
export const ROLLOUT_TRAFFIC_CHUNK = 200

/** So many terminals, or organisations, that a text finds are taken together and ordered; more are met by walking the list. */
export const TERMINALS_FOUND_MAX = 5_000
export const NODES_FOUND_MAX = 1_000

/** Rows of one unnest statement: bounds the size of one message to the server. */
export const UNNEST_ROWS_MAX = 1_000

/** An answer is kept this long for a repeated idempotency key. */
export const IDEMPOTENCY_LIFE_MS = 24 * HOUR
/** A process that has not beaten for this long is taken for dead. */
export const PROCESS_SILENT_MS = 5 * SECOND
/** Rows of dead processes are kept this long, for people who look. */
export const PROCESS_ROW_LIFE_MS = 10 * MINUTE
/** A command that stays due although a tick changed nothing is looked at again after this, not at once. */
export const LOOK_AGAIN_MS = 250
/** How often a process that stands by asks whether it may lead. */
export const LEADER_POLL_MS = 500

/** Partitions of events are made for this month and so many to come. */
export const EVENT_MONTHS_AHEAD = 2
/** Events are kept for this many whole months; the database itself refuses to remove younger than 12. */
export const EVENT_MONTHS_KEPT = 24
/**
 * So long after their account ended people are forgotten by name: three years, as claims lapse (民法典 188), and longer than
 * any event is kept that holds a name or an address of theirs.
 */
export const FORMER_PEOPLE_KEPT_MS = 3 * 365 * DAY
/** Events of one block when the log is verified, and blocks that are read at once. */
export const VERIFY_BLOCK = 4_096
export const VERIFY_LANES = 4
/** Waiting commands that end within a move; the worker ends the others. */
export const MOVED_ENDS_AT_ONCE_MAX = 500
/** Alerts that a figure counts: what is beyond is many. */
export const ALERTS_COUNTED_MAX = 500
/** Recoveries that wait for a person are counted up to here. */
export const RECOVERIES_COUNTED_MAX = 500
/** Rollouts that a rule holds are counted up to here. */
export const ROLLOUTS_COUNTED_MAX = 500
/** Due visits are counted up to here. */
export const VISITS_COUNTED_MAX = 1_000
/** Approvals of one kind are counted up to here; more than that nobody decides in a day. */
export const APPROVALS_COUNTED_MAX = 1_000
/** Accounts of one e-mail address that a login looks at: each costs a password hash. */
export const ACCOUNTS_OF_EMAIL_MAX = 4

/** Ledger entries of one statement; their numbers are one block. It stands in numbers for ever. */
export const LEDGER_BLOCK = 1_024
/** Blocks that one turn adds to the balances. */
export const LEDGER_FOLD_BLOCKS = 64
/** Balances of a closed day that one transaction makes final. */
export const LEDGER_SEAL_ROWS = 5_000
/** A payout looks so many days back for what is not cleared yet, and for what was cleared late. */
export const PAYOUT_DAYS_BACK = 62
/** Partitions of postings are made for this month and so many to come. */
export const LEDGER_MONTHS_AHEAD = 2
/** Postings older than this lie in the archive: an entry of then can not be taken back any more. */
export const LEDGER_MONTHS_KEPT = 120

/** Lines of transactions that one page of a narrowed list looks at: neighbours on disk, or each on a page of its own. */
export const LINES_EXAMINED_DENSE_MAX = 4_000
export const LINES_EXAMINED_MAX = 300
/** Newest events that are looked through for one that has a place: the others were written a moment ago. */
export const UNPLACED_PAGE = 20
/** An event is written after what it tells, by clocks that differ a little; long after, when a worker was down meanwhile. */
export const WRITTEN_BEFORE_MS = HOUR
export const WRITTEN_AFTER_MS = 31 * DAY

/** Partitions of transactions' lines are made for this month and so many to come. */
export const RECORD_MONTHS_AHEAD = 2
/** Bodies of records stay with them this long after their batch was closed; then they are in its archive. */
export const JOURNAL_BODIES_KEPT_MS = 180 * DAY
/** Sealed boxes that one transaction seals anew. */
export const RESEAL_ROWS = 500

/** Of one payment, terminal and host have told this long after it; clocks of the two are so far apart at most. */
export const HOST_DUE_MS = 2 * MINUTE
export const HOST_CLOCKS_MS = 5 * MINUTE
/** What one side has not told after this, it will not tell. */
export const HOST_GIVEN_UP_MS = 3 * DAY
/** A transaction is looked for at the host so long after its row was made: all that were begun before are committed. */
export const OWN_SETTLED_MS = 15 * SECOND
/** What a host decided is expected here only after this: most records have come by then. */
export const STRANGER_NOTED_MS = MINUTE
/** Ids of findings that one event names; it counts them all. */
export const FINDINGS_NAMED_MAX = 10
/** Partitions of lines of acquirers' files are made for this month and so many to come. */
export const FILE_MONTHS_AHEAD = 2
/** Lines of files older than this are removed. */
export const FILE_MONTHS_KEPT = 24
/** Files of one thing are so many days apart at most: a line may be a week from its record, another one a week the other way. */
export const FILE_DAYS_APART_MAX = 14
/** Terminals that one chunk of a move takes along, organisations of one chunk, and those it looks at. */
export const MOVE_CHUNK_TERMINALS = 500
export const MOVE_CHUNK_NODES = 500

/** Transactions of a case that are shown side by side, and what one witness has of each. */
export const CASE_PLACES_MAX = 50
export const SIDE_ROWS_MAX = 20
/** Transactions that one turn of the lab looks at, and causes that it remembers of each version. */
export const LAB_TRANSACTIONS = 400
export const LAB_CAUSES_MAX = 20_000
/** Causes that a report names; it counts them all. */
export const LAB_CAUSES_NAMED_MAX = 100
/** Corrections that are drafted of one case. */
export const PROPOSALS_OF_CASE_MAX = 50
/** Terminals that one look takes, records and transactions of each; what is beyond is looked at with the next. */
export const LOOK_TERMINALS_MAX = 32
export const LOOK_RECORDS_MAX = 200
export const LOOK_PLACES_MAX = 400
/** Transactions elsewhere with the same tap or charge that one look takes in, and lines of files without a transaction. */
export const LOOK_MATES_MAX = 500
export const LOOK_LINES_MAX = 500
/** Newest records of a terminal by which its clock and its devices are judged; sign-ons that are looked back at; incidents. */
export const LOOK_SAMPLES = 20
export const LOOK_SIGN_ONS = 20
/** Numbers of a terminal without a journal that are looked at for holes: those of some days. */
export const LOOK_NUMBERS = 200
export const LOOK_INCIDENTS_MAX = 50
/** Batches of a terminal whose totals are looked at. */
export const LOOK_BATCHES = 5
/** Hits of one case that are kept in it; what is beyond is counted only. */
export const CASE_HITS_MAX = 500
/** Corrections of an acquirer that the watch over the desk looks at. */
export const DESK_ENTRIES_MAX = 5_000
/** What is not decided yet is looked at again after this, for so long. */
export const LOOK_AGAIN_LATER_MS = 10 * MINUTE
export const LOOK_WAITS_MS = 4 * DAY
/** Keys of taps are kept as long as a tap is compared; counts of declines and reversals for so many days. */
export const DETECTION_KEYS_KEPT_MS = 31 * DAY
export const DETECTION_WINDOWS_KEPT_MS = 15 * DAY

/** Open differences that one month's report names; its figures count them all. */
export const MONTH_END_LINES_MAX = 500

/** Pieces of evidence of one source that are offered for a correction. */
export const WITNESSES_MAX = 20

/** Journals, and leaves of one, that are read at once when a restored database is reckoned again. */
export const PROVEN_JOURNALS_AT_ONCE = 500
export const LEAVES_AT_ONCE = 10_000
