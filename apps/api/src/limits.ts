import { HOUR, MINUTE, SECOND } from '@budeng/kernel'

/** Bytes of one HTTP body. */
export const BODY_BYTES_MAX = 100 * 1024
/** Bytes of `POST /enrol`. */
export const ENROL_BODY_BYTES_MAX = 16 * 1024
/** How long a client may take for its headers, for a whole request, and between two requests of a connection. */
export const HEADERS_TIMEOUT_MS = 10 * SECOND
export const REQUEST_TIMEOUT_MS = 15 * SECOND
export const KEEP_ALIVE_TIMEOUT_MS = 30 * SECOND
/** How long running requests may take at a stop. */
export const CLOSE_TIMEOUT_MS = 5 * SECOND
/** While it stops, connections are looked at so often: whose answer is given is closed. */
export const CLOSE_IDLE_MS = 20

/** Tokens, depth, aliases and directives of one GraphQL document. */
export const TOKENS_MAX = 2_000
export const DEPTH_MAX = 14
export const ALIASES_MAX = 30
export const DIRECTIVES_MAX = 20
/** Brackets of all kinds within each other: a field of a list of inputs needs three a level of depth. */
export const NESTING_MAX = 64
/** Fields of a document once its fragments are spelled out, literal `first` counted; stops documents that double. */
export const EXPANDED_FIELDS_MAX = 20_000
/** Selections of a document once spelled out, as the executor itself counts them. */
export const SELECTIONS_MAX = 10_000
/** Cost of one operation: 0.1 a field, 1 an object, `first` times for a page, 10 a mutation. */
export const COST_MAX = 5_000
/** Cost that a session may spend in a minute; and that part of it which an address without a session may. */
export const COST_PER_MINUTE = 120_000
export const COST_STRANGER_SHARE = 1 / 40

/** Page sizes. */
export const FIRST_DEFAULT = 20
export const FIRST_MAX = 200
export const FIRST_NESTED_MAX = 50
/** Ids of `nodes(ids:)`. */
export const NODES_MAX = 100
/** A total is counted exactly up to here. */
export const TOTAL_COUNT_MAX = 10_000
/** Characters of a search text, of an opaque cursor, of an idempotency key. */
export const SEARCH_LENGTH_MAX = 64
export const CURSOR_LENGTH_MAX = 512
export const IDEMPOTENCY_KEY_LENGTH_MAX = 128
/** Items of a list in a filter. */
export const FILTER_ITEMS_MAX = 50
/** Events of `Command.timeline`. */
export const TIMELINE_MAX = 100
/** Terminals named as a sample of a selection. */
export const SAMPLE_MAX = 5
/** Organisations named as exceptions from a policy. */
export const POLICY_EXCEPTIONS_MAX = 100
/** Terminals that one wish labels, in one transaction. */
export const LABELLED_AT_ONCE_MAX = 5_000
/** Labels, models or versions that are offered to choose from. */
export const KNOWN_VALUES_MAX = 200
/** Views that one person saves; views that are listed. */
export const VIEWS_OF_PERSON_MAX = 50
export const VIEWS_SHOWN_MAX = 200
/** Mappings of files of terminals that are listed; characters of one as it comes with a file. */
export const MAPPINGS_SHOWN_MAX = 200
export const MAPPING_TEXT_LENGTH_MAX = 2_000
/** Visits of a terminal that are shown; how far ahead a list of due ones looks; most that are counted. */
export const VISITS_SHOWN_MAX = 20
export const DUE_WITHIN_DAYS = 30
/** Headings of a file that are told. */
export const TITLES_SHOWN_MAX = 100
/** "Offline for long" on the overview. */
export const OFFLINE_LONG_MS = HOUR
/** Fleet figures are counted at most this often for one organisation. */
export const COUNTS_FRESH_MS = 2 * SECOND

/** Files that one person takes out: under way at once, shown, and how long one lies there. */
export const EXPORTS_UNDER_WAY_MAX = 5
export const EXPORTS_SHOWN_MAX = 50
export const EXPORT_LIFE_MS = 24 * HOUR
/** Records of a host under one number of a terminal. */
export const HOST_RECORDS_MAX = 20
/** The beginning of a file that is looked at before it is sent: characters, and lines that are shown. */
export const FILE_PREVIEW_CHARACTERS_MAX = 64_000
export const FILE_PREVIEW_LINES_MAX = 50
/** Characters of a name, a title or a word of a CSV mapping, and how many words for types it has. */
export const CSV_TEXT_LENGTH_MAX = 100
export const CSV_TYPES_MAX = 50
/** Business days of one statement, and of the postings of an account; and before the last one, unless it is said. */
export const STATEMENT_DAYS_MAX = 366
export const STATEMENT_DAYS_DEFAULT = 30

/** A session looked up this recently need not be looked up again for a query; mutations always look. */
export const SESSION_FRESH_MS = SECOND
export const SESSIONS_REMEMBERED_MAX = 10_000
/** Password hashes at once (each holds 19 MiB and a thread), and how many may wait. */
export const HASHING_AT_ONCE_MAX = 2
export const HASHING_QUEUE_MAX = 50

/** Characters of what a passkey answers. */
export const PROOF_LENGTH_MAX = 8 * 1024

/** WebSocket: bytes of one message, subscriptions of one socket, sockets of one session, how long to say hello. */
export const SOCKET_MESSAGE_BYTES_MAX = 64 * 1024
export const SUBSCRIPTIONS_MAX = 50
export const SOCKETS_PER_SESSION_MAX = 5
export const SOCKETS_MAX = 2_000
export const SOCKET_INIT_TIMEOUT_MS = 3 * SECOND
export const SOCKET_PING_MS = 30 * SECOND
export const SOCKET_RECHECK_MS = MINUTE
/** Messages that wait for a slow subscriber; beyond, they are dropped and it is told to read anew. */
export const SUBSCRIBER_QUEUE_MAX = 100
/** `terminalChanges` gathers this long. */
export const CHANGES_GATHER_MS = 500
/** A rollout that is followed is looked at this often, as often as the worker counts. */
export const ROLLOUT_TELL_MS = 1_000
/** Changed terminals of one message; more are a resync. */
export const CHANGES_MAX = 200
/** Events that a subscriber may catch up on with `since`; more are a resync. */
export const CATCH_UP_MAX = 2_000
/** Newest events kept in memory per acquirer, so that short gaps need no query. */
export const FEED_REMEMBERED_MAX = 2_000

/** An import: bytes, rows, problems that are told, and letters of a cell beside its problem. Larger files are imported in parts: each is one transaction. */
export const IMPORT_BYTES_MAX = 2 * 1024 * 1024
export const IMPORT_ROWS_MAX = 3_000
export const IMPORT_PROBLEMS_MAX = 500
export const IMPORT_VALUE_LENGTH_MAX = 64
/** Terminals of one read of an export. */
export const REGISTERED_PAGE = 5_000
/** Terminals and organisations of a move that is one transaction of under a second; larger ones are made in chunks. */
export const MOVE_TERMINALS_MAX = 1_000
export const MOVE_ORGANISATIONS_MAX = 1_000
/** Terminals of a move that names them one by one. */
export const TERMINALS_MOVED_MAX = 200
/** People offered as deputies. */
export const DEPUTY_CANDIDATES_MAX = 200
/** Commands that end within the mutation that revokes their grant; the worker ends the others. */
export const GRANT_ENDS_AT_ONCE_MAX = 500

/** Exports of the record: rows of one read, and how many one person may begin in a minute. */
export const EXPORT_PAGE_ROWS = 1_000
export const EXPORTS_PER_MINUTE = 6
/** The record is not sealed any more when events wait longer than this. */
export const SEALER_BEHIND_MS = 30 * SECOND

/** Enrolment: attempts of one address a minute, life of a code. */
export const ENROL_PER_MINUTE = 60
export const ENROLMENT_LIFE_MS = 24 * HOUR

/** Readiness looks at beats no older than storage's own limit, and no longer than this at the database. */
export const READY_TIMEOUT_MS = 2 * SECOND
/** A client that is told OVERLOADED may come back after this. */
export const RETRY_AFTER_MS = 2 * SECOND

/** At its start the API waits this long for a database that starts at the same time, asking this often. */
export const START_PATIENCE_MS = 30 * SECOND
export const START_RETRY_MS = 250

/** `/readyz` names certificates and keys that end within this. */
export const ENDING_SOON_MS = 14 * 24 * 60 * 60 * 1_000

/** Unknown API keys of one address in that many seconds, before it is told to wait; and how often a use is noted. */
export const API_KEY_FAILURES_MAX = 30
export const API_KEY_FAILURES_SEC = 15 * 60
export const API_KEY_TOUCH_MS = MINUTE

/** Where identity providers send people back to. */
export const CALLBACK_PATH = '/sso/callback'
/** A provider's answer: how long it may take, its bytes, and how far its clock may be off. */
export const PROVIDER_TIMEOUT_SEC = 5
export const PROVIDER_ANSWER_BYTES_MAX = 256 * 1024
export const PROVIDER_CLOCK_TOLERANCE_SEC = 60
/** How long a provider's description is used, and how long it is not asked again when it did not answer. */
export const PROVIDER_METADATA_KEPT_MS = 10 * MINUTE
export const PROVIDER_FAILURE_KEPT_MS = 2 * SECOND
/** Providers that one domain of addresses may name, and links of a provider that are listed. */
export const PROVIDERS_OF_DOMAIN_MAX = 5
export const IDENTITIES_MAX = 200

/** Files of acquirers: bytes of one and of a line, characters of its name, how many are received at once, and how long one may take. */
export const FILE_BYTES_MAX = 512 * 1024 * 1024
export const FILE_LINE_BYTES_MAX = 4_096
/** A line of a terminal's log: what stands behind is not kept. */
export const LOG_LINE_BYTES_MAX = 64 * 1024
export const FILE_NAME_LENGTH_MAX = 200
export const FILES_AT_ONCE_MAX = 2
/** Attachments that are received at once, and bytes that one may unfold into. */
export const EVIDENCE_AT_ONCE_MAX = 4
export const EVIDENCE_UNFOLDED_MAX = 32 * 1024 * 1024
/** Folded pieces of one document that are looked into. */
export const EVIDENCE_PIECES_MAX = 5_000
/** Photographs of one work order. */
export const PHOTOS_PER_ORDER_MAX = 12
export const FILE_TIMEOUT_MS = 15 * MINUTE

/** Members that a correction may give, whatever its kind; and corrections that wait for somebody, counted up to this. */
export const CORRECTION_FIELDS_MAX = 40
export const INBOX_COUNT_MAX = 100
/** Days without a file that are shown at once. */
export const MISSING_FILES_SHOWN_MAX = 100
/** Business days of a schedule of files that are shown, unless said and at most. */
export const FILE_DAYS_SHOWN = 14
export const FILE_DAYS_SHOWN_MAX = 62
/** Suppressions of rules that are shown. */
export const SUPPRESSIONS_SHOWN_MAX = 200
/** Rows of one file of corrections: more than one person may hand in on a day are never needed. */
export const BULK_CORRECTIONS_MAX = 200

/** Stops that one answer lists. */
export const STOPS_MAX = 50
/** Stretches of quiet that one answer lists, and people to whom something may be handed over. */
export const MUTES_MAX = 100
export const HANDS_MAX = 200
/** Watch windows that one answer lists. */
export const WATCH_WINDOWS_MAX = 50
/** Parts of terminals' files that are taken at once, and wrong addresses of files that one network address may try. */
export const TERMINAL_FILES_AT_ONCE_MAX = 32
export const FILE_MISSES_PER_MINUTE = 60

/** Packages of software that are listed: the newest. */
export const SOFTWARE_PACKAGES_MAX = 200
/** Destinations of notifications that one answer lists, the last messages of each, and what each tells one by one. */
export const NOTIFICATION_DESTINATIONS_MAX = 100
export const NOTIFICATION_DELIVERIES_MAX = 20
export const NOTIFICATION_ITEMS_MAX = 20
