import {
  archiveBatch,
  asLeader,
  type Job,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  settleClosedBatch,
  type Storage,
  type Unit,
} from '@budeng/storage'
import { ARCHIVE_LOOK_MS, BATCHES_LOOK_MS } from './limits.ts'

/** What follows the end of a batch, a transaction each: its transactions learn it; long after, its bodies are archived. */
export function journalJobs(storage: Storage): Readonly<Record<'batches' | 'archive', () => Promise<number>>> {
  const led = <T>(job: Job, work: (unit: Unit) => Promise<T>) =>
    storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) => asLeader(unit, job, () => work(unit)))
  return {
    batches: async () => ((await led('batches', settleClosedBatch)) === null ? BATCHES_LOOK_MS : 0),
    archive: async () => ((await led('archive', archiveBatch)) === null ? ARCHIVE_LOOK_MS : 0),
  }
}
