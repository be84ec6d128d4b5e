import type {
  AlertState,
  ContradictionCode,
  FirstAction,
  GroupKind,
  Metric,
  ResponseRoute,
  Severity,
} from '@budeng/fleet'
import type { HistoryRange } from '@budeng/storage'
import { enumeration } from '../../graphql/enumeration.ts'

export const SeverityEnum = enumeration<Severity>('Severity', 'How much something matters, the least first.', {
  INFO: 'To be known.',
  WARNING: 'Will become a trouble.',
  MINOR: 'A trouble that trade goes on with.',
  MAJOR: 'Trade stands still, or soon will.',
  CRITICAL: 'Security, or many terminals at once.',
})

export const AlertStateEnum = enumeration<AlertState>('AlertState', 'The life of an alert, and of an incident.', {
  RAISED: 'Nobody has acknowledged it.',
  ACKNOWLEDGED: 'Somebody is on it.',
  CLEARED: 'Done with.',
})

export const MetricEnum = enumeration<Metric>('Metric', 'Figures of a terminal that are kept over time.', {
  BATTERY: 'Charge of the battery, in percent.',
  SIGNAL: 'Strength of the radio signal (RSRP), in dBm.',
  ROUND_TRIP: 'To the host and back, in milliseconds.',
  CPU: 'Use of the processor, in percent.',
  MEMORY_FREE: 'Free memory, in percent.',
  STORAGE_FREE: 'Free storage, in percent.',
  CLOCK_SKEW: 'How wrong its own clock is, in seconds.',
  DECLINES: 'Share of transactions that were declined in the last hour, in percent.',
})

export const HistoryRangeEnum = enumeration<HistoryRange>('HistoryRange', 'How far back, and how fine.', {
  HOUR: 'The last hour, a point a minute.',
  DAY: 'The last day, a point every five minutes.',
  WEEK: 'The last seven days, a point every quarter of an hour.',
  MONTH: 'The last thirty days, a point every two hours.',
  QUARTER: 'The last ninety days, a point every six hours.',
})

export const GroupKindEnum = enumeration<GroupKind>('GroupKind', 'What terminals have in common that fail together.', {
  STORE: 'They stand in one store.',
  CELL: 'They are on one radio cell.',
  OPERATOR: 'They are on one mobile network.',
  HOST: "They work with one acquirer's host.",
  APP_VERSION: 'They run one version of the application.',
})

export const FirstActionEnum = enumeration<FirstAction>('FirstAction', 'The first thing to do about a fault.', {
  NONE: 'Nothing.',
  WAIT: 'Wait: it is not for us to mend.',
  ASK_STATUS: 'Ask the terminal how it is.',
  TELL_MERCHANT: 'Tell the merchant.',
  CHECK_SIM: 'Check the SIM card.',
  CHECK_NETWORK: 'Check the network.',
  RELOGIN: 'Sign on anew.',
  REGISTRATION_TICKET: 'Have it registered at the host: a re-login does not help.',
  APP_RESTART: 'Restart the application.',
  REBOOT: 'Restart the terminal.',
  PULL_PARAMETERS: 'Let it fetch its parameters.',
  UPDATE: 'Update its software.',
  LOAD_KEYS: 'Load its keys.',
  RENEW_CERTIFICATE: 'Renew its certificate.',
  WORK_ORDER: 'Send a technician: no command can mend it.',
  LOCK_AND_SWAP: 'Lock it and swap it.',
  COMPARE_JOURNAL: 'Compare its journal.',
  SETTLE: 'Settle its batch.',
})

export const ContradictionEnum = enumeration<ContradictionCode>(
  'ContradictionCode',
  'What cannot be true at once; nobody guesses which half is.',
  {
    NO_NETWORK_YET_HEARD: 'It says that it has no network, and is heard.',
    TAMPERED_YET_PED_OK: 'It was opened, and its PIN entry device is well.',
    TAMPERED_YET_SIGNED_ON: 'It was opened, and is signed on.',
    KEYS_MISSING_YET_SIGNED_ON: 'It has no keys, and is signed on.',
    FAULT_YET_PART_OK: 'It reports a fault of a part that it calls well.',
    NO_SIM_YET_ON_CELL: 'It has no SIM card, and is on a mobile network.',
    MAINS_YET_NOT_CHARGING: 'It is on mains, and does not charge.',
    NETWORK_WITHOUT_HOST_YET_APPROVING: 'It cannot reach its host, and has approvals of the last hour.',
  },
)

export const ResponseRouteEnum = enumeration<ResponseRoute>(
  'ResponseRoute',
  "Where a host's answer to a sign-on leads.",
  {
    APPROVED: 'All is well.',
    RELOGIN: 'Signing on anew helps.',
    REGISTRATION: 'It must be registered at the host; a re-login does not help.',
    HOST_ILL: 'The host is ill: wait.',
    OTHER: 'Not known.',
  },
)

export const CareActionEnum = enumeration<'ACKNOWLEDGE' | 'CLAIM' | 'HAND_OVER' | 'COMMENT' | 'CLEAR'>(
  'CareAction',
  'What a person does with an alert or an incident.',
  {
    ACKNOWLEDGE: 'Has seen it.',
    CLAIM: 'Takes it on.',
    HAND_OVER: 'Gives it to somebody else, with a word.',
    COMMENT: 'Says something about it.',
    CLEAR: 'Closes it, when what it was about is over.',
  },
)
