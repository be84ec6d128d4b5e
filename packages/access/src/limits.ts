import { DAY, HOUR, MINUTE } from '@budeng/kernel'

export const PASSWORD_LENGTH_MIN = 12
/** Beyond this a password only costs hashing time. */
export const PASSWORD_LENGTH_MAX = 256
/** Failed logins in the window that lock an account, whoever tries. */
export const ACCOUNT_FAILURES_MAX = 5
/** Failed logins in the window that lock an address, whatever accounts it tries. */
export const ADDRESS_FAILURES_MAX = 30
export const LOGIN_FAILURE_WINDOW_MS = 15 * MINUTE
/** A session ends this long after login, used or not. */
export const SESSION_LIFE_MS = 12 * HOUR
/** "Last seen" of a session is written at most this often. */
export const SESSION_TOUCH_MS = MINUTE
/** Most terminals that one action of a role may touch. */
export const STAFF_TERMINALS_MAX = 100_000
export const AGENT_TERMINALS_MAX = 50
export const TECHNICIAN_TERMINALS_MAX = 1
/** Agents below agents, and so the depth of the tree. */
export const AGENT_LEVELS_MAX = 8
/** Largest budget and largest number of terminals that a grant can name. */
export const GRANT_BUDGET_MAX = 100_000
/** A grant is given again after two years at the latest. */
export const GRANT_LIFE_MAX_MS = 731 * DAY
/** Nobody is away longer than this at a time. */
export const DEPUTY_LIFE_MAX_MS = 184 * DAY
/** Characters of an organisation's code, of its name, and of address, phone and contact. */
export const CODE_LENGTH_MAX = 64
export const NAME_LENGTH_MAX = 120
export const PLACE_TEXT_LENGTH_MAX = 300
