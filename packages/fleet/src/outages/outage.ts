import { type Instant, MINUTE, type Millis } from '@budeng/kernel'

/** What terminals that fail together may have in common. */
export const GROUP_KINDS = ['STORE', 'CELL', 'OPERATOR', 'HOST', 'APP_VERSION'] as const
export type GroupKind = (typeof GROUP_KINDS)[number]

/** One group, e.g. all terminals of an acquirer on one radio cell. */
export interface Group {
  readonly acquirerId: string
  readonly kind: GroupKind
  readonly key: string
}

export function groupId({ acquirerId, kind, key }: Group): string {
  return `${acquirerId} ${kind} ${key}`
}

/** A terminal that has just got into trouble, with every group that it belongs to. */
export interface Trouble {
  readonly terminalId: string
  readonly at: Instant
  readonly groups: readonly Group[]
}

/** An outage is at least so many terminals, and such a share of the group, within this time. */
export const OUTAGE_TERMINALS_MIN = 20
export const OUTAGE_SHARE_MIN = 0.3
export const OUTAGE_WINDOW_MS: Millis = 5 * MINUTE
/** It is over when not more than this share of those hit is still in trouble, and that for a while. */
export const OUTAGE_OVER_SHARE = 0.1
export const OUTAGE_OVER_MS: Millis = 2 * MINUTE

/** One outage of many terminals: single alerts fold into it, and no recovery begins by itself while it lasts. */
export interface Incident extends Group {
  readonly id: string
  readonly startedAt: Instant
  readonly endedAt: Instant | null
  /** Terminals hit so far, how many of them are still in trouble, and how many the group has. */
  readonly hit: number
  readonly out: number
  readonly population: number
  /** Since when so few are left that it may be over; null: it is not. */
  readonly quietSince: Instant | null
}
