import type { JournalRecord } from '@budeng/transactions'
import type { Scoped } from '../../unit.ts'

/** Where a terminal says that its amendment stands. */
export interface AmendmentPlace {
  readonly terminalId: string
  readonly epoch: number
  readonly seq: number
  readonly leaf: Buffer
}

/** Those that stand there with that leaf, which is the one that their content makes, each with what it amends. */
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
  return rows.flatMap(({ body, ...place }) => {
    const { amendment } = JSON.parse(body) as JournalRecord
    return amendment === undefined ? [] : [{ ...place, amendment }]
  })
}
