import { SECOND } from '@budeng/kernel'

/** Largest body that the simulated host reads. */
export const HOST_BODY_BYTES_MAX = 4 * 1024
/** Scripted answers that one terminal may have waiting at the host. */
export const HOST_SCRIPT_MAX = 100
/** Longest delay of an answer that a script may ask for. */
export const HOST_DELAY_MAX_MS = 60 * SECOND
