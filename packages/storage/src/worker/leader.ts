import type { Unit } from '../unit.ts'

/** Jobs that one worker at a time does. The numbers are the locks; they never change. */
export const JOBS = {
  gateways: 1,
  presence: 2,
  lapses: 3,
  retention: 4,
  grants: 5,
  bulks: 11,
  seal: 12,
  months: 13,
  fold: 21,
  days: 22,
  hostTruth: 23,
  files: 24,
  matching: 25,
  exports: 26,
  batches: 27,
  archive: 28,
  corrections: 31,
  correctionEnds: 32,
  hostMatching: 33,
  moves: 29,
  detection: 51,
  detectionDays: 52,
  proposals: 53,
  lab: 54,
  recoveries: 34,
  terminalFiles: 36,
  rollouts: 65,
  automaticRecoveries: 35,
  payouts: 47,
  alerts: 61,
  healthHistory: 62,
  fleetHistory: 63,
  stops: 75,
  watch: 77,
  notifications: 79,
  overdue: 80,
  backup: 90,
} as const
export type Job = keyof typeof JOBS

/** First half of the locks' keys, so that they meet no other lock. */
export const JOB_LOCKS = 5_270

/** Does the work unless another worker is at it; null then. The lock ends with the transaction, however that ends. */
export async function asLeader<T>(unit: Unit, job: Job, work: () => Promise<T>): Promise<T | null> {
  const [row] = await unit.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1, $2) as mine', [
    JOB_LOCKS,
    JOBS[job],
  ])
  return row?.mine === true ? await work() : null
}
