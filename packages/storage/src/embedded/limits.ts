/** How long a server may take until it answers, crash recovery of a full write-ahead log included. */
export const READY_TIMEOUT_MS = 5 * 60_000

/** How often the server's own status line is looked at while it starts or stops. */
export const STATUS_POLL_MS = 10

/** A fast shutdown rolls open transactions back and writes a checkpoint; after this long it is cut short. */
export const SHUTDOWN_TIMEOUT_MS = 20_000

/** An immediate shutdown only ends processes; after this long the server is killed. */
export const IMMEDIATE_SHUTDOWN_TIMEOUT_MS = 5_000

/** Waits before the first, second, … restart of a server that died; the last one repeats. */
export const RESTART_DELAYS_MS = [50, 100, 250, 500, 1_000] as const

/** A server that ran this long was healthy: the next restart begins with the shortest wait again. */
export const HEALTHY_AFTER_MS = 5_000

/** A free port can be taken by somebody else before the server binds it. */
export const PORT_ATTEMPTS_MAX = 5

/** Lines of the server's log that are kept to explain a failed start. */
export const LOG_TAIL_LINES_MAX = 20

/** Client connections of all processes and pools together. */
export const CONNECTIONS_MAX = 200

/** Longest path of a unix socket on Linux and macOS, less the terminating zero of the shorter one (macOS). */
export const SOCKET_PATH_BYTES_MAX = 103

/** Memory in which the server keeps pages: a share of the machine between these. */
export const SHARED_BUFFERS_MIN_MB = 128
export const SHARED_BUFFERS_MAX_MB = 1_024
