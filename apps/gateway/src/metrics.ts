import type { Clock } from '@budeng/kernel'
import type { KeyRing, ServerTls } from '@budeng/protocol'
import type { Storage, StorageStats } from '@budeng/storage'
import type { Lobby } from './broker/lobby.ts'
import type { Admission } from './broker/admission.ts'
import type { Counts, Durations, DurationsSnapshot } from './counts.ts'
import type { Entry } from './handling/entry.ts'
import type { PresenceWatch } from './handling/presence.ts'
import type { Lanes } from './lanes/lanes.ts'
import type { Links } from './links.ts'
import type { Overload } from './overload.ts'

/** Figures of one gateway process; they stand in its life sign and are exported from there. */
export interface GatewayMetrics {
  /** Terminals at work; the simulated ones of people who learn are counted apart. */
  readonly connections: number
  readonly connectionsTraining: number
  readonly sockets: number
  readonly strangers: number
  readonly connectsWaiting: number
  readonly lanesDepth: number
  readonly lanesOldestMs: number
  /** Records that wait for their commit, and comparisons of journals under way. */
  readonly journalDepth: number
  readonly comparing: number
  readonly lossesWatched: number
  readonly overloaded: boolean
  /** How many times longer than usual terminals are told to wait between heartbeats; 1: as usual. */
  readonly slowdown: number
  readonly eventLoopLagMs: number
  readonly residentBytes: number
  readonly accepted: number
  readonly disconnects: number
  readonly takeovers: number
  readonly stored: number
  readonly heartbeatsStored: number
  readonly heartbeatsShed: number
  /** Messages of terminals that sent faster than they may, and waited. */
  readonly messagesSlowed: number
  readonly published: number
  readonly poison: number
  readonly transientFaults: number
  readonly refused: Readonly<Record<string, number>>
  readonly disconnected: Readonly<Record<string, number>>
  readonly dropped: Readonly<Record<string, number>>
  readonly cut: Readonly<Record<string, number>>
  /** Connections of known devices that an error ended, by its code. */
  readonly socketErrors: Readonly<Record<string, number>>
  readonly messages: Readonly<Record<string, number>>
  readonly quarantined: Readonly<Record<string, number>>
  readonly signOnsRefused: Readonly<Record<string, number>>
  readonly hooksFailed: Readonly<Record<string, number>>
  readonly stagesFailed: Readonly<Record<string, number>>
  readonly streams: Readonly<Record<string, number>>
  /** Records by what became of them, and digests by what the comparison said. */
  readonly journal: Readonly<Record<string, number>>
  readonly digests: Readonly<Record<string, number>>
  /** Any other counter by name: what happens seldom. */
  readonly other: Readonly<Record<string, number>>
  readonly commitMs: DurationsSnapshot
  readonly database: StorageStats
  /** The platform's keys as this process has them; a time of 0: none in force. */
  readonly keys: { readonly version: number; readonly clockEndsSeconds: number }
  /** Null: no listener with TLS. */
  readonly tls: ReturnType<ServerTls['figures']> | null
}

export interface MetricsParts {
  readonly counts: Counts
  readonly commits: Durations
  readonly links: Links
  readonly lanes: Lanes<Entry>
  readonly journalLanes: { readonly weight: number }
  readonly comparisons: { readonly size: number }
  readonly lobby: Lobby
  readonly ring: () => KeyRing
  readonly tls: ServerTls | null
  readonly clock: Clock
  readonly admission: Admission
  readonly presence: PresenceWatch
  readonly overload: Overload
  readonly storage: Storage
}

const OTHER = [
  'beforeHello',
  'otherConnection',
  'noConnectionBeside',
  'wills',
  'willsIgnored',
  'lostIgnored',
  'subscribesRefused',
  'keepaliveTimeouts',
  'brokerErrors',
  'socketErrorsStrangers',
  'downNotThere',
  'dispatchUnreadable',
  'keyListsSent',
  'backupMismatched',
  'backupChunksRefused',
  'quarantineWritesFailed',
  'comparisons',
  'comparisonsPutOff',
  'comparedLate',
  'batches',
] as const

export function readMetrics({
  counts,
  commits,
  links,
  lanes,
  journalLanes,
  comparisons,
  lobby,
  ring,
  tls,
  clock,
  admission,
  presence,
  overload,
  storage,
}: MetricsParts): GatewayMetrics {
  return {
    connections: links.size - links.training,
    connectionsTraining: links.training,
    sockets: lobby.sockets,
    strangers: lobby.strangers,
    connectsWaiting: admission.waiting,
    lanesDepth: lanes.depth,
    lanesOldestMs: Math.round(lanes.ageMs(performance.now())),
    journalDepth: journalLanes.weight,
    comparing: comparisons.size,
    lossesWatched: presence.lost,
    overloaded: overload.isOver,
    slowdown: overload.slowdown,
    eventLoopLagMs: Math.round(overload.lagMs),
    residentBytes: process.memoryUsage.rss(),
    accepted: counts.get('accepted.device') + counts.get('accepted.side'),
    disconnects: counts.get('disconnects'),
    takeovers: counts.get('takeovers'),
    stored: counts.get('stored'),
    heartbeatsStored: counts.get('heartbeatsStored'),
    heartbeatsShed: counts.get('heartbeatsShed'),
    messagesSlowed: counts.get('messagesSlowed'),
    published: counts.get('down.sent'),
    poison: counts.get('poison'),
    transientFaults: counts.get('transientFaults'),
    refused: counts.under('refused.'),
    disconnected: counts.under('disconnected.'),
    dropped: counts.under('dropped.'),
    cut: counts.under('cut.'),
    socketErrors: counts.under('socketErrors.'),
    messages: counts.under('messages.'),
    quarantined: counts.under('quarantined.'),
    signOnsRefused: counts.under('signOnRefused.'),
    hooksFailed: counts.under('hooks.'),
    stagesFailed: counts.under('failed.'),
    streams: counts.under('stream.'),
    journal: counts.under('journal.'),
    digests: counts.under('digest.'),
    other: Object.fromEntries(OTHER.map((name) => [name, counts.get(name)])),
    commitMs: commits.snapshot(),
    database: storage.stats(),
    keys: {
      version: ring().version,
      clockEndsSeconds: Math.floor((ring().endOf('clock', clock.now()) ?? 0) / 1_000),
    },
    tls: tls?.figures() ?? null,
  }
}
