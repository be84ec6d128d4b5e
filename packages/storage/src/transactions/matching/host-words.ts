import type { Instant } from '@budeng/kernel'
import { HOST_CLOCKS_MS } from '../../limits.ts'
import type { Scoped } from '../../unit.ts'

/** Up to when each acquirer's host has told; an acquirer whose host never told is left out. */
export async function hostsTold(db: Scoped, acquirerIds: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
  const rows = await db.query<{ id: string; at: Instant }>(
    `select n.id, newest.at from unnest($1::text[]) as n (id)
     cross join lateral (select at from host_record h where h.acquirer_id = n.id order by position desc limit 1) as newest`,
    [[...new Set(acquirerIds)]],
  )
  return new Map(rows.map(({ id, at }) => [id, at]))
}

/** Which of these places in journals are passed: the journal has no gap, and tells of things that were later. */
export async function journalsPassed(
  db: Scoped,
  places: readonly { readonly terminalId: string; readonly at: Instant }[],
): Promise<readonly boolean[]> {
  if (places.length === 0) return []
  const rows = await db.query<{ place: number }>(
    `select n.place::int - 1 as place from unnest($1::text[], $2::timestamptz[]) with ordinality as n (terminal_id, at, place)
     where exists (select from record_line l where l.terminal_id = n.terminal_id and l.at > n.at)
       and exists (select from journal_stream s where s.terminal_id = n.terminal_id and s.newest and s.ahead = '{}')`,
    [places.map(({ terminalId }) => terminalId), places.map(({ at }) => new Date(at + HOST_CLOCKS_MS))],
  )
  const passed = new Set(rows.map(({ place }) => place))
  return places.map((_, place) => passed.has(place))
}
