import type {
  MemberStanding,
  ParametersChange,
  Rollout,
  RolloutFigures,
  RolloutPlan,
  RolloutState,
  Traffic,
  ValuesBefore,
  Why,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { column, nullable, primary, table } from './table.ts'
import type { ParametersWish } from './terminal-parameters.ts'

/** What approvals were, of terminals that were changed and of those whose turn has not come. */
export interface TrafficOfBoth {
  readonly changed: Traffic
  readonly control: Traffic
}

/** A rollout as the core knows it, whose action it paces, and what the worker must remember. */
export interface RolloutRow {
  id: string
  bulkId: string
  path: string
  nodeId: string
  plan: RolloutPlan
  /** What becomes of the parameters of a terminal when its turn comes; null: nothing. */
  parameters: ParametersChange | null
  cohort: number
  frozen: number
  /** The last terminal of the selection that was written down. */
  frozenThrough: string
  state: RolloutState
  why: Why
  openGroup: number
  since: Rollout['since']
  figures: readonly RolloutFigures[]
  traffic: TrafficOfBoth
  trafficSlot: Instant | null
  trafficThrough: number
  pacedThrough: Instant | null
  retryAt: Instant | null
  requestedAt: Instant
  startedAt: Instant | null
  endedAt: Instant | null
  dueAt: Instant | null
  version: number
}

export const rolloutTable = table<RolloutRow>('rollout', {
  id: primary('text'),
  bulkId: column('text'),
  path: column('ltree'),
  nodeId: column('text'),
  plan: column('json'),
  parameters: nullable('json'),
  cohort: column('int'),
  frozen: column('int'),
  frozenThrough: column('text'),
  state: column('text'),
  why: column('json'),
  openGroup: column('int'),
  since: column('json'),
  figures: column('json'),
  traffic: column('json'),
  trafficSlot: nullable('instant'),
  trafficThrough: column('int'),
  pacedThrough: nullable('instant'),
  retryAt: nullable('instant'),
  requestedAt: column('instant'),
  startedAt: nullable('instant'),
  endedAt: nullable('instant'),
  dueAt: nullable('instant'),
  version: column('int'),
})

/** One terminal of a rollout. */
export interface RolloutMemberRow {
  rolloutId: string
  place: number
  groupNo: number
  terminalId: string
  path: string
  standing: MemberStanding
  commandId: string | null
  code: string
  tries: number
  changedAt: Instant
  lookAt: Instant | null
  /** What the names of the rollout's change had when the cohort was frozen; null: it changes no parameters. */
  parametersBefore: ValuesBefore | null
  /**
   * The rollout's own wish, as `version.digest`, and what it took the place of; `was` is null where nothing was wished
   * before. Null: it has wished nothing, or took it back.
   */
  replaced: { readonly tag: string; readonly was: ParametersWish | null } | null
}

export const rolloutMemberTable = table<RolloutMemberRow>('rollout_member', {
  rolloutId: primary('text'),
  place: primary('int'),
  groupNo: column('int'),
  terminalId: column('text'),
  path: column('ltree'),
  standing: column('text'),
  commandId: nullable('text'),
  code: column('text'),
  tries: column('int'),
  changedAt: column('instant'),
  lookAt: nullable('instant'),
  parametersBefore: nullable('json'),
  replaced: nullable('json'),
})
