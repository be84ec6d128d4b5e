import { HOUR, type Instant, MINUTE } from '@budeng/kernel'
import type { FaultCode } from './fault-table.ts'

/** What a terminal does not say of itself: the platform sees it by how often something happened. */
export interface Seen {
  readonly type: 'PRESENCE' | 'BOOT' | 'CRASH' | 'CLONE' | 'CLONE_OVER'
  readonly at: Instant
}

/**
 * What a start of a terminal counts as, by the reason that it gives ([P-10.6]). One that was asked for, by a command or by
 * new software, is no sign of illness: else a recovery that restarts a terminal twice would find it ill of restarting.
 */
export function seenInBoot(reason: string | null): readonly Seen['type'][] {
  if (reason === 'COMMAND' || reason === 'UPDATE') return []
  return reason === 'CRASH' ? ['BOOT', 'CRASH'] : ['BOOT']
}

/** So many within so long set a fault, and none for as long clears it. */
const COUNTED: readonly { code: FaultCode; type: Seen['type']; count: number; withinMs: number }[] = [
  // a loss and a return each
  { code: 'NET_FLAPPING', type: 'PRESENCE', count: 8, withinMs: 30 * MINUTE },
  // an application that fell says so only with its next start
  { code: 'SYS_APP_CRASH', type: 'CRASH', count: 1, withinMs: 30 * MINUTE },
  { code: 'SYS_REBOOT_LOOP', type: 'BOOT', count: 3, withinMs: HOUR },
]

/** How far back one has to look. */
export const SEEN_BACK_MS = HOUR

/** Which of these faults stand now. A suspected copy stays until somebody has looked. */
export function faultsBySight(seen: readonly Seen[], at: Instant): readonly FaultCode[] {
  const counted = COUNTED.filter(
    ({ type, count, withinMs }) => seen.filter((each) => each.type === type && each.at > at - withinMs).length >= count,
  ).map(({ code }) => code)
  const over = isCopyOver(seen)
  return !over && seen.some(({ type }) => type === 'CLONE') ? [...counted, 'SEC_CLONE_SUSPECT'] : counted
}

/** Somebody has looked, and nothing was seen since that looks like a copy. */
export function isCopyOver(seen: readonly Seen[]): boolean {
  const newest = (wanted: Seen['type']) => Math.max(0, ...seen.flatMap(({ type, at }) => (type === wanted ? [at] : [])))
  return newest('CLONE_OVER') > 0 && newest('CLONE_OVER') >= newest('CLONE')
}

/** Faults that only the platform sets and clears; a suspected copy is not cleared by time. */
export const FAULTS_BY_SIGHT: readonly FaultCode[] = COUNTED.map(({ code }) => code)
