import type { ReadDigest } from '@budeng/transactions'
import type { Scoped } from '../../unit.ts'
import type { JournalKey } from './arrivals.ts'
import type { BatchKey } from './batch-rows.ts'
import { figuresOf } from './figures.ts'

/** An open batch as it was kept up, in the classes of a digest. [P-20.1] */
export interface OpenFigures {
  readonly batchNo: string
  readonly openSeq: number
  readonly recordCount: number
  readonly lines: readonly {
    readonly scope: string
    readonly side: string
    readonly count: number
    readonly minor: bigint
  }[]
}

/** Figures of batches that nobody has begun to close, in the order of the keys; null for others. */
export async function readOpenFigures(db: Scoped, keys: readonly BatchKey[]): Promise<readonly (OpenFigures | null)[]> {
  const rows = await db.query<{
    place: number
    openSeq: number | null
    recordCount: number
    scope: string | null
    side: string | null
    count: number
    minor: bigint
  }>(
    `select n.place::int as place, b.open_seq as "openSeq", b.record_count as "recordCount", t.card_scope as scope, t.side,
       coalesce(sum(t.count), 0)::int as count, coalesce(sum(t.amount), 0)::numeric as minor
     from unnest($1::text[], $2::int[], $3::text[]) with ordinality as n (terminal_id, epoch, batch_no, place)
     join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch and b.batch_no = n.batch_no and b.state = 'OPEN'
     left join batch_total t on t.batch_id = b.id
     group by n.place, b.open_seq, b.record_count, t.card_scope, t.side`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ epoch }) => epoch), keys.map(({ batchNo }) => batchNo)],
  )
  return keys.map((_, place) => {
    const own = rows.filter((row) => row.place === place + 1)
    const [first] = own
    if (first === undefined) return null
    const lines = own.flatMap(({ scope, side, count, minor }) =>
      scope === null || side === null ? [] : [{ scope, side, count, minor }],
    )
    return { batchNo: keys[place]?.batchNo ?? '', openSeq: first.openSeq ?? 1, recordCount: first.recordCount, lines }
  })
}

/**
 * The same as recorded: a correction moves our totals at once and the terminal's never, so that where one was posted the
 * records themselves are added up anew, and what was corrected in for what nobody could read. Null where none was. [P-22.9]
 */
export async function recordedFigures(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  { batchNo, openSeq }: OpenFigures,
  throughSeq: number,
): Promise<OpenFigures | null> {
  const [corrected] = await db.query(
    `select from correction where terminal_id = $1 and epoch = $2 and posted_at is not null limit 1`,
    [terminalId, epoch],
  )
  if (corrected === undefined) return null
  const { filled } = await figuresOf(db, { terminalId, epoch }, { batchNo, openSeq, throughSeq })
  const sums = new Map<string, OpenFigures['lines'][number]>()
  for (const { scope, side, count: number, minor } of filled.totals) {
    const sum = sums.get(`${scope} ${side}`)
    const line = { scope, side, count: (sum?.count ?? 0) + number, minor: (sum?.minor ?? 0n) + minor }
    sums.set(`${scope} ${side}`, line)
  }
  return { batchNo, openSeq, recordCount: filled.count, lines: [...sums.values()] }
}

/** True when a digest says the same; its numbers are cut to the bytes that they have there. */
export function sameFigures({ recordCount, lines }: OpenFigures, { count, totals }: ReadDigest): boolean {
  return (
    count === recordCount &&
    totals.every((total) => {
      const own = lines.find(({ scope, side }) => scope === total.scope && side === total.side)
      return total.count === ((own?.count ?? 0) & 0xffff) && total.minor === BigInt.asUintN(64, own?.minor ?? 0n)
    })
  )
}
