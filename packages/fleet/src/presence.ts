import type { Instant } from '@budeng/kernel'
import { HEARTBEAT_FRESH_FACTOR } from './limits.ts'
import type { Presence, TerminalSituation } from './terminal.ts'

type Reachability = Pick<TerminalSituation, 'connected' | 'heartbeatAt' | 'heartbeatIntervalMs'>

/** Connected and heard lately: ONLINE. Only one of the two: DEGRADED. Neither: OFFLINE. */
export function presenceOf(terminal: Reachability, at: Instant): Presence {
  const staleAt = heartbeatStaleAt(terminal)
  const isFresh = staleAt !== null && at < staleAt
  if (terminal.connected && isFresh) return 'ONLINE'
  return terminal.connected || isFresh ? 'DEGRADED' : 'OFFLINE'
}

/** When the last heartbeat stops to count: the moment at which presence changes if nothing comes. Null: none yet. */
export function heartbeatStaleAt({ heartbeatAt, heartbeatIntervalMs }: Reachability): Instant | null {
  return heartbeatAt === null ? null : heartbeatAt + heartbeatIntervalMs * HEARTBEAT_FRESH_FACTOR
}
