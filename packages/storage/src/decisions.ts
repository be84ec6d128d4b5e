/** What storage decides beside its SQL, for those who store elsewhere: the model of the seeded simulation. */
export { applyToBatch, type AppliedInput, type Batch, batchOf, type SlotRow, tickBatch } from './command-batch.ts'
export { type FreshCommand, freshRows, outcomeOf, withFresh } from './command-outcome.ts'
