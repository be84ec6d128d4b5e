import {
  asLeader,
  closeCorrections,
  lapseCorrections,
  orderDueCorrections,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  postDueCorrections,
  proveDueCorrections,
  retryCorrections,
  type Storage,
} from '@budeng/storage'
import { CORRECTIONS_LOOK_MS, CORRECTIONS_POSTED_MAX, SWEEP_ROWS_MAX } from './limits.ts'

/** What follows an approval without anybody's doing: posting, telling the terminal, proof, and the end of what came too late. */
export function correctionJobs(
  storage: Storage,
): Readonly<Record<'corrections' | 'correctionEnds', () => Promise<number>>> {
  return {
    // each holds its own journal, so that two workers share what is due
    corrections: async () => {
      const tried = await postDueCorrections(storage, CORRECTIONS_POSTED_MAX)
      const told = await orderDueCorrections(storage, CORRECTIONS_POSTED_MAX)
      return Math.max(tried, told) === CORRECTIONS_POSTED_MAX ? 0 : CORRECTIONS_LOOK_MS
    },
    correctionEnds: async () => {
      const ended = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        asLeader(unit, 'correctionEnds', async () =>
          Math.max(
            await lapseCorrections(unit, SWEEP_ROWS_MAX),
            await proveDueCorrections(unit, SWEEP_ROWS_MAX),
            await closeCorrections(unit, SWEEP_ROWS_MAX),
            await retryCorrections(unit, SWEEP_ROWS_MAX),
          ),
        ),
      )
      return ended === SWEEP_ROWS_MAX ? 0 : CORRECTIONS_LOOK_MS
    },
  }
}
