import type { RecoveryEventWords, RecoveryWords } from './recovery-words.ts'

const REASONS: RecoveryWords['recoveryReasons'] = {
  UNREACHABLE: 'It does not answer.',
  BACKUP_FAILED: 'What it holds could not be brought to safety.',
  NOT_REGISTERED: 'The host does not know it: signing on does not help.',
  HOST_ILL: 'The host itself is ill.',
  PART_OF_INCIDENT: 'It is part of an incident.',
  TAMPERED: 'It was tampered with.',
  SIGN_ON_KEEPS_FAILING: 'It does not sign on.',
  NETWORK_KEEPS_FAILING: 'Its network does not come back.',
  SYSTEM_KEEPS_FAILING: 'Its software does not come back.',
  HARDWARE_BROKEN: 'A part is broken.',
  SWAPPED: 'Another device stands there now.',
  MOVED: 'It was moved meanwhile.',
  RETIRED: 'It was taken out of use meanwhile.',
  GIVEN_UP: 'A person ended it.',
}

/** Recoveries and work orders in English. */
export const recoveryWords: RecoveryWords = {
  playbooks: {
    AUTH: 'sign on again',
    NET: 'network',
    SYS: 'software',
    HW: 'by hand on the spot',
    SEC: 'lock and replace',
  },
  recoverySteps: {
    incident: 'is it part of an incident',
    status: 'ask for its state',
    classify: 'does signing on help',
    backup: 'bring to safety what it holds',
    relogin: 'sign on anew',
    operator: 'the cashier logs in',
    keys: 'load new keys',
    parameters: 'set its parameters',
    rebooted: 'is it well after the restart of the device',
    logs: 'fetch its log',
    network: 'begin the network anew',
    connected: 'is it well on the new connection',
    place: 'power and network on the spot',
    sim: 'SIM card',
    restart: 'restart',
    restarted: 'is it well after the restart',
    reboot: 'restart the device',
    selftest: 'self-test',
    message: 'tell the merchant',
    paper: 'paper and printer',
    verify: 'is the problem gone',
    compare: 'compare the journals',
    lock: 'lock',
  },
  stepOutcomes: { SUCCEEDED: 'done', FAILED: 'failed', SKIPPED: 'left out' },
  recoveryWarnings: {
    JOURNAL_DIFFERS: 'the journals differ',
    JOURNAL_NOT_COMPARED: 'the journals were not compared',
    OTHER_FAULTS: 'other faults are set',
  },
  recoveryEnds: {
    RECOVERED: 'recovered',
    RECOVERED_WITH_WARNING: 'recovered, with a warning',
    NOT_FIXABLE_REMOTELY: 'not to be mended from afar',
    ESCALATED: 'somebody has to go there',
  },
  recoveryReasons: REASONS,
  workOrderReasons: { ...REASONS, VISIT_FAILED: 'The visit found what may be a foreign hand.' },
  workOrderStates: { OPEN: 'open', ASSIGNED: 'assigned', DONE: 'done', CANCELLED: 'cancelled' },
}

/** What happened to them, one sentence each. */
export const recoveryEvents: RecoveryEventWords = {
  AutomaticRecoveryStopped: 'Nothing recovers by itself any more: {reason}',
  RecoveryStarted: 'A recovery was started ({playbook:playbooks}). {cause:causes?}',
  RecoveryStepBegan: 'Recovery, step {step:recoverySteps}.',
  RecoveryStepEnded: 'Recovery, step {step:recoverySteps}: {outcome:stepOutcomes}. {note:remark?}',
  RecoveryWarned: 'The recovery warns: {warning:recoveryWarnings}.',
  RecoveryEnded: 'The recovery ended: {end:recoveryEnds}. {reason:recoveryReasons?}',
  WorkOrderOpened: 'A work order was opened, due {dueAt:time}. {reason:workOrderReasons?}',
  WorkOrderChanged: 'The work order is {state:workOrderStates}. {outcome}',
  WorkOrderPhotoAdded: 'A photograph was added to the work order: {name}',
}
