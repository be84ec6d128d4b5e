/** Every expected "no" of this room. */
export const ACCESS_REFUSAL_CODES = [
  'AGENTS_TOO_DEEP',
  'LOGIN_FAILED',
  'LOGIN_LOCKED',
  'NOT_PERMITTED',
  'PARENT_KIND',
  'PASSWORD_COMMON',
  'PASSWORD_NAMES_PERSON',
  'PASSWORD_NEEDS_DIGIT',
  'PASSWORD_NEEDS_LETTER',
  'PASSWORD_TOO_LONG',
  'PASSWORD_TOO_SHORT',
  'SESSION_ENDED',
] as const
export type AccessRefusalCode = (typeof ACCESS_REFUSAL_CODES)[number]
