export { continueDueRollouts } from './advance.ts'
export { countDrift } from './drift.ts'
export type { TagOf } from './parameters.ts'
export { type RolloutHold, rolloutHolds } from './holds.ts'
export { listMembers, type MemberListQuery } from './members.ts'
export {
  countHeldRollouts,
  insertRollout,
  listRollouts,
  loadRollouts,
  type RolloutListQuery,
  rolloutOf,
  rolloutsOfBulks,
} from './rollouts.ts'
export { ROLLOUT_ACTS, type RolloutAct, rolloutRefusal, sayToRollout } from './say.ts'
