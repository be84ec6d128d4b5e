import type { CommandType } from '../command.ts'
import type { FaultCode } from '../health/fault-table.ts'
import type { PlaybookId } from '../recoveries/playbook.ts'

/** What may be behind a terminal's trouble. Of two that are equally likely the earlier one is told first. */
export const CAUSE_CODES = [
  'OUTAGE',
  'TAMPERED',
  'CLONED',
  'LOCKED',
  'SIGN_ON_LOCKED',
  'NOT_REGISTERED',
  'HOST_ILL',
  'KEYS',
  'CERTIFICATE',
  'UNREACHABLE',
  'SIM',
  'NETWORK_SETUP',
  'SIGNAL',
  'HOST_UNREACHABLE',
  'SIGN_ON_LOST',
  'STORAGE',
  'REBOOTS',
  'APPLICATION',
  'CLOCK',
  'BATTERY',
  'PRINTER',
  'READER',
  'SCREEN_OR_KEYS',
  'PAPER',
  'FLAPPING',
  'VERSIONS',
  'PARAMETERS',
  'MISPLACED',
  'JOURNAL',
  'QUEUE_STUCK',
  'UNSETTLED',
  'UNKNOWN',
] as const
export type CauseCode = (typeof CAUSE_CODES)[number]

export interface CauseFacts {
  /** What brings the terminal back; null: nothing from afar does, or it is no matter of a recovery. */
  readonly playbook: PlaybookId | null
  /** The one command that fits, where one does. */
  readonly suggests: CommandType | null
  /** It may hit many terminals at once: an outage explains it. */
  readonly shared: boolean
  /** Causes of which it is a consequence when they stand. */
  readonly after: readonly CauseCode[]
}

const NO_WAY_TO_HOST: readonly CauseCode[] = ['HOST_ILL', 'HOST_UNREACHABLE', 'SIM', 'NETWORK_SETUP']
const NO_SIGN_ON: readonly CauseCode[] = ['TAMPERED', 'KEYS', 'SIGN_ON_LOCKED', 'NOT_REGISTERED']

const cause = (
  playbook: PlaybookId | null,
  rest: Partial<Pick<CauseFacts, 'suggests' | 'shared' | 'after'>> = {},
): CauseFacts => ({ playbook, suggests: null, shared: false, after: [], ...rest })

export const CAUSES: Readonly<Record<CauseCode, CauseFacts>> = {
  OUTAGE: cause(null),
  TAMPERED: cause('SEC'),
  CLONED: cause('SEC'),
  LOCKED: cause(null, { suggests: 'UNLOCK' }),
  SIGN_ON_LOCKED: cause(null, { suggests: 'UNLOCK' }),
  NOT_REGISTERED: cause(null),
  HOST_ILL: cause(null, { shared: true }),
  KEYS: cause('SEC', { after: ['TAMPERED'] }),
  CERTIFICATE: cause(null),
  UNREACHABLE: cause('NET', { shared: true, after: ['BATTERY', 'SIM', 'SIGNAL', 'REBOOTS'] }),
  SIM: cause('NET'),
  NETWORK_SETUP: cause('NET', { shared: true }),
  SIGNAL: cause('NET'),
  HOST_UNREACHABLE: cause('NET', { shared: true, after: ['SIM', 'NETWORK_SETUP', 'SIGNAL'] }),
  SIGN_ON_LOST: cause('AUTH', {
    suggests: 'RELOGIN',
    shared: true,
    after: [...NO_WAY_TO_HOST, ...NO_SIGN_ON, 'CERTIFICATE', 'CLONED'],
  }),
  STORAGE: cause('SYS', { suggests: 'REBOOT' }),
  REBOOTS: cause('SYS', { shared: true, after: ['STORAGE', 'BATTERY'] }),
  APPLICATION: cause('SYS', { suggests: 'APP_RESTART', shared: true, after: ['STORAGE', 'REBOOTS'] }),
  CLOCK: cause('SYS'),
  BATTERY: cause('HW'),
  PRINTER: cause('HW'),
  READER: cause('HW'),
  SCREEN_OR_KEYS: cause('HW'),
  PAPER: cause('HW', { after: ['PRINTER'] }),
  FLAPPING: cause('NET', { shared: true, after: ['SIM', 'SIGNAL', 'NETWORK_SETUP', 'REBOOTS', 'BATTERY', 'CLONED'] }),
  VERSIONS: cause('SYS', { shared: true }),
  PARAMETERS: cause(null, { suggests: 'PARAMETERS_PULL' }),
  MISPLACED: cause(null),
  JOURNAL: cause(null, { suggests: 'JOURNAL_SYNC', after: ['CLONED'] }),
  QUEUE_STUCK: cause(null, {
    shared: true,
    after: [...NO_WAY_TO_HOST, ...NO_SIGN_ON, 'SIGNAL', 'SIGN_ON_LOST', 'UNREACHABLE'],
  }),
  UNSETTLED: cause(null, {
    suggests: 'SETTLE',
    after: [...NO_WAY_TO_HOST, ...NO_SIGN_ON, 'SIGN_ON_LOST', 'UNREACHABLE'],
  }),
  UNKNOWN: cause(null),
}

/** Which cause each fault of the table speaks for. */
export const CAUSE_OF_FAULT: Readonly<Record<FaultCode, CauseCode>> = {
  SYS_APP_CRASH: 'APPLICATION',
  SYS_ANR: 'APPLICATION',
  SYS_STORAGE_FULL: 'STORAGE',
  SYS_CLOCK_SKEW: 'CLOCK',
  SYS_REBOOT_LOOP: 'REBOOTS',
  SYS_PARAM_MISMATCH: 'PARAMETERS',
  SYS_UPDATE_STUCK: 'VERSIONS',
  SYS_KERNEL_OUTDATED: 'VERSIONS',
  NET_NO_HEARTBEAT: 'UNREACHABLE',
  NET_NO_SIM: 'SIM',
  NET_SIM_INACTIVE: 'SIM',
  NET_WEAK: 'SIGNAL',
  NET_DNS: 'NETWORK_SETUP',
  NET_TLS: 'NETWORK_SETUP',
  NET_HOST_UNREACHABLE: 'HOST_UNREACHABLE',
  NET_HOST_ILL: 'HOST_ILL',
  NET_FLAPPING: 'FLAPPING',
  NET_APN: 'NETWORK_SETUP',
  HW_PRINTER_PAPER_LOW: 'PAPER',
  HW_PRINTER_NO_PAPER: 'PAPER',
  HW_PRINTER_JAM: 'PAPER',
  HW_PRINTER_FAIL: 'PRINTER',
  HW_READER_MSR: 'READER',
  HW_READER_ICC: 'READER',
  HW_READER_NFC: 'READER',
  HW_BATTERY: 'BATTERY',
  HW_DISPLAY: 'SCREEN_OR_KEYS',
  HW_KEYPAD: 'SCREEN_OR_KEYS',
  HW_TOUCH: 'SCREEN_OR_KEYS',
  SEC_TAMPER: 'TAMPERED',
  SEC_PED_FAIL: 'TAMPERED',
  SEC_KEYS_MISSING: 'KEYS',
  SEC_KEY_EXPIRED: 'KEYS',
  SEC_CERT_EXPIRED: 'CERTIFICATE',
  SEC_ROOTED: 'TAMPERED',
  SEC_CLONE_SUSPECT: 'CLONED',
  SEC_OUT_OF_FENCE: 'MISPLACED',
  AUTH_LOGGED_OUT: 'SIGN_ON_LOST',
  AUTH_SIGNON_FAILED: 'SIGN_ON_LOST',
  AUTH_MAC_ERROR: 'SIGN_ON_LOST',
  AUTH_BATCH_MISMATCH: 'SIGN_ON_LOST',
  AUTH_TERMINAL_UNREGISTERED: 'NOT_REGISTERED',
  AUTH_MERCHANT_INVALID: 'NOT_REGISTERED',
  AUTH_OPERATOR_LOCKED: 'SIGN_ON_LOCKED',
  AUTH_DEVICE_CERT: 'CERTIFICATE',
  TXN_REVERSAL_STUCK: 'QUEUE_STUCK',
  TXN_SAF_BACKLOG: 'QUEUE_STUCK',
  TXN_SEQ_GAP: 'JOURNAL',
  TXN_DIGEST_MISMATCH: 'JOURNAL',
  TXN_DUPLICATE: 'JOURNAL',
  TXN_UNSETTLED_AGE: 'UNSETTLED',
}
