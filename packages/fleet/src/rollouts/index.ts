export * from './canary.ts'
export { decideRollout, type RolloutDecision } from './decide.ts'
export { estimateEnd } from './estimate.ts'
export { evolveRollout } from './evolve.ts'
export {
  BAD_STANDINGS,
  LOST_INTERVALS,
  MEMBER_STANDINGS,
  type MemberStanding,
  NO_FIGURES,
  outcomesOf,
  type Outcomes,
  type RolloutFigures,
  standingOf as memberStanding,
  sumFigures,
} from './figures.ts'
export * from './plan.ts'
export * from './rollout.ts'
export * from './window.ts'
