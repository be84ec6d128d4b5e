export * from './canary.ts'
export { decideRollout, type RolloutDecision } from './decide.ts'
export { estimateEnd } from './estimate.ts'
export { evolveRollout } from './evolve.ts'
export {
  BAD_STANDINGS,
  LOST_INTERVALS,
  membersOf,
  MEMBER_STANDINGS,
  type MemberStanding,
  nextMemberLook,
  NO_FIGURES,
  openMembers,
  outcomesOf,
  type Outcomes,
  RETRIED_STANDINGS,
  retriable,
  type RolloutFigures,
  standingOf as memberStanding,
  sumFigures,
} from './figures.ts'
export * from './plan.ts'
export * from './rollout.ts'
export { type StopLine, stopLineOf } from './stop-line.ts'
export * from './window.ts'
