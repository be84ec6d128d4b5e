/**
 * What another word needs to know of who asks, as plain values: the core of `fleet` decides with it and never
 * asks `access` anything. Made in the shell by `access`, from role and organisation.
 */
export interface Authority {
  /** The person who acts; `null` for the platform itself (timers, automatic backups). */
  readonly personId: string | null
  /** Permissions held, e.g. `command:RELOGIN`, `command:approve`. */
  readonly permits: ReadonlySet<string>
  /** Most terminals that one action of this person may touch. */
  readonly terminalsMax: number
  /** True when policy asks this person for presence before a re-login of one terminal. */
  readonly presenceRequired: boolean
}

/** The platform acting for itself. */
export const PLATFORM: Authority = {
  personId: null,
  permits: new Set<string>(),
  terminalsMax: Number.MAX_SAFE_INTEGER,
  presenceRequired: false,
}
