import type {
  CauseCode,
  Likelihood,
  PlaybookId,
  RecoveryEnd,
  RecoveryReason,
  RecoveryWarning,
  StepRecord,
  WorkOrderState,
} from '@budeng/fleet'
import type { Instant } from '@budeng/kernel'
import { type ScopeColumns, scopeColumns } from './journal.ts'
import { column, nullable, primary, table } from './table.ts'

/** A recovery as the core knows it, with its place and when it is looked at again. */
export interface RecoveryRow extends ScopeColumns {
  id: string
  deviceId: string
  playbook: PlaybookId
  /** What the diagnosis said when it began; null where it was not kept. */
  cause: CauseCode | null
  causeLikelihood: Likelihood | null
  reason: string
  startedBy: string | null
  startedHuman: string | null
  /** Where the grants that bind the person are found. */
  rightsPath: string | null
  startedAt: Instant
  step: string | null
  stepStartedAt: Instant
  commandId: string | null
  steps: readonly StepRecord[]
  warnings: readonly RecoveryWarning[]
  rootBefore: string | null
  rootAfter: string | null
  endedAs: RecoveryEnd | null
  endReason: RecoveryReason | null
  endedAt: Instant | null
  dueAt: Instant | null
  /** Who has taken it on. */
  claimedBy: string | null
  version: number
}

export const recoveryTable = table<RecoveryRow>('recovery', {
  ...scopeColumns,
  id: primary('text'),
  deviceId: column('text'),
  playbook: column('text'),
  cause: nullable('text'),
  causeLikelihood: nullable('text'),
  reason: column('text'),
  startedBy: nullable('text'),
  startedHuman: nullable('text'),
  rightsPath: nullable('ltree'),
  startedAt: column('instant'),
  step: nullable('text'),
  stepStartedAt: column('instant'),
  commandId: nullable('text'),
  steps: column('json'),
  warnings: column('text[]'),
  rootBefore: nullable('text'),
  rootAfter: nullable('text'),
  endedAs: nullable('text'),
  endReason: nullable('text'),
  endedAt: nullable('instant'),
  dueAt: nullable('instant'),
  claimedBy: nullable('text'),
  version: column('int'),
})

/** How often a playbook helped against a cause, in an organisation and everything below it. */
export interface RecoveryTallyRow {
  nodeId: string
  path: string
  playbook: PlaybookId
  cause: CauseCode
  model: string
  ended: number
  recovered: number
}

export const recoveryTallyTable = table<RecoveryTallyRow>('recovery_tally', {
  nodeId: primary('text'),
  path: column('ltree'),
  playbook: primary('text'),
  cause: primary('text'),
  model: primary('text'),
  ended: column('int'),
  recovered: column('int'),
})

/** What somebody has to do on the spot. */
export interface WorkOrderRow extends ScopeColumns {
  id: string
  recoveryId: string | null
  /** The visit that left it. */
  visitId: string | null
  reason: string
  note: string
  state: WorkOrderState
  technician: string
  parts: string
  outcome: string
  openedAt: Instant
  dueAt: Instant
  closedAt: Instant | null
  closedBy: string | null
  /** Who has taken it on. */
  claimedBy: string | null
  version: number
}

export const workOrderTable = table<WorkOrderRow>('work_order', {
  ...scopeColumns,
  id: primary('text'),
  recoveryId: nullable('text'),
  visitId: nullable('text'),
  reason: column('text'),
  note: column('text'),
  state: column('text'),
  technician: column('text'),
  parts: column('text'),
  outcome: column('text'),
  openedAt: column('instant'),
  dueAt: column('instant'),
  closedAt: nullable('instant'),
  closedBy: nullable('text'),
  claimedBy: nullable('text'),
  version: column('int'),
})

/** One photograph of what was found or done on the spot, by its content. */
export interface WorkOrderPhotoRow {
  workOrderId: string
  terminalId: string
  sha256: Buffer
  path: string
  addedBy: string
  addedAt: Instant
}

export const workOrderPhotoTable = table<WorkOrderPhotoRow>('work_order_photo', {
  workOrderId: primary('text'),
  terminalId: column('text'),
  sha256: primary('bytea'),
  path: column('ltree'),
  addedBy: column('text'),
  addedAt: column('instant'),
})
