import { MINUTE } from '@budeng/kernel'

/** What a terminal alone can tell counts as certain when it has stood for so long. */
export const SETTLED_MS = MINUTE
/** So many independent causes at once by one terminal's word: then its word is in doubt. */
export const STORM_CAUSES_MIN = 5
/** Near ones that share a trouble: at least so many, and such a share of those around it. */
export const NEAR_COUNT_MIN = 2
export const NEAR_SHARE_MIN = 0.5
/** The same among those that only share a network, a host or an application. */
export const FAR_COUNT_MIN = 5
export const FAR_SHARE_MIN = 0.3
/** So many others that are well are worth being told. */
export const WELL_COUNT_MIN = 3
/** A problem that came back so often after its playbook is not solved by it. */
export const CAME_BACK_MIN = 2
