import type { Clock } from '@budeng/kernel'
import type { ServerTls } from '@budeng/protocol'
import { bookChanges, type Log, type Storage } from '@budeng/storage'
import { Admission } from './broker/admission.ts'
import type { ClientCertificates } from './broker/certificate.ts'
import { Lobby } from './broker/lobby.ts'
import { Counts, Durations } from './counts.ts'
import { Down } from './down.ts'
import { Dispatcher } from './handling/dispatch.ts'
import type { Entry } from './handling/entry.ts'
import { AskedComparisons } from './handling/journal/asked.ts'
import type { JournalEntry } from './handling/journal/commit-journal.ts'
import { Comparisons } from './handling/journal/comparisons.ts'
import { Digests } from './handling/journal/digests.ts'
import { JournalReception } from './handling/journal/reception.ts'
import { KeyLists } from './handling/key-lists.ts'
import { PresenceWatch } from './handling/presence.ts'
import { Revocations } from './handling/revocations.ts'
import { SamplingWatch } from './handling/sampling.ts'
import { HeartbeatPump } from './heartbeat-pump.ts'
import { Hooks } from './hooks.ts'
import type { GatewayKeys } from './keys.ts'
import { Lanes } from './lanes/lanes.ts'
import { Links } from './links.ts'
import type { GatewayLimits } from './limits.ts'
import { Logins } from './logins.ts'
import { Overload } from './overload.ts'
import { Quarantine } from './quarantine.ts'
import { isTransientFault, Reception } from './reception.ts'

/** What a gateway is made of from outside. */
export interface Making {
  readonly storage: Storage
  readonly keys: GatewayKeys
  readonly clock: Clock
  readonly log: Log
  readonly gatewayId: string
  readonly limits: GatewayLimits
  readonly sideConnections: boolean
  readonly era: number
  /** What terminals' certificates do on the listener with TLS; null: they show none. */
  readonly clientCertificates: ClientCertificates | null
  readonly tls: ServerTls | null
}

export type Parts = ReturnType<typeof makeParts>

/** Everything of one gateway but its sockets and timers, each part with the parts that it needs. */
export function makeParts(making: Making) {
  const { storage, gatewayId, limits, keys, clock, log } = making
  const counts = new Counts()
  const links = new Links()
  const down = new Down(limits, counts)
  const quarantine = new Quarantine(storage, limits, counts)
  const presence = new PresenceWatch(storage, gatewayId, links)
  const reject: Quarantine['put'] = (rejected) => quarantine.put(rejected)
  const shared = { storage, gatewayId, limits, counts, links, down, presence, reject, clock, log }
  const intake = makeIntake(making, shared)
  const journal = makeJournalIntake(making, shared, intake.commits)
  const onAwaited = { current: () => undefined as void }
  const pump = new HeartbeatPump({
    ...shared,
    overload: intake.overload,
    digests: journal.digests,
    onAwaited: () => onAwaited.current(),
  })
  const keyLists = new KeyLists({ ...shared, ring: keys.ring })
  const dispatcher = new Dispatcher({
    ...shared,
    sealLink: keys.sealLink,
    bringKeyList: (link) => keyLists.bring(link),
  })
  const revocations = new Revocations(storage, links, down)
  const sampling = new SamplingWatch({ ...shared, slowdown: () => intake.overload.slowdown })
  const asked = new AskedComparisons(storage, links, journal.comparisons)
  const admission = new Admission(limits)
  const lobby = new Lobby(limits)
  const stopping = { current: false }
  const logins = new Logins({
    ...shared,
    sealLink: keys.sealLink,
    admission,
    sideConnections: making.sideConnections,
    clientCertificates: making.clientCertificates,
    isStopping: () => stopping.current,
    isConnected: (deviceId) => links.ofDevice(deviceId) !== undefined,
  })
  const hooks = new Hooks({ ...shared, ...intake, ...journal, lobby, pump, logins })
  return {
    ...shared,
    ...intake,
    ...journal,
    quarantine,
    pump,
    onAwaited,
    dispatcher,
    keyLists,
    revocations,
    sampling,
    asked,
    admission,
    stopping,
    hooks,
    lobby,
    ring: keys.ring,
    tls: making.tls,
  }
}

interface Shared {
  readonly storage: Storage
  readonly limits: GatewayLimits
  readonly counts: Counts
  readonly down: Down
  readonly presence: PresenceWatch
  readonly reject: Quarantine['put']
}

/** The way of a message from its socket to the commit. */
function makeIntake({ gatewayId, era, keys }: Making, shared: Shared) {
  const { limits, counts } = shared
  const commits = new Durations()
  const onReady = { current: () => undefined as void }
  const greeter = { gatewayId, era, ring: keys.ring, slowdown: () => overload.slowdown }
  const reception = new Reception({ ...shared, greeter, commits, onReady: () => onReady.current() })
  const lanes = new Lanes<Entry>(limits.lanes, limits, {
    commit: (entries) => reception.commit(entries),
    onPoison: (entry, fault) => reception.poison(entry, fault),
    isTransient: isTransientFault,
    isAbandoned: (entry) => entry.settled || performance.now() > entry.deadline,
    onTransient: () => counts.add('transientFaults'),
  })
  const overload = new Overload(limits, () => lanes.ageMs(performance.now()))
  return { commits, onReady, reception, lanes, overload }
}

/** The way of records, openings, closings and answers to our questions. They are never shed. */
function makeJournalIntake({ gatewayId, era }: Making, shared: Shared, commits: Durations) {
  const { limits, counts } = shared
  const comparisons = new Comparisons(shared)
  const journals = new JournalReception({
    ...shared,
    gatewayId,
    era,
    commits,
    comparisons,
    book: bookChanges,
  })
  const laneLimits = { ...limits, laneWeightMax: limits.journalRecordsMax }
  const journalLanes = new Lanes<JournalEntry>(limits.journalLanes, laneLimits, {
    commit: (entries) => journals.commit(entries),
    onPoison: (entry, fault) => journals.poison(entry, fault),
    isTransient: isTransientFault,
    isAbandoned: ({ entry }) => entry.settled || performance.now() > entry.deadline,
    onTransient: () => counts.add('transientFaults'),
    weigh: ({ records }) => 1 + records.length,
  })
  const digests = new Digests({ ...shared, gatewayId, era, comparisons })
  return { journals, journalLanes, comparisons, digests }
}
