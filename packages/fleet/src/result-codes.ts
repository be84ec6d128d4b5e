/**
 * Why a terminal could not do it, by class. Codes outside the list count as final: what is not known to pass by itself
 * is not tried again.
 */
export const RETRYABLE_RESULT_CODES = [
  // the network between terminal and host
  'HOST_UNREACHABLE',
  'HOST_TIMEOUT',
  'NETWORK_LOST',
  // the host is ill for the moment
  'HOST_BUSY',
  // the platform's own handshake ran into its time limit or was answered too late
  'PLATFORM_TIMEOUT',
  'NONCE_EXPIRED',
  'NONCE_UNKNOWN',
] as const

export function isRetryable(resultCode: string): boolean {
  return (RETRYABLE_RESULT_CODES as readonly string[]).includes(resultCode)
}

/**
 * Every code that a result of PROTOCOL.md can carry, [P-7.6] and [P-9.9]: each language has words for it. Terminals of
 * vendors may name others; those are shown as they are.
 */
export const RESULT_CODES = [
  ...RETRYABLE_RESULT_CODES,
  // what was done
  'APPLIED',
  'BACKED_UP',
  'KEYS_RENEWED',
  'LOCKED',
  'NETWORK_RESET',
  'PARAMETERS_APPLIED',
  'PASSED',
  'RESTARTED',
  'SETTLED',
  'SHOWN',
  'SIGNED_ON',
  'STATUS',
  'SYNC_STARTED',
  'UNLOCKED',
  'UPDATED',
  'UPLOADED',
  // nothing was to be done
  'ALREADY_LOCKED',
  'NOT_LOCKED',
  'NO_OPEN_BATCH',
  'NO_RECORDS',
  'NOTHING_TO_SEND',
  'UP_TO_DATE',
  // why it could not be done
  'BACKUP_TOO_LARGE',
  'HOST_DECLINED',
  'HOST_SIGN_ON_MISSING',
  'INTERRUPTED',
  'KEY_INJECTION_REFUSED',
  'KEY_INJECTION_UNREACHABLE',
  'NOT_READY',
  'NOT_NOW',
  'NOT_SIGNED_ON',
  'NO_BATCH',
  'OLD_VERSION',
  'OPERATOR_REFUSED',
  'OPERATOR_TIMEOUT',
  'OPERATOR_UNSUPPORTED',
  'PACKAGE_DAMAGED',
  'PACKAGE_GONE',
  'PACKAGE_NOT_GENUINE',
  'PARAMETERS_REFUSED',
  'REVERTED',
  'ROLLED_BACK',
  'SELF_TEST_FAILED',
  'TERMINAL_FAULT',
  'TOO_LARGE',
  'UPLOAD_REFUSED',
  'WRONG_MODEL',
  // why the terminal did not accept it
  'BAD_PARAMETERS',
  'EXPIRED',
  'FORBIDDEN_BY_MERCHANT',
  'OUTSIDE_WINDOW',
  'UNKNOWN',
  'UNSUPPORTED',
  // why a correction was not applied
  'NACK_BASE',
  'NACK_EPOCH',
  'NACK_ERASED',
  'NACK_POLICY',
  // why the platform did not accept its sign-on
  'DEVICE_BLOCKED',
  'EPOCH_MISMATCH',
  'SIGNATURE_INVALID',
  'TICKET_INVALID',
] as const
export type ResultCode = (typeof RESULT_CODES)[number]
