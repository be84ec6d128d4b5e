import type { JournalRecord } from '@budeng/transactions'
import type { Scoped } from '../../unit.ts'
import { trustOf } from './trust.ts'

/** Where a terminal says that its amendment stands. */
export interface AmendmentPlace {
  readonly terminalId: string
  readonly epoch: number
  readonly seq: number
  readonly leaf: Buffer
}

/** Those that stand there as we ordered them, with that leaf, which is the one that their content makes. */
export async function provenAmendments(
  db: Scoped,
  places: readonly AmendmentPlace[],
): Promise<readonly (AmendmentPlace & { readonly amendment: NonNullable<JournalRecord['amendment']> })[]> {
  if (places.length === 0) return []
  const rows = await db.query<AmendmentPlace & { readonly body: string }>(
    `select r.terminal_id as "terminalId", r.epoch, r.seq, r.leaf, r.body
     from unnest($1::text[], $2::integer[], $3::bigint[], $4::bytea[]) as place (terminal_id, epoch, seq, leaf)
     join journal_record r on r.terminal_id = place.terminal_id and r.epoch = place.epoch and r.seq = place.seq
     where r.type = 'AMENDMENT' and r.proven and r.leaf = place.leaf and r.body is not null`,
    [
      places.map(({ terminalId }) => terminalId),
      places.map(({ epoch }) => epoch),
      places.map(({ seq }) => seq),
      places.map(({ leaf }) => leaf),
    ],
  )
  const read = rows.map(({ body, ...place }) => ({ ...place, record: JSON.parse(body) as JournalRecord }))
  const trust = await trustOf(
    db,
    read.map(({ seq, record, ...journal }) => ({ ...journal, records: [{ seq, record }] })),
  )
  return read.flatMap(({ record: { amendment }, ...place }) =>
    amendment !== undefined && trust.isAskedFor(place, place.seq) ? [{ ...place, amendment }] : [],
  )
}
