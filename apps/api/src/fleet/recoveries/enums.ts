import type {
  Act,
  PlaybookId,
  RecoveryEnd,
  RecoveryReason,
  RecoveryWarning,
  StepOutcome,
  WorkOrderState,
} from '@budeng/fleet'
import { enumeration } from '../../graphql/enumeration.ts'

export const PlaybookEnum = enumeration<PlaybookId>('Playbook', 'What is done in which order, by class of fault.', {
  AUTH: 'The terminal is signed out: back up, sign on anew, prove it.',
  NET: 'It is reached badly or not at all.',
  SYS: 'Its software misbehaves: restart the application, then the device.',
  HW: 'Something must be done by hand, e.g. paper.',
  SEC: 'Tampered or insecure: locked and replaced, never recovered from afar.',
})

export const RecoveryEndEnum = enumeration<RecoveryEnd>('RecoveryEnd', 'How a recovery ended: one of four.', {
  RECOVERED: 'Proven to work again; the journals of both sides are equal.',
  RECOVERED_WITH_WARNING: 'Works again; `warnings` says what somebody must still know.',
  NOT_FIXABLE_REMOTELY:
    'Nothing from afar helps; `endReason` says why. One that began by itself leaves a work order, unless it passes by itself.',
  ESCALATED: 'Somebody has to go there; a work order was opened.',
})

export const RecoveryReasonEnum = enumeration<RecoveryReason>('RecoveryReason', 'Why a recovery did not recover.', {
  UNREACHABLE: 'The terminal did not answer.',
  BACKUP_FAILED: 'What it holds could not be brought to safety first.',
  NOT_REGISTERED: 'The host does not know the terminal or the merchant: signing on anew does not help.',
  HOST_ILL: 'The host itself is ill: wait.',
  PART_OF_INCIDENT: 'It is one of many hit by the same cause.',
  TAMPERED: 'It was tampered with; transactions that were not settled may be lost.',
  SIGN_ON_KEEPS_FAILING: 'It could not be signed on again.',
  NETWORK_KEEPS_FAILING: 'Its network did not come back.',
  SYSTEM_KEEPS_FAILING: 'Its software did not come back.',
  HARDWARE_BROKEN: 'A part is broken.',
  SWAPPED: 'Another device was put in its place meanwhile.',
  MOVED: 'It was moved to another organisation meanwhile.',
  RETIRED: 'It was taken out of use meanwhile.',
  GIVEN_UP: 'A person ended the attempt.',
})

export const RecoveryWarningEnum = enumeration<RecoveryWarning>('RecoveryWarning', 'What somebody must still know.', {
  JOURNAL_DIFFERS: 'The journals of terminal and platform differ; see its open differences.',
  JOURNAL_NOT_COMPARED: 'The journals were not compared since, e.g. because its software sends none.',
  OTHER_FAULTS: 'Other faults are still set.',
})

export const StepKindEnum = enumeration<Act['kind']>('RecoveryStepKind', 'Who does a step.', {
  COMMAND: 'The terminal, by a command.',
  HUMAN: 'A person, mostly the merchant, guided by the one who runs the recovery.',
  CHECK: 'The platform reads it from what is known.',
})

export const StepOutcomeEnum = enumeration<StepOutcome>('RecoveryStepOutcome', 'How a step ended.', {
  SUCCEEDED: 'As hoped.',
  FAILED: 'Not; the playbook says what is next.',
  SKIPPED: 'It was under way when the recovery ended.',
})

export const WorkOrderStateEnum = enumeration<WorkOrderState>('WorkOrderState', 'Where a work order is.', {
  OPEN: 'Nobody has it.',
  ASSIGNED: 'A technician has it.',
  DONE: 'Done on the spot.',
  CANCELLED: 'Not needed any more.',
})
