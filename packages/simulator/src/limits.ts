import { SECOND } from '@budeng/kernel'

/** Largest body that the simulated host reads. */
export const HOST_BODY_BYTES_MAX = 4 * 1024
/** Screens that one look answers. */
export const SCREENS_SHOWN_MAX = 200
/** Scripted answers that one terminal may have waiting at the host. */
export const HOST_SCRIPT_MAX = 100
/** Longest delay of an answer that a script may ask for. */
export const HOST_DELAY_MAX_MS = 60 * SECOND

/** Resolution of the shared timer wheel, and its slots: one round takes about 20 s. */
export const WHEEL_TICK_MS = 20
export const WHEEL_SLOTS = 1_024

/** MQTT keep-alive of a simulated terminal, and the wait for CONNACK and SUBACK. */
export const KEEPALIVE_SEC = 60
export const CONNECT_TIMEOUT_MS = 15 * SECOND
/** Connections opened at once; the others wait their turn, so that thousands do not time out together. */
export const CONNECTS_AT_ONCE_MAX = 200

/** The file of all disks is written anew when it is larger than this and several times its own packed size. */
export const DISK_PACK_BYTES = 16 * 1024 * 1024
export const DISK_PACK_RATIO = 4

/** Requests that all terminals together have at the host at once. */
export const HOST_REQUESTS_AT_ONCE_MAX = 64
/** Heartbeats of a fleet that was switched on together drift apart by this part of their interval. */
export const JITTER_SHARE = 0.1
/** Delays shorter than this are exact. */
export const JITTER_FROM_MS = 5 * SECOND

/** Heartbeat interval that the certification sets: short, so that three of them are soon seen. */
export const BENCH_INTERVAL_SEC = 2
/** A terminal must be back this long after a loss, in a certification. */
export const RECONNECT_WAIT_MS = 70 * SECOND
/** How long the bench listens for what must not come. */
export const SILENCE_MS = 1_500
/** How long a terminal has to say what it makes of a command whose window is not open. */
export const WINDOW_ANSWER_MS = 10 * SECOND
/** How long a terminal has to enrol after the code was shown, and to connect after that. */
export const CERTIFY_START_MS = 15 * 60 * SECOND
/** What a busy machine may add to any of it. */
export const SLACK_MS = 1_000

/** Largest MQTT frame that a simulated terminal takes: a downward message has at most 8 KiB. */
export const FRAME_BYTES_MAX = 64 * 1024

/** A simulated terminal whose first sign-on nobody answered tries again this much later, and so often in all. */
export const SIGN_ON_RETRY_MS = 30 * SECOND
export const SIGN_ON_TRIES_MAX = 10

/** Largest ISO 8583 frame that host and terminals take, its two bytes of length aside. */
export const ISO_FRAME_BYTES_MAX = 2 * 1024
/** Connections that the host's ISO 8583 port holds at once; a terminal keeps one while it waits for an answer. */
export const ISO_CONNECTIONS_MAX = 2_000
/** Lines to it that all terminals of one process share. */
export const ISO_LINES = 4
/** A connection on which nothing arrived for this long is dropped, and so is one that does not take its answers. */
export const ISO_IDLE_MS = 5 * 60 * SECOND
export const ISO_UNSENT_BYTES_MAX = 64 * 1024

/** Batches of one terminal that the host remembers transaction by transaction; all older facts stay in its log. */
export const BATCHES_REMEMBERED = 3
/** Most that a completion may take of its pre-authorisation, in hundredths. */
export const COMPLETION_MAX_PERCENT = 115n
/** The host's day: hours ahead of UTC, and the hour from which a transaction is settled with the next day. */
export const HOST_ZONE_HOURS = 8
export const HOST_CUT_OFF_HOUR = 23
/** How late a late answer of the host is. */
export const LATE_ANSWER_MS = 30 * SECOND
/** Facts that one question to the host answers at most, and that it looks through for them. */
export const TRUTH_PAGE_DEFAULT = 500
export const TRUTH_PAGE_MAX = 5_000
export const TRUTH_LOOKED_AT_MAX = 50_000

/** Cards that come to one shop again and again. */
export const CARDS_OF_A_SHOP = 400
/** The batch is closed within this after the shop; one that is always open does it from this hour on. */
export const CLOSE_AFTER_HOURS_MS = 40 * 60 * SECOND
export const NIGHT_CLOSE_HOUR = 3
/** No two customers within this: a cashier has two hands. */
export const TILL_GAP_MS = 5 * SECOND
/** A customer who was not served after this has left. */
export const CASHIER_LATE_MS = 60 * 60 * SECOND
/** How often a cashier tries when the till is busy. */
export const CASHIER_TRIES_MAX = 4
/** A settlement that did not go through is tried again. */
export const SETTLE_RETRY_MS = 5 * 60 * SECOND
export const SETTLE_TRIES_MAX = 12

/** In a rush: how often a cashier looks whether the platform has caught up, and how soon a settlement is tried again. */
export const RUSH_LOOK_MS = 500
export const RUSH_SETTLE_RETRY_MS = 5 * SECOND
/** Records of one terminal that wait for the platform before its cashier waits too. */
export const RUSH_WAITING_MAX = 50
/** In a rush terminals send in bulk, as after a day without a line: so many records at once, or those of so long. */
export const RUSH_GATHERED_RECORDS = 20
export const RUSH_GATHERED_MS = 20 * SECOND
