export { continueDueRollouts } from './advance.ts'
export { listMembers, type MemberListQuery } from './members.ts'
export {
  insertRollout,
  listRollouts,
  loadRollouts,
  type RolloutListQuery,
  rolloutOf,
  rolloutsOfBulks,
} from './rollouts.ts'
export { ROLLOUT_ACTS, type RolloutAct, rolloutRefusal, sayToRollout } from './say.ts'
