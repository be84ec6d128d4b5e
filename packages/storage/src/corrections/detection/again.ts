import type { Instant } from '@budeng/kernel'
import { HOUR, MINUTE } from '@budeng/kernel'
import { authOf, reversalOf } from '@budeng/transactions'
import { HOST_DUE_MS, LOOK_AGAIN_LATER_MS, LOOK_WAITS_MS } from '../../limits.ts'
import type { DetectionPlaceRow } from '../../rows/index.ts'
import { placeKey } from './due.ts'
import type { Gathered } from './gather.ts'
import { hostPlace } from './hosts.ts'
import { type BuiltView, placeOfRow } from './view.ts'

/**
 * A gap is a finding after five minutes, a hole of STANs after half an hour, a reversal without its original after a day,
 * money without a slip after four minutes.
 */
const GAP_MS = 5 * MINUTE
const NUMBER_MS = 30 * MINUTE
const ORPHAN_MS = 24 * HOUR
const OPEN_MS = 4 * MINUTE

/** Which places are not decided yet, and when to look at each again. What waits too long is given up: the night looks once more. */
export function placesAgain(
  gathered: Gathered,
  { unsettled }: BuiltView,
  since: ReadonlyMap<string, Instant>,
  now: Instant,
): DetectionPlaceRow[] {
  const own = new Map(gathered.own.map((each) => [placeOfRow(each.row), each]))
  const hosts = new Map(gathered.hosts.map((word) => [hostPlace(word), word]))
  return gathered.keys.flatMap(({ tid, ...key }): DetectionPlaceRow[] => {
    const place = `${tid}:${key.batchNo}:${key.stan}:${key.msgClass}`
    const [mine, word] = [own.get(place), hosts.get(place)]
    const dueAt = dueOf(mine, word?.record.outcome === 'APPROVED', unsettled.has(place), now)
    const began = since.get(placeKey(key)) ?? now
    return dueAt === null || now - began > LOOK_WAITS_MS ? [] : [{ ...key, dueAt, since: began }]
  })
}

function dueOf(
  mine: Gathered['own'][number] | undefined,
  isApprovedThere: boolean,
  isUnsettled: boolean,
  now: Instant,
): Instant | null {
  const later = (at: Instant) => (at > now ? at : now + LOOK_AGAIN_LATER_MS)
  if (mine === undefined) return isApprovedThere ? now + LOOK_AGAIN_LATER_MS : null
  const { facts, row } = mine
  if (facts.founding === null)
    return reversalOf(facts) !== 'NONE' && row.recordedAt + ORPHAN_MS > now ? row.recordedAt + ORPHAN_MS : null
  const isOpen = authOf(facts) === 'UNKNOWN' || ['REQUIRED', 'SENT', 'ABANDONED'].includes(reversalOf(facts))
  if (isOpen && isApprovedThere) return later((row.occurredAt ?? row.recordedAt) + OPEN_MS)
  return isUnsettled ? later(row.changedAt + HOST_DUE_MS) : null
}

/** When journals themselves are to be looked at again; null: when something happens. */
export function journalsAgain(
  { terminals }: Gathered,
  { view }: BuiltView,
  terminalId: string,
  now: Instant,
): Instant | null {
  const gaps = view.journals
    .filter((journal) => journal.terminalId === terminalId)
    .flatMap((journal) => journal.gaps.map(({ since }) => since + GAP_MS))
  const tid = terminals.get(terminalId)?.tid
  const numbers = view.numbers.filter((number) => number.tid === tid).map(({ at }) => at + NUMBER_MS)
  const times = [...gaps, ...numbers].filter((at) => at > now)
  return times.length === 0 ? null : Math.min(...times)
}
