import type { Window } from '@budeng/corrections'
import { DAY, type Instant, MINUTE } from '@budeng/kernel'
import { bookingDay, parseRecord, UNIONPAY_CALENDAR } from '@budeng/transactions'
import { type DetectionWindowRow, detectionWindowTable, unnestInsert } from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import type { LookedJournal } from './terminals.ts'

/** Declines and reversals are counted in so long. */
const WINDOW_MS = 5 * MINUTE
const HISTORY_DAYS = 14
/** Groups of one acquirer that are looked at: the most unusual are among those with the most. */
const GROUPS_MAX = 200

/** Counts declines and reversals of records that are looked at the first time, by BIN and by agent. */
export async function countWindows(unit: Unit, journals: readonly LookedJournal[]): Promise<void> {
  const counts = new Map<string, DetectionWindowRow>()
  for (const { stream, records } of journals)
    for (const { state, body, occurredAt, receivedAt } of records) {
      const parsed = state === 'TAKEN' && body !== null ? parseRecord(body) : null
      if (parsed?.ok !== true) continue
      const { type, outcome, panMasked } = parsed.record
      const what = type === 'REVERSAL' ? 'REVERSALS' : outcome === 'DECLINED' ? 'DECLINES' : null
      if (what === null) continue
      const slot = Math.floor((occurredAt ?? receivedAt) / WINDOW_MS) * WINDOW_MS
      const groups = [
        `agent:${stream.agentId ?? stream.acquirerId}`,
        ...(panMasked ? [`bin:${panMasked.slice(0, 6)}`] : []),
      ]
      for (const grp of groups) {
        const key = `${stream.acquirerId} ${what} ${grp} ${slot}`
        const count = (counts.get(key)?.count ?? 0) + 1
        counts.set(key, { acquirerId: stream.acquirerId, what, grp, slot, count })
      }
    }
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  await unnestInsert(unit, detectionWindowTable, sorted, {
    onConflict: `on conflict (acquirer_id, what, grp, slot) do update set count = detection_window.count + excluded.count`,
  })
}

/** The last whole window of an acquirer's groups, beside the same minutes of other days. */
export async function readWindows(db: Scoped, acquirerId: string, now: Instant): Promise<readonly Window[]> {
  const slot = (Math.floor(now / WINDOW_MS) - 1) * WINDOW_MS
  const [first] = await db.query<{ at: Instant | null; zone: string | null }>(
    `select min(slot) as at, (select time_zone from node where id = $1) as zone
     from (select slot from detection_window where acquirer_id = $1 and what = 'DECLINES' order by slot limit 1) as one`,
    [acquirerId],
  )
  const days = first?.at == null ? 0 : Math.min(HISTORY_DAYS, Math.floor((slot - first.at) / DAY))
  if (days === 0) return []
  const back = Array.from({ length: days }, (_, day) => slot - (day + 1) * DAY)
  const rows = await db.query<{ what: Window['what']; grp: string; slot: Instant; count: number }>(
    `with now_ as (select what, grp from detection_window where acquirer_id = $1 and slot = $2 order by count desc, grp limit $4)
     select w.what, w.grp, w.slot, w.count from now_ join detection_window w on w.acquirer_id = $1 and w.what = now_.what and w.grp = now_.grp
       and w.slot = any($3::timestamptz[] || $2::timestamptz)`,
    [acquirerId, new Date(slot), back.map((at) => new Date(at)), GROUPS_MAX],
  )
  const groups = new Map<string, { what: Window['what']; group: string; count: number; history: number[] }>()
  for (const { what, grp, slot: at, count } of rows) {
    const known = groups.get(`${what} ${grp}`) ?? { what, group: grp, count: 0, history: back.map(() => 0) }
    if (at === slot) known.count = count
    else known.history[back.indexOf(at)] = count
    groups.set(`${what} ${grp}`, known)
  }
  const day = bookingDay(slot, first?.zone ?? UNIONPAY_CALENDAR.zone)
  return [...groups.values()].map((each) => ({ ...each, host: acquirerId, day }))
}
