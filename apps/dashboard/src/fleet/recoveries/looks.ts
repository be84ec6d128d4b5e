import type { RecoveryEnd, RecoveryStepOutcome, WorkOrderState } from '../../api/generated/graphql.ts'
import type { Look } from '../../ui/Mark.tsx'

/** How a recovery looks: while it runs or waits for a person, and by its end. */
export const RECOVERY_LOOKS: Readonly<Record<RecoveryEnd | 'RUNNING' | 'WAITING', Look>> = {
  RUNNING: { tone: 'busy', icon: 'turn' },
  WAITING: { tone: 'warn', icon: 'attention' },
  RECOVERED: { tone: 'good', icon: 'check' },
  RECOVERED_WITH_WARNING: { tone: 'warn', icon: 'warning' },
  NOT_FIXABLE_REMOTELY: { tone: 'bad', icon: 'stop' },
  ESCALATED: { tone: 'warn', icon: 'attention' },
}

export const STEP_LOOKS: Readonly<Record<RecoveryStepOutcome | 'NOW' | 'LATER', Look>> = {
  SUCCEEDED: { tone: 'good', icon: 'check' },
  FAILED: { tone: 'bad', icon: 'cross' },
  SKIPPED: { tone: 'quiet', icon: 'minus' },
  NOW: { tone: 'busy', icon: 'turn' },
  LATER: { tone: 'quiet', icon: 'hollow' },
}

export const WORK_ORDER_LOOKS: Readonly<Record<WorkOrderState, Look>> = {
  OPEN: { tone: 'warn', icon: 'attention' },
  ASSIGNED: { tone: 'busy', icon: 'send' },
  DONE: { tone: 'good', icon: 'check' },
  CANCELLED: { tone: 'quiet', icon: 'stop' },
}
