export * from './audit-key.ts'
export * from './bytes.ts'
export * from './checkpoint.ts'
export * from './codec.ts'
export * from './commands.ts'
export * from './correction.ts'
export * from './enrolment.ts'
export { Health } from './health.ts'
export type { Json, JsonObject } from './json.ts'
export * from './host.ts'
export { withSecretFiles } from './secret-files.ts'
export {
  BatchState,
  type BatchNotice,
  CompareStep,
  densePrefix,
  isBatchNoticeGenuine,
  makeBatchNotice,
  missingOf,
  rangesOf,
  type SeqRange,
  slipDigits,
  WireRecord,
  WireTotal,
} from './journal.ts'
export * from './jws.ts'
export * from './key-acts.ts'
export * from './key-files.ts'
export * from './key-keeper.ts'
export * from './key-ring.ts'
export * from './keylist.ts'
export * from './limits.ts'
export * from './messages-down.ts'
export * from './messages-up.ts'
export * from './presence.ts'
export * from './public-address.ts'
export * from './sealing.ts'
export * from './secrets.ts'
export * from './server-environment.ts'
export * from './server-tls.ts'
export * from './signed.ts'
export * from './signon.ts'
export * from './topics.ts'
export * from './files.ts'
export * from './packages.ts'
export * from './parameters.ts'
