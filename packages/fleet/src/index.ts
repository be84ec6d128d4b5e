export * from './actions.ts'
export * from './copies.ts'
export * from './alerts/index.ts'
export * from './backup.ts'
export * from './bulk.ts'
export * from './command.ts'
export * from './command-approval.ts'
export * from './command-events.ts'
export * from './command-types/index.ts'
export * from './decide.ts'
export * from './diagnosis/index.ts'
export * from './evidence.ts'
export * from './evolve.ts'
export * from './free-text.ts'
export * from './granted.ts'
export * from './health/index.ts'
export * from './limits.ts'
export * from './message-templates.ts'
export * from './notifications/index.ts'
export * from './observe.ts'
export * from './outages/index.ts'
export * from './permission.ts'
export * from './presence.ts'
export * from './presence-challenge.ts'
export * from './preview.ts'
export * from './registration.ts'
export * from './training.ts'
export * from './recoveries/index.ts'
export * from './refusals.ts'
export * from './rollouts/index.ts'
export * from './request.ts'
export * from './result-codes.ts'
export * from './sent.ts'
export * from './sign-on.ts'
export * from './slot.ts'
export * from './stops/index.ts'
export * from './stream.ts'
export * from './terminal.ts'
export { isBackupFresh } from './decide-tick.ts'
export * from './watch/index.ts'
export * from './parameters-change.ts'
export {
  changedNames,
  checkParameters,
  nextVersion,
  type ParametersState,
  parametersState,
  type ParameterValues,
} from './parameters.ts'
export { type FileReceipt, type FileWhole, type PartOutcome, receivePart } from './file.ts'
export {
  isBeingAsked,
  nextLook,
  timerEnd,
  unknownEnd,
  waitsForHost,
  waitsForJournal,
  waitsForParameters,
} from './timers.ts'
export * from './estate/index.ts'
export * from './care/index.ts'
export * from './why-codes.ts'
