export * from './faults.ts'
export {
  type Approvals,
  FLEET_HISTORY_KEPT_MS,
  FLEET_MOMENT_MS,
  type FleetHistory,
  fleetHistory,
  type FleetMoment,
  recordFleet,
} from './fleet-history.ts'
export * from './history.ts'
export * from './response-codes.ts'
export { SAMPLE_EVERY_MS, SAMPLE_HOLD_MS } from './rings.ts'
export { readPosition, rollUp, savePosition, turnRings } from './roll-up.ts'
export * from './samples.ts'
