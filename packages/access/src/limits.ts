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
/** A session whose person did nothing for so long is locked until a factor opens it. */
export const IDLE_LOCK_MS = 15 * MINUTE
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
/** A role or a second factor younger than this approves nothing. */
export const FACTOR_AGE_MIN_MS = 24 * HOUR
/** A change that nobody approved within this lapses. */
export const CHANGE_LAPSE_MS = 72 * HOUR
/** What one person did alone is reviewed within this, or it is overdue. */
export const BREAK_GLASS_REVIEW_MS = 24 * HOUR
/** Bounds of what a presence policy may ask as the least size of a bulk action. */
export const BULK_FROM_MIN = 2
export const BULK_FROM_MAX = 100
/** Most terminals that an action may touch before it counts one tier higher. */
export const BULK_RAISE_MAX = 100_000
export const TRAINING_TEXT_LENGTH_MAX = 1_000
/** Life of an API key, how long an old one works on beside its successor, networks of one key, characters of its name. */
export const API_KEY_LIFE_MAX_MS = 365 * DAY
export const API_KEY_OVERLAP_MAX_MS = 7 * DAY
export const API_KEY_ADDRESSES_MAX = 20
export const API_KEY_NAME_LENGTH_MAX = 60
/** A one-time link that makes an account. */
export const INVITATION_LIFE_MS = 72 * HOUR
/** How long one code stands for small actions on one session. */
export const ELEVATION_LIFE_MS = 15 * MINUTE
/** How long a passkey may take to sign what is on the screen. */
export const CHALLENGE_LIFE_MS = 5 * MINUTE
/** Recovery codes of a person, each good for one login. */
export const RECOVERY_CODES = 10
/** Passkeys of a person. */
export const PASSKEYS_MAX = 10
/** Length of a step of an authenticator's code, and how many steps its clock may be off. */
export const TOTP_STEP_MS = 30_000
export const TOTP_DRIFT_STEPS = 1
/** A board's token ends at the latest after this. */
export const BOARD_LIFE_MAX_MS = 90 * DAY
export const BOARD_LIFE_DEFAULT_MS = 30 * DAY
/** How long somebody may take at an identity provider, and how long what it says stands for a password here. */
export const PROVIDER_LOGIN_LIFE_MS = 10 * MINUTE
export const FRESH_LOGIN_MS = 10 * MINUTE
/** E-mail domains of a provider; characters of its name, issuer, client id and secret. */
export const PROVIDER_DOMAINS_MAX = 20
export const PROVIDER_NAME_LENGTH_MAX = 60
export const PROVIDER_TEXT_LENGTH_MAX = 500
/** Most recoveries that an organisation may let go by themselves. */
export const RECOVERIES_PER_HOUR_MAX = 2_000
export const RECOVERIES_PER_DAY_MAX = 20_000
