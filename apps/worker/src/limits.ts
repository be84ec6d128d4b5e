import { DISPATCH_PER_SECOND } from '@budeng/fleet'
import { HOUR, MINUTE, SECOND } from '@budeng/kernel'

/** Commands at work that one turn looks at; it only decides about them. */
export const AT_WORK_MAX = 500
/** Commands that one turn may sign. */
export const SIGNED_MAX = 200
/** Signatures a second, all commands together; what a person waits for may use up the reserve besides. */
export const SIGNATURES_PER_SECOND = DISPATCH_PER_SECOND
export const SIGNATURES_RESERVE = 200
/** A turn that was held back by the rate comes again after this. */
export const HELD_BACK_MS = 50
/** The dispatcher looks this often without being rung. */
export const DISPATCH_POLL_MS = SECOND
/** Turns never follow each other faster than this, so that a slow database is not asked without end. */
export const TURN_GAP_MS = 2

/** The host must answer within this. */
export const HOST_TIMEOUT_MS = 2 * SECOND
/** Questions to the host under way at once, and waiting; more are asked with the next look. */
export const HOST_QUESTIONS_MAX = 16
export const HOST_WAITING_MAX = 5_000
/** Answers of the host that are stored in one transaction. */
export const ANSWERS_MAX = 200

/** Waits after the first, second, … failed turn of a loop; the last one repeats. */
export const FAULT_DELAYS_MS = [50, 100, 250, 500, SECOND, 2 * SECOND] as const

/** How often the process says that it lives, in real time. */
export const BEAT_MS = SECOND
/** How often gateways are looked after, in real time, and how long a silence must last beside our own eyes. */
export const GATEWAYS_LOOK_MS = SECOND
export const GATEWAY_SILENCE_SEEN_MS = 4 * SECOND
/** Watch windows that are opened or ended in one go: each report counts what happened below its node. */
export const WATCH_AT_ONCE_MAX = 2
/** How often stops are looked for whose commands have not been told. */
export const STOPS_LOOK_MS = SECOND
/** How often running recoveries are looked at, and how many in one go. */
export const RECOVERIES_LOOK_MS = SECOND
export const RECOVERIES_AT_ONCE_MAX = 50
/** How often rollouts are looked for that are due, in real time, and how many in one go. */
export const ROLLOUTS_LOOK_MS = 500
export const ROLLOUTS_AT_ONCE_MAX = 10
/** How often a round of what could go by itself begins, in platform time; terminals of a page, and recoveries begun of it. */
export const AUTOMATIC_LOOK_MS = 5 * SECOND
export const AUTOMATIC_PAGE = 100
export const AUTOMATIC_BEGUN_MAX = 50
/** Real milliseconds between two looks at platform time, when a factor makes it run. */
export const SWEEP_FASTEST_MS = 100
/** How often actions on many are looked for whose commands are still to be made, in real time. */
export const BULKS_LOOK_MS = 250
/** Actions of which the next one gets a chunk when those before it cannot go on. */
export const BULKS_TRIED_MAX = 5
/** How often corrections are looked for that are to be posted or closed, in real time, and how many are posted in one go. */
export const CORRECTIONS_LOOK_MS = 250
export const CORRECTIONS_POSTED_MAX = 100
/** How often moves are looked for that go on in chunks; a chunk leaves others this much time; and no session is older than that. */
export const MOVES_LOOK_MS = 500
export const MOVE_PAUSE_MS = 20
export const MOVE_SETTLE_MS = 2 * SECOND
/** How often presence and lapsed approvals are looked after, in platform time. */
export const SWEEP_MS = 5 * SECOND
/** Rows that one sweep changes. */
export const SWEEP_ROWS_MAX = 500
/** How often rows past their life are removed, in real time, and how many of a table at once. */
export const RETENTION_MS = MINUTE
export const RETENTION_ROWS_MAX = 1_000

/** How often events are sealed, in real time: what is younger is the unsealed tail. */
export const SEAL_MS = 3 * SECOND
/** Events that one transaction seals. */
export const SEAL_EVENTS_MAX = 5_000
/** How often months of events are made ahead and past ones removed, in real time. */
export const MONTHS_MS = MINUTE

/** A database that is not there yet at the start is waited for this long. */
export const START_PATIENCE_MS = MINUTE

/** How often new postings are added to the balances, in real time: until then they are the tail that readers add up. */
export const LEDGER_FOLD_MS = 500
/** How often business days are looked at, in platform time; with a faster clock not more often than this in real time. */
export const LEDGER_DAYS_MS = MINUTE
export const LEDGER_DAYS_FASTEST_MS = 250
/** A business day stays open so long after midnight in its acquirer's zone, for what comes late. */
export const LEDGER_CLOSE_GRACE_MS = 6 * HOUR

/** How often payouts are looked for whose transactions are still to be told, in real time, and how many are told at once. */
export const PAYOUTS_LOOK_MS = SECOND
export const PAYOUT_TOLD_ROWS = 1_000

/** What hosts decided is fetched so many at once, so often in real time, and waited for this long. */
export const HOST_TRUTH_FACTS = 1_000
export const HOST_TRUTH_MS = 2 * SECOND
export const HOST_TRUTH_TIMEOUT_MS = 5 * SECOND

/** Bytes of a file that one transaction takes in, and how often new files are looked for, in real time. */
export const IMPORT_PIECE_BYTES = 512 * 1024
export const IMPORTS_LOOK_MS = SECOND

/** Rows that one turn adds to a file that somebody takes out; how often such wishes are looked for; ended files a turn. */
export const EXPORT_PAGE_ROWS = 1_000
export const EXPORTS_LOOK_MS = SECOND
export const EXPORTS_ENDED_MAX = 50

/** Transactions or lines that one turn of matching looks at; how often days are looked over, in real time; days back. */
export const MATCH_ROWS = 1_000
export const MATCH_LOOK_MS = 5 * SECOND
export const MATCH_DAYS_BACK = 10

/** How often closed batches are looked for that their transactions do not know of, and old ones whose bodies go. */
export const BATCHES_LOOK_MS = 500
export const ARCHIVE_LOOK_MS = MINUTE

/** Facts of a host, or transactions, that one transaction holds against each other; how often, in real time. */
export const HOST_MATCH_ROWS = 400
export const HOST_MATCH_MS = SECOND
/** How often what is expected or late is looked at again, in real time. */
export const HOST_MATCH_AGAIN_MS = 15 * SECOND

/** How often terminals are looked for at which something happened, in real time; host's facts and file notes of one page. */
export const DETECTION_MS = 500
export const DETECTION_NOTICE_ROWS = 1_000
/** The longest rest between two looks while there is more to look at. */
export const DETECTION_REST_MAX_MS = 2 * SECOND
/** Terminals of a page when a day is looked at whole; how often days and desks are looked for, in platform time. */
export const DETECTION_DAY_TERMINALS = 500
export const DETECTION_DAYS_MS = 5 * MINUTE
export const DETECTION_DAYS_FASTEST_MS = 500
/** So long after its end a business day is looked at whole: what comes late is there, and files of that day may be. */
export const DETECTION_DAY_AFTER_MS = 6 * HOUR
/** How often cases are looked for of which a correction is to be drafted, how many at once; and reports that are asked for. */
export const PROPOSALS_LOOK_MS = 500
export const PROPOSALS_MAX = 50
export const LAB_LOOK_MS = SECOND
/** How often alerts are judged, in platform time, and not more often than this in real time; events and dates a turn. */
export const ALERTS_LOOK_MS = SECOND
export const ALERTS_FASTEST_MS = 100
export const ALERT_EVENTS_MAX = 500
/** How often history is added up, in platform time; terminals in one transaction. */
export const HISTORY_LOOK_MS = 30 * SECOND
export const HISTORY_TERMINALS_MAX = 500

/** Files of terminals that are thrown away in one look. */
export const TERMINAL_FILES_ERASED_MAX = 50
/** How often the record is read on for those who want to be told, in real time; positions of one turn. */
export const NOTIFICATIONS_LOOK_MS = 500
export const NOTIFICATION_EVENTS_MAX = 2_000
/** How often it is looked for what nobody took on in time, in platform time; of a kind in one go. */
export const OVERDUE_LOOK_MS = 5 * SECOND
export const OVERDUE_MAX = 500
/** How often messages are looked for that are to go, in real time; messages on their way at once. */
export const MESSAGES_LOOK_MS = 500
export const MESSAGES_AT_ONCE_MAX = 8
/** So long a message may take in all; and so long after that somebody else sends it. */
export const MESSAGE_TIMEOUT_MS = 10 * SECOND
export const MESSAGE_LEASE_MS = MINUTE
/** Bytes of an answer that are read, and characters of it that are kept. */
export const ANSWER_BYTES_MAX = 64 * 1024
export const ANSWER_NOTE_MAX = 200
/** How often it is looked whether a backup is due, in real time; one that somebody else makes is waited for so long. */
export const BACKUP_LOOK_MS = 10 * SECOND
