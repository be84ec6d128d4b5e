import { readFileSync } from 'node:fs'
import { UP_BYTES_MAX } from '@budeng/protocol'

/** Every bound of the gateway. Lengths of time are real milliseconds unless the name says otherwise. */
export const GATEWAY_LIMITS = {
  /** Largest frame before CONNACK: strangers get no more memory than this. */
  connectFrameBytesMax: 4 * 1024,
  /** Largest frame after CONNACK: the largest message, its topic and its head. */
  frameBytesMax: UP_BYTES_MAX + 1024,
  /** A socket that sent no CONNECT by then is closed. */
  connectTimeoutMs: 5_000,
  /** A terminal that stopped reading is dropped after this, so that it cannot hold back others. */
  drainTimeoutMs: 3_000,
  /** Bytes waiting in a terminal's socket; with more nothing is published and the connection is dropped. */
  socketBufferBytesMax: 64 * 1024,
  /** No call of the broker waits longer for us. */
  hookTimeoutMs: 30_000,
  /** Keep-alive that a terminal may ask for, in seconds. Zero would let half-open sockets live for ever. */
  keepaliveSecMin: 1,
  keepaliveSecMax: 1_200,

  /** Sockets in all. */
  socketsMax: openFilesMax() - 500,
  /** Sockets that have not logged in yet: in all, and from one address. */
  strangersMax: 10_000,
  strangersPerAddressMax: 4_000,
  /** CONNECTs let through each second; the others stand in line. A fleet is back within a minute after an outage. */
  connectsPerSecond: 500,
  /** The longest a CONNECT stands in line before it is told to come again. */
  connectQueueMs: 20_000,
  /** Logins of one device beyond which it is told to come again: a burst, then some each minute. */
  connectBurstPerDevice: 10,
  connectsPerMinutePerDevice: 5,
  /** Wrong credentials from one address for one identity that lock this pair, and for how long. */
  badConnectsMax: 10,
  badConnectLockMs: 15 * 60_000,
  /** Pairs and devices that the two counters above remember. */
  connectMemoryMax: 50_000,

  /** How often it is looked whether terminals were welcomed with another heartbeat interval than is wanted now, and how many are let go at once. */
  samplingLookMs: 2_000,
  regreetsAtOnceMax: 50,

  /** Logins are looked up together: wait this long for company, and at most so many in one query. */
  loginGatherMs: 3,
  loginBatchMax: 500,

  /**
   * Messages of one terminal are handled in order, in one of so many lanes, each with one transaction under way. More
   * lanes make smaller batches: on two cores the database spends three times as much on a message with 16 as with 4.
   */
  lanes: 4,
  /** A lane waits this long for company, and takes at most so many messages into one transaction. */
  laneGatherMs: 3,
  laneBatchMax: 500,
  /**
   * Messages of journals have lanes of their own: their transactions are larger, and no record is ever shed. A lane takes
   * at most so many records into one of them.
   */
  journalLanes: 4,
  journalRecordsMax: 500,
  /** Records that wait in all those lanes; beyond it terminals are disconnected and keep what they have. */
  journalDepthMax: 60_000,
  /** Digests of heartbeats that are compared in one go, and how often. */
  digestsPerFlush: 500,
  digestFlushMs: 500,
  /** Comparisons under way at once, one a terminal at most, and how long one waits for an answer. */
  comparisonsMax: 200,
  comparisonTimeoutMs: 60_000,
  /** Messages that wait in all lanes together; beyond it terminals are disconnected and keep what they have. */
  laneDepthMax: 20_000,
  /** Messages of one terminal that wait for their commit: a whole outbox of replies, and some. */
  inFlightPerTerminalMax: 160,
  /** What one terminal may send: a burst, then so many each second of the platform's clock. Faster ones wait. */
  messagesBurst: 100,
  messagesPerSecond: 20,
  /** How long one of them waits before it is looked at again. */
  paceWaitMs: 25,
  /** Pause before a lane tries again after the database failed. */
  retryDelayMinMs: 50,
  retryDelayMaxMs: 1_000,

  /** The newest heartbeats are written this often. */
  heartbeatFlushMs: 400,
  /** One that proves a re-login waits no longer than this for company. */
  heartbeatAwaitedMs: 15,
  /** Under overload a terminal has this many heartbeats, and one more each so many milliseconds. */
  heartbeatCredit: 2,
  heartbeatCreditMs: 15_000,
  /** The gateway calls itself overloaded when its event loop, or the oldest message in a lane, lags this far. */
  overloadLagMs: 1_000,
  overloadQueueMs: 2_000,

  /**
   * Overloaded for so long, it tells terminals to send heartbeats so many times more seldom; calm for so long, as usual
   * again. Between two measurements no more time counts than this. Those that are connected are led there so many at once.
   */
  slowAfterMs: 10_000,
  slowHoldMs: 180_000,
  slowStepMsMax: 1_000,
  slowTimes: 4,
  slowRegreetsAtOnceMax: 10,

  /** Signed bytes published in one go, and how often to look without being rung. */
  dispatchBatchMax: 500,
  dispatchPollMs: 1_000,
  /** A newer key list goes to so many connected terminals at once, this often: each says hello again for it. */
  keyListsPerLook: 100,
  keyListsLookMs: 500,

  /** Quarantined messages stored each second; all are counted. */
  quarantinePerSecond: 20,
  /** Bytes kept of one of them. */
  quarantineBytesMax: 4 * 1024,

  /** How often presence is looked at. */
  presenceSweepMs: 250,
  /** How often the process says that it lives. */
  beatMs: 1_000,
  /** How long a stop waits for lanes to finish. */
  stopTimeoutMs: 10_000,
}

export type GatewayLimits = typeof GATEWAY_LIMITS

/** Take-overs of one terminal's connection within the window that look like a clone. */
export const CLONE_TAKEOVERS = 3
export const CLONE_WINDOW_MS = 5 * 60_000

/** Acknowledgements of journals of which a connection remembers the roots: a heartbeat names one of the last. */
export const JOURNAL_ROOTS_KEPT = 8

/** Files that this process may have open. Linux says; elsewhere a careful guess. */
function openFilesMax(): number {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return Number(line?.[1] ?? 4_096)
  } catch {
    return 4_096
  }
}
