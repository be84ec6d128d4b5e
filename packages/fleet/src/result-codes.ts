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
