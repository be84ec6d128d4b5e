import {
  alertTurn,
  asLeader,
  FLEET_MOMENT_MS,
  type Job,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  recordFleet,
  rollUp,
  type Storage,
  turnRings,
  type Unit,
} from '@budeng/storage'
import {
  ALERT_EVENTS_MAX,
  ALERTS_FASTEST_MS,
  ALERTS_LOOK_MS,
  HISTORY_LOOK_MS,
  HISTORY_TERMINALS_MAX,
} from './limits.ts'

/** Watches the health of the fleet: alerts and outages; history that is written down, added up and forgotten. */
export function healthJobs(
  storage: Storage,
  clockFactor: number,
): Readonly<Record<'alerts' | 'healthHistory' | 'fleetHistory', () => Promise<number>>> {
  const led = (job: Job, work: (unit: Unit) => Promise<number>) =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, async (unit) => (await asLeader(unit, job, () => work(unit))) ?? 0)
  const alertsMs = Math.max(ALERTS_LOOK_MS / clockFactor, ALERTS_FASTEST_MS)
  return {
    alerts: async () =>
      (await led('alerts', (unit) => alertTurn(unit, ALERT_EVENTS_MAX))) >= ALERT_EVENTS_MAX ? 0 : alertsMs,
    healthHistory: async () => {
      const rolled =
        (await led('healthHistory', turnRings)) +
        ((await led('healthHistory', (unit) => rollUp(unit, 'HEALTH_HOUR', HISTORY_TERMINALS_MAX))) ||
          (await led('healthHistory', (unit) => rollUp(unit, 'HEALTH_DAY', HISTORY_TERMINALS_MAX))))
      return rolled > 0 ? 0 : Math.max(HISTORY_LOOK_MS / clockFactor, ALERTS_FASTEST_MS)
    },
    fleetHistory: async () => {
      await led('fleetHistory', recordFleet)
      const restMs = FLEET_MOMENT_MS - (storage.clock.now() % FLEET_MOMENT_MS)
      return Math.max(restMs / clockFactor, ALERTS_FASTEST_MS)
    },
  }
}
