import type { ApiKeyLineFragment, Role } from '../api/generated/graphql.ts'
import { dayOf } from '../ui/day.ts'

/** Roles that a program may have: an administrator's rights are for people. */
export const PROGRAM_ROLES = [
  'OPERATIONS',
  'AGENT',
  'TECHNICIAN',
  'AUDITOR',
  'VIEWER',
] as const satisfies readonly Role[]

const DAY_MS = 86_400_000
const DAYS_DEFAULT = 90
/** The API allows 365 days; the last day counts to its end. */
const DAYS_MAX = 364
/** A key that ends within this time asks to be rotated. */
const SOON_MS = 14 * DAY_MS

/** The last day of a key unless somebody chooses another. */
export function usualLastDay(now: number): string {
  return dayOf(now + DAYS_DEFAULT * DAY_MS)
}

/** The latest day that may be chosen. */
export function latestLastDay(now: number): string {
  return dayOf(now + DAYS_MAX * DAY_MS)
}

export type KeyState = 'LIVE' | 'SOON' | 'EXPIRED' | 'REVOKED' | 'ENDED'

/** Whether a key works; ENDED is a key whose account was ended. */
export function keyState(
  { revokedAt, expiresAt }: Pick<ApiKeyLineFragment, 'revokedAt' | 'expiresAt'>,
  disabledAt: string | null,
  now: number,
): KeyState {
  if (revokedAt !== null) return 'REVOKED'
  if (disabledAt !== null) return 'ENDED'
  const left = Date.parse(expiresAt) - now
  if (left <= 0) return 'EXPIRED'
  return left <= SOON_MS ? 'SOON' : 'LIVE'
}

/** Whether it still opens anything. */
export function works(state: KeyState): boolean {
  return state === 'LIVE' || state === 'SOON'
}

/** Networks as they were typed: one a line, or parted by commas or blanks. */
export function networksOf(text: string): string[] {
  return text.split(/[\s,，;；]+/).filter((network) => network !== '')
}

export const SCOPE_GROUPS = ['reading', 'commands', 'other'] as const
export type ScopeGroup = (typeof SCOPE_GROUPS)[number]

/** Scopes in the order in which somebody weighs them: what only reads, what commands, the rest. */
export function groupOf(scope: string): ScopeGroup {
  if (scope.endsWith(':read')) return 'reading'
  return scope.startsWith('command:') ? 'commands' : 'other'
}
