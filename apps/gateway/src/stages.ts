import { beat, leave, PLATFORM_ACTOR, PLATFORM_SCOPE } from '@budeng/storage'
import type { Door } from './broker/door.ts'
import type { TerminalBroker } from './broker/terminal-broker.ts'
import type { GatewayMetrics } from './metrics.ts'
import type { Parts } from './parts.ts'
import { Stage } from './stage.ts'

/** Closed sockets, and messages put aside, are written together. */
const RELEASE_MS = 100
const QUARANTINE_FLUSH_MS = 500

export type Stages = ReturnType<typeof startStages>

/** What a gateway does at a pace, or when it is rung. */
export function startStages(parts: Parts, metrics: () => GatewayMetrics) {
  const {
    counts,
    log,
    limits,
    pump,
    presence,
    reception,
    quarantine,
    dispatcher,
    keyLists,
    revocations,
    sampling,
    storage,
  } = parts
  const { digests, asked } = parts
  const stage = (name: string, everyMs: number, work: () => Promise<void>) =>
    new Stage(name, everyMs, work, log, counts)
  const sayAlive = () =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
      beat(unit, { id: parts.gatewayId, kind: 'gateway', detail: { ...metrics() } }),
    )
  const stages = {
    heartbeats: stage('heartbeats', limits.heartbeatFlushMs, () => pump.flush()),
    digests: stage('digests', limits.digestFlushMs, () => digests.flush()),
    presence: stage('presence', limits.presenceSweepMs, () => presence.sweep()),
    releases: stage('releases', RELEASE_MS, () => reception.releaseAll()),
    quarantine: stage('quarantine', QUARANTINE_FLUSH_MS, () => quarantine.flush()),
    dispatch: stage('dispatch', limits.dispatchPollMs, () => dispatcher.publish()),
    keyLists: stage('keyLists', limits.keyListsLookMs, async () => keyLists.look()),
    asked: stage('asked', limits.dispatchPollMs, () => asked.look()),
    revocations: stage('revocations', limits.dispatchPollMs, () => revocations.look()),
    sampling: stage('sampling', limits.samplingLookMs, () => sampling.look()),
    beat: stage('beat', limits.beatMs, sayAlive),
  }
  void stages.beat.run()
  return stages
}

/** The sockets of a gateway that runs, and who rings it. */
export interface Running {
  readonly parts: Parts
  readonly doors: readonly Door[]
  readonly broker: TerminalBroker
  readonly stages: Stages
  readonly quiet: () => void
}

/**
 * Nobody in any more; all that waits is committed and acknowledged; then the sockets and their rows. A database that is
 * away must not keep a process from ending: the worker finds what was left.
 */
export async function stopRunning({ parts, doors, broker, stages, quiet }: Running): Promise<void> {
  const { stopping, admission, lanes, overload, pump, reception, quarantine, storage, gatewayId, limits } = parts
  stopping.current = true
  for (const door of doors) door.shut()
  admission.close()
  quiet()
  const finish = async () => {
    await Promise.all(Object.values(stages).map((stage) => stage.stop()))
    await Promise.all([lanes.stop(), parts.journalLanes.stop()])
    await pump.flush()
  }
  await within(limits.stopTimeoutMs, finish())
  await new Promise<void>((closed) => broker.close(closed))
  await Promise.all(doors.map((door) => door.close()))
  overload.stop()
  const lastWords = async () => {
    await reception.releaseAll()
    await quarantine.flush()
    await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => leave(unit, gatewayId))
  }
  await within(limits.stopTimeoutMs, lastWords())
}

/** Waits for the work, but no longer, and whatever becomes of it. */
async function within(limitMs: number, work: Promise<void>): Promise<void> {
  const patience = new AbortController()
  const waited = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limitMs)
    patience.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  await Promise.race([work.catch(() => undefined), waited])
  patience.abort()
}
