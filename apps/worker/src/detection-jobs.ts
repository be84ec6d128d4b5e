import {
  asLeader,
  continueLab,
  PLATFORM_ACTOR,
  PLATFORM_SCOPE,
  proposeDueCases,
  type Storage,
  wakeSuppressed,
} from '@budeng/storage'
import { LAB_LOOK_MS, PROPOSALS_LOOK_MS, PROPOSALS_MAX, SWEEP_ROWS_MAX } from './limits.ts'

/** What follows a finding without anybody's doing: drafts, ends of suppressions; and the rule lab, a page at a time. */
export function detectionJobs(storage: Storage): Readonly<Record<'proposals' | 'lab', () => Promise<number>>> {
  return {
    // each holds its own case, so that two workers share what is due
    proposals: async () => {
      await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        asLeader(unit, 'proposals', () => wakeSuppressed(unit, SWEEP_ROWS_MAX)),
      )
      const { tried } = await proposeDueCases(storage, PROPOSALS_MAX)
      return tried === PROPOSALS_MAX ? 0 : PROPOSALS_LOOK_MS
    },
    lab: async () => {
      const isGoingOn = await storage.write(PLATFORM_SCOPE, PLATFORM_ACTOR, (unit) =>
        asLeader(unit, 'lab', () => continueLab(unit)),
      )
      return isGoingOn === true ? 0 : LAB_LOOK_MS
    },
  }
}
