import type { Instant } from './instant.ts'

/** Risk of an order: R0 reads, R1 reversible, R2 disruptive, R3 destructive. */
export const TIERS = ['R0', 'R1', 'R2', 'R3'] as const
export type Tier = (typeof TIERS)[number]

export const BUDGET_PERIODS = ['HOUR', 'DAY'] as const
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number]

/** How many terminals may still be acted on in a running hour or day. */
export interface Budget {
  readonly period: BudgetPeriod
  readonly limit: number
  readonly spent: number
  readonly resetsAt: Instant
}

/** One live grant, as a decision needs it. */
export interface GrantedRight {
  readonly grantId: string
  /** Command types that it covers. */
  readonly types: readonly string[]
  readonly tierMax: Tier
  readonly terminalsMax: number
  readonly expiresAt: Instant
  readonly budgets: readonly Budget[]
}

/** What one agent's organisation on the way up the tree was granted. No two of its grants cover the same type. */
export interface GrantLevel {
  readonly nodeId: string
  readonly grants: readonly GrantedRight[]
}

/**
 * What another word needs to know of who asks, as plain values: the core of `fleet` decides with it and never
 * asks `access` anything. Made in the shell by `access`, from role, grants and organisation.
 */
export interface Authority {
  /** The person who acts; `null` for the platform itself (timers, automatic backups). */
  readonly personId: string | null
  /** The human behind the account: several accounts of one human share it. Null for the platform and for programs. */
  readonly humanId: string | null
  /** True for a service account, which never stands for a person: whatever is disruptive waits for one. */
  readonly isService: boolean
  /** Permissions held, e.g. `command:RELOGIN`, `command:approve`. */
  readonly permits: ReadonlySet<string>
  /** Most terminals that one action of this person may touch. */
  readonly terminalsMax: number
  /** True when policy asks this person for presence before a re-login of one terminal. */
  readonly presenceRequired: boolean
  /** Every agent's organisation above and at the person's own: each must have been granted what is more than reading. */
  readonly granted: readonly GrantLevel[]
  /** People for whom this one is deputy now: never their second person. */
  readonly standsFor: readonly string[]
}

/** The platform acting for itself. */
export const PLATFORM: Authority = {
  personId: null,
  humanId: null,
  isService: false,
  permits: new Set<string>(),
  terminalsMax: Number.MAX_SAFE_INTEGER,
  presenceRequired: false,
  granted: [],
  standsFor: [],
}
