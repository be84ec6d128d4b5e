import type {
  PlaybookId,
  RecoveryEnd,
  RecoveryEvent,
  RecoveryReason,
  RecoveryWarning,
  StepOutcome,
  WorkOrderReason,
  WorkOrderState,
} from '@budeng/fleet'

/** Names of the steps of all playbooks. */
export const RECOVERY_STEPS = [
  'incident',
  'status',
  'classify',
  'backup',
  'relogin',
  'operator',
  'keys',
  'logs',
  'parameters',
  'rebooted',
  'network',
  'connected',
  'place',
  'sim',
  'restart',
  'restarted',
  'reboot',
  'selftest',
  'message',
  'paper',
  'verify',
  'compare',
  'lock',
] as const

/** What sentences about recoveries and work orders look up. */
export interface RecoveryWords {
  readonly playbooks: Readonly<Record<PlaybookId, string>>
  readonly recoverySteps: Readonly<Record<(typeof RECOVERY_STEPS)[number], string>>
  readonly stepOutcomes: Readonly<Record<StepOutcome, string>>
  readonly recoveryWarnings: Readonly<Record<RecoveryWarning, string>>
  readonly recoveryEnds: Readonly<Record<RecoveryEnd, string>>
  readonly workOrderReasons: Readonly<Record<WorkOrderReason, string>>
  readonly recoveryReasons: Readonly<Record<RecoveryReason, string>>
  readonly workOrderStates: Readonly<Record<WorkOrderState, string>>
}

/** Facts of recoveries and work orders. */
export type RecoveryEventWords = Readonly<
  Record<
    RecoveryEvent['type'] | 'AutomaticRecoveryStopped' | 'WorkOrderChanged' | 'WorkOrderOpened' | 'WorkOrderPhotoAdded',
    string
  >
>
