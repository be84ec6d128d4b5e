import { DAY, type Instant } from '@budeng/kernel'

/** How many days, weeks and months that have a backup keep one, the newest of each; null: all are kept. */
export type Keep = { readonly days: number; readonly weeks: number; readonly months: number } | null

export const KEEP_DEFAULT = '14d,8w,12m'

/** `14d,8w,12m` or `all`; undefined when it is neither, or would keep none. */
export function parseKeep(text: string): Keep | undefined {
  if (text === 'all') return null
  const keep = { d: 0, w: 0, m: 0 }
  for (const item of text.split(',')) {
    const [, figure, unit] = /^(\d{1,4})([dwm])$/.exec(item.trim()) ?? []
    if (figure === undefined || unit === undefined) return undefined
    keep[unit as keyof typeof keep] = Number(figure)
  }
  return keep.d + keep.w + keep.m === 0 ? undefined : { days: keep.d, weeks: keep.w, months: keep.m }
}

/** Names of those that nobody wants to keep. The newest is always kept. Days are those of UTC, weeks begin on Monday. */
export function superfluous(
  backups: readonly { readonly name: string; readonly at: Instant }[],
  keep: Keep,
): readonly string[] {
  if (keep === null) return []
  const newestFirst = backups.toSorted((a, b) => b.at - a.at)
  const kept = new Set(newestFirst.slice(0, 1).map(({ name }) => name))
  const periods = [
    [keep.days, (at: Instant) => String(Math.floor(at / DAY))],
    // 1 January 1970 was a Thursday
    [keep.weeks, (at: Instant) => String(Math.floor((at / DAY + 3) / 7))],
    [keep.months, (at: Instant) => new Date(at).toISOString().slice(0, 7)],
  ] as const
  for (const [count, periodOf] of periods) {
    const seen = new Set<string>()
    for (const { name, at } of newestFirst) {
      if (seen.size === count) break
      if (!seen.has(periodOf(at))) kept.add(name)
      seen.add(periodOf(at))
    }
  }
  return newestFirst.filter(({ name }) => !kept.has(name)).map(({ name }) => name)
}
