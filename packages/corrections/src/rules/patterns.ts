import { groupBy } from '@budeng/kernel'
import type { TierLimits } from '../tiers.ts'
import { standardMinor } from '../money-limits.ts'
import type { ExplanationCode } from '../words.ts'
import { type Found, rule } from './rule.ts'
import {
  BELOW_TIER_BAND_PERCENT,
  BELOW_TIER_COUNT_MIN,
  BELOW_TIER_SHARE,
  DESK_COUNT_MIN,
  DESK_RECENT_MS,
  OWN_SHARE_RISE,
  PAIR_ABOVE_PEERS,
  PAIR_SCORE,
  PAIR_SHARE,
  STORM_COUNT_MIN,
  STORM_SCORE,
} from './thresholds.ts'
import type { DeskEntry, Window } from './view.ts'

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = 0, high = 0] = [sorted[middle - 1], sorted[middle]]
  return sorted.length % 2 === 1 ? high : (low + high) / 2
}

/** How far a number is from what is usual, in robust deviations: single days that were out of order do not move it. */
function robustScore(count: number, history: readonly number[]): number {
  const usual = median(history)
  // counts that never vary would make anything infinitely unusual
  const spread = Math.max(1, median(history.map((each) => Math.abs(each - usual))))
  return (0.6745 * (count - usual)) / spread
}

/** Many reversals or declines at once. One host that is down is one cause, however many groups show it; another day's is another. */
export const storm = rule({
  id: 'R20',
  name: 'STORM',
  severity: 'HIGH',
  kinds: [],
  find: ({ windows }) => {
    const unusual = windows.filter(
      ({ count, history }) =>
        count >= STORM_COUNT_MIN && history.length > 0 && robustScore(count, history) >= STORM_SCORE,
    )
    const causes = groupBy(unusual, ({ host, what, day }) => `storm:${host}:${what}:${day}`)
    return [...causes].map(([cause, group]) => stormOf(cause, group))
  },
})

function stormOf(cause: string, group: readonly Window[]): Found {
  const [first] = group
  const count = group.reduce((sum, each) => sum + each.count, 0)
  const code = first?.what === 'DECLINES' ? 'DECLINE_STORM' : 'REVERSAL_STORM'
  return {
    cause,
    subjects: group.map((each) => each.group),
    kind: null,
    atStake: null,
    explanation: { code, facts: { host: first?.host ?? '', groups: group.length, count } },
  }
}

/** The desk itself: pairs that always agree, amounts just below a tier, and people who correct more and more for their own. */
export const correctionPattern = rule({
  id: 'R21',
  name: 'CORRECTION_PATTERN',
  severity: 'HIGH',
  kinds: [],
  find: ({ desk, tiers, now }) => {
    const makers = groupBy(desk, ({ maker }) => maker)
    return [...makers].flatMap(([maker, own]) => [
      ...pairs(maker, own, makers),
      ...belowTier(maker, own, tiers),
      ...forItsOwn(maker, own, now),
    ])
  },
})

function found(
  maker: string,
  code: ExplanationCode,
  entries: readonly DeskEntry[],
  facts: Readonly<Record<string, string | number>>,
): Found {
  return {
    cause: `desk:${maker}`,
    subjects: entries.map(({ id }) => id),
    kind: null,
    atStake: null,
    explanation: { code, facts: { maker, ...facts } },
  }
}

/**
 * Where peers have no choice of a checker either, a pair is no news: what counts is how far it is above the others, and
 * above what chance does with so few. What needs two checkers is agreed to by no pair.
 */
function pairs(maker: string, all: readonly DeskEntry[], makers: ReadonlyMap<string, readonly DeskEntry[]>): Found[] {
  const own = all.filter(isOfPair)
  if (own.length < DESK_COUNT_MIN) return []
  const { checker, share, count } = topPair(own)
  const peers = [...makers]
    .filter(([name]) => name !== maker)
    .map(([, list]) => list.filter(isOfPair))
    .filter((list) => list.length >= DESK_COUNT_MIN)
  const usual = peers.length === 0 ? 0 : median(peers.map((list) => topPair(list).share))
  const byChance = Math.sqrt((usual * (1 - usual)) / own.length)
  if (share < Math.max(PAIR_SHARE, usual * PAIR_ABOVE_PEERS, usual + PAIR_SCORE * byChance)) return []
  const entries = own.filter(({ checkers }) => checkers.includes(checker))
  return [found(maker, 'SAME_PAIR', entries, { checker, count, of: own.length })]
}

const isOfPair = ({ checkers }: DeskEntry) => checkers.length === 1

function topPair(own: readonly DeskEntry[]): { checker: string; share: number; count: number } {
  const counts = new Map<string, number>()
  for (const { checkers } of own) for (const each of checkers) counts.set(each, (counts.get(each) ?? 0) + 1)
  const [checker, count] = [...counts].reduce<[string, number]>((top, each) => (each[1] > top[1] ? each : top), ['', 0])
  return { checker, count, share: own.length === 0 ? 0 : count / own.length }
}

function belowTier(maker: string, own: readonly DeskEntry[], tiers: TierLimits): Found[] {
  const just = own.filter(({ stake }) => {
    const minor = standardMinor(stake)
    return (tiers[stake.currency] ?? []).some(
      (limit) => minor <= limit && minor * 100n >= limit * (100n - BELOW_TIER_BAND_PERCENT),
    )
  })
  if (just.length < BELOW_TIER_COUNT_MIN || just.length < own.length * BELOW_TIER_SHARE) return []
  return [found(maker, 'JUST_BELOW_TIER', just, { count: just.length, of: own.length })]
}

function forItsOwn(maker: string, own: readonly DeskEntry[], now: number): Found[] {
  const recent = own.filter(({ at }) => now - at <= DESK_RECENT_MS)
  const earlier = own.filter(({ at }) => now - at > DESK_RECENT_MS)
  const share = (list: readonly DeskEntry[]) =>
    list.length === 0 ? 0 : list.filter(({ isOwnBenefit }) => isOwnBenefit).length / list.length
  const mine = recent.filter(({ isOwnBenefit }) => isOwnBenefit)
  if (mine.length < BELOW_TIER_COUNT_MIN || earlier.length < DESK_COUNT_MIN) return []
  if (share(recent) < OWN_SHARE_RISE * Math.max(share(earlier), 0.1)) return []
  return [found(maker, 'FOR_ITS_OWN', mine, { count: mine.length, of: recent.length })]
}
