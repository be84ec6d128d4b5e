import { parametersTag } from '@budeng/protocol'
import {
  archiveLedgerMonth,
  asLeader,
  BULK_CHUNK,
  continueBulk,
  continueDueRollouts,
  continueMove,
  closeEndedGrants,
  disconnectGateways,
  type Job,
  lapseBulks,
  lapseChallenges,
  makeEventMonths,
  makeFileMonths,
  makeLedgerMonths,
  makeRecordMonths,
  oldestEventMonth,
  removeEventMonth,
  lapseChanges,
  type Log,
  markOverdueReviews,
  notificationTurn,
  overdueTurn,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  REMOVALS,
  removeFileMonth,
  silentGateways,
  type Storage,
  sweepPresence,
  sweepStops,
  turnWatchWindows,
  type Unit,
  unfinishedBulks,
  unfinishedMove,
} from '@budeng/storage'
import { correctionJobs } from './correction-jobs.ts'
import { detectionJobs } from './detection-jobs.ts'
import { healthJobs } from './health-jobs.ts'
import { journalJobs } from './journal-jobs.ts'
import { ledgerJobs } from './ledger-jobs.ts'
import { recoveryJobs } from './recovery-jobs.ts'
import {
  BULKS_LOOK_MS,
  BULKS_TRIED_MAX,
  GATEWAY_SILENCE_SEEN_MS,
  GATEWAYS_LOOK_MS,
  MONTHS_MS,
  MOVE_PAUSE_MS,
  MOVE_SETTLE_MS,
  MOVES_LOOK_MS,
  NOTIFICATION_EVENTS_MAX,
  NOTIFICATIONS_LOOK_MS,
  OVERDUE_LOOK_MS,
  OVERDUE_MAX,
  RETENTION_MS,
  ROLLOUTS_AT_ONCE_MAX,
  ROLLOUTS_LOOK_MS,
  STOPS_LOOK_MS,
  RETENTION_ROWS_MAX,
  SWEEP_FASTEST_MS,
  SWEEP_MS,
  SWEEP_ROWS_MAX,
  WATCH_AT_ONCE_MAX,
} from './limits.ts'

/** Jobs that are loops of their own. */
type LoopedElsewhere =
  | 'seal'
  | 'hostTruth'
  | 'hostMatching'
  | 'files'
  | 'matching'
  | 'exports'
  | 'terminalFiles'
  | 'detection'
  | 'detectionDays'
  | 'backup'

/** The jobs of one worker at a time; each answers after how many real milliseconds it is due again. */
export function jobs(
  storage: Storage,
  log: Log,
  clockFactor: number,
): Readonly<Record<Exclude<Job, LoopedElsewhere>, () => Promise<number>>> {
  const led = (job: Job, work: (unit: Unit) => Promise<number>) =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => (await asLeader(unit, job, () => work(unit))) ?? 0)
  const sweepMs = Math.max(SWEEP_MS / clockFactor, SWEEP_FASTEST_MS)
  const silence = new SilenceWatch()

  return {
    ...ledgerJobs(storage, clockFactor),
    ...journalJobs(storage),
    ...correctionJobs(storage),
    ...detectionJobs(storage),
    ...healthJobs(storage, clockFactor),
    gateways: async () => {
      const silent = silence.confirmed(await storage.read(PLATFORM_SCOPE, silentGateways))
      if (silent.length > 0) {
        const terminals = await led('gateways', (unit) => disconnectGateways(unit, silent))
        log.warn({ gateways: silent, terminals }, 'gateways stopped beating: their terminals count as disconnected')
      }
      return GATEWAYS_LOOK_MS
    },
    ...sweepingJobs(led, sweepMs),
    lapses: async () => {
      const lapsed = await led('lapses', async (unit) =>
        Math.max(
          await lapseBulks(unit, SWEEP_ROWS_MAX),
          await lapseChallenges(unit, SWEEP_ROWS_MAX),
          await lapseChanges(unit, SWEEP_ROWS_MAX),
          await markOverdueReviews(unit, SWEEP_ROWS_MAX),
        ),
      )
      return lapsed === SWEEP_ROWS_MAX ? 0 : sweepMs
    },
    ...longActs(storage, clockFactor),
    ...recoveryJobs(storage, clockFactor),
    ...tellingJobs(led, clockFactor),
    rollouts: async () => {
      const looked = await continueDueRollouts(storage, ROLLOUTS_AT_ONCE_MAX, parametersTag)
      return looked === ROLLOUTS_AT_ONCE_MAX ? 0 : Math.max(ROLLOUTS_LOOK_MS / clockFactor, SWEEP_FASTEST_MS)
    },
    grants: async () => {
      const ended = await led('grants', (unit) => closeEndedGrants(unit, SWEEP_ROWS_MAX))
      return ended === SWEEP_ROWS_MAX ? 0 : sweepMs
    },
    months: async () => {
      await led('months', makeEventMonths)
      await led('months', makeLedgerMonths)
      await led('months', makeRecordMonths)
      await led('months', makeFileMonths)
      const oldest = await storage.read(PLATFORM_SCOPE, oldestEventMonth)
      if (oldest !== null) await led('months', (unit) => removeEventMonth(unit, oldest))
      await led('months', removeFileMonth)
      await led('months', async (unit) => Number(await archiveLedgerMonth(unit)))
      return MONTHS_MS
    },
    retention: () => removeOld(led),
  }
}

type Led = (job: Job, work: (unit: Unit) => Promise<number>) => Promise<number>

/** Removes what is past its life, kind by kind; what could not be removed is told when all others were. */
async function removeOld(led: Led): Promise<number> {
  const faults: unknown[] = []
  let removed = 0
  for (const remove of REMOVALS)
    removed += await led('retention', (unit) => remove(unit, RETENTION_ROWS_MAX)).catch((fault: unknown) => {
      faults.push(fault)
      return 0
    })
  if (faults.length > 0) throw new AggregateError(faults, `not all that is old could be removed: ${faults.join('; ')}`)
  return removed >= RETENTION_ROWS_MAX ? 0 : RETENTION_MS
}

/** Terminals that went silent, switches that were thrown or taken back, watch windows whose time has come or is over. */
function sweepingJobs(
  led: Led,
  sweepMs: number,
): Readonly<Record<'presence' | 'stops' | 'watch', () => Promise<number>>> {
  return {
    presence: async () =>
      (await led('presence', (unit) => sweepPresence(unit, SWEEP_ROWS_MAX))) === SWEEP_ROWS_MAX ? 0 : sweepMs,
    stops: async () => ((await led('stops', (unit) => sweepStops(unit, SWEEP_ROWS_MAX))) > 0 ? 0 : STOPS_LOOK_MS),
    watch: async () =>
      (await led('watch', (unit) => turnWatchWindows(unit, WATCH_AT_ONCE_MAX))) === WATCH_AT_ONCE_MAX ? 0 : sweepMs,
  }
}

/** What has run out of time with nobody on it, and what is noted for those who want to be told. */
function tellingJobs(
  led: Led,
  clockFactor: number,
): Readonly<Record<'notifications' | 'overdue', () => Promise<number>>> {
  return {
    notifications: async () =>
      (await led('notifications', (unit) => notificationTurn(unit, NOTIFICATION_EVENTS_MAX))) >= NOTIFICATION_EVENTS_MAX
        ? 0
        : NOTIFICATIONS_LOOK_MS,
    overdue: async () =>
      (await led('overdue', (unit) => overdueTurn(unit, OVERDUE_MAX))) === OVERDUE_MAX
        ? 0
        : Math.max(OVERDUE_LOOK_MS / clockFactor, SWEEP_FASTEST_MS),
  }
}

/** What one person began and the worker goes on with, a chunk at a time. */
function longActs(storage: Storage, clockFactor: number): Readonly<Record<'bulks' | 'moves', () => Promise<number>>> {
  return {
    bulks: async () => {
      const unfinished = await storage.read(PLATFORM_SCOPE, (db) => unfinishedBulks(db, BULKS_TRIED_MAX))
      const faults: unknown[] = []
      for (const { id, actor } of unfinished)
        try {
          const more = await storage.write(PLATFORM_SCOPE, actor, (unit) =>
            asLeader(unit, 'bulks', () => continueBulk(unit, id, BULK_CHUNK)),
          )
          if (faults.length === 0) return more === null ? BULKS_LOOK_MS : 0
          break
        } catch (fault) {
          // the next one has its chunk all the same
          faults.push(fault)
        }
      if (faults.length > 0) throw new AggregateError(faults, `an action on many does not go on: ${faults.join('; ')}`)
      return BULKS_LOOK_MS
    },
    moves: async () => {
      const next = await storage.read(PLATFORM_SCOPE, unfinishedMove)
      if (next === null) return MOVES_LOOK_MS
      // sessions that were looked up before it began do not know of it yet
      const waitMs = (next.requestedAt - storage.clock.now()) / clockFactor + MOVE_SETTLE_MS
      if (waitMs > 0) return waitMs
      const actor = { kind: 'PERSON' as const, id: next.requestedBy }
      await storage.write(PLATFORM_SCOPE, actor, (unit) => asLeader(unit, 'moves', () => continueMove(unit, next.id)))
      return MOVE_PAUSE_MS
    },
  }
}

/**
 * Believes in a gateway's death only after it was seen silent twice: when the database was away nobody could beat, and
 * then all seem dead for a moment.
 */
export class SilenceWatch {
  readonly #since = new Map<string, { readonly beatAt: number | null; readonly seenMs: number }>()
  readonly #nowMs: () => number

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs
  }

  confirmed(silent: readonly { readonly gatewayId: string; readonly beatAt: number | null }[]): string[] {
    const now = this.#nowMs()
    for (const gatewayId of this.#since.keys())
      if (!silent.some((gateway) => gateway.gatewayId === gatewayId)) this.#since.delete(gatewayId)
    return silent.flatMap(({ gatewayId, beatAt }) => {
      const known = this.#since.get(gatewayId)
      if (known === undefined || known.beatAt !== beatAt) {
        this.#since.set(gatewayId, { beatAt, seenMs: now })
        return []
      }
      return now - known.seenMs >= GATEWAY_SILENCE_SEEN_MS ? [gatewayId] : []
    })
  }
}
