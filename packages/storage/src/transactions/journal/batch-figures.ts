import { moneyApart, type ReadDigest, type Totals, type TotalsLine } from '@budeng/transactions'
import type { Money } from '@budeng/kernel'
import type { Scoped } from '../../unit.ts'
import type { JournalKey } from './arrivals.ts'
import type { BatchKey } from './batch-rows.ts'
import { figuresOf } from './figures.ts'

/** An open batch as it was kept up. */
export interface OpenFigures {
  readonly batchNo: string
  readonly openSeq: number
  readonly recordCount: number
  readonly totals: Totals
}

/** Figures of batches that nobody has begun to close, in the order of the keys; null for others. */
export async function readOpenFigures(db: Scoped, keys: readonly BatchKey[]): Promise<readonly (OpenFigures | null)[]> {
  const rows = await db.query<{
    place: number
    openSeq: number | null
    recordCount: number
    line: Omit<TotalsLine, 'minor'> | null
    minor: bigint
  }>(
    `select n.place::int as place, b.open_seq as "openSeq", b.record_count as "recordCount", coalesce(t.amount, 0)::numeric as minor,
       case when t.batch_id is not null then jsonb_build_object('currency', t.currency, 'exponent', t.exponent, 'scope', t.card_scope, 'side', t.side, 'count', t.count) end as line
     from unnest($1::text[], $2::int[], $3::text[]) with ordinality as n (terminal_id, epoch, batch_no, place)
     join batch b on b.terminal_id = n.terminal_id and b.epoch = n.epoch and b.batch_no = n.batch_no and b.state = 'OPEN'
     left join batch_total t on t.batch_id = b.id`,
    [keys.map(({ terminalId }) => terminalId), keys.map(({ epoch }) => epoch), keys.map(({ batchNo }) => batchNo)],
  )
  return keys.map((_, place) => {
    const own = rows.filter((row) => row.place === place + 1)
    const [first] = own
    if (first === undefined) return null
    const totals = own.flatMap(({ line, minor }) => (line === null ? [] : [{ ...line, minor }]))
    return { batchNo: keys[place]?.batchNo ?? '', openSeq: first.openSeq ?? 1, recordCount: first.recordCount, totals }
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
  return { batchNo, openSeq, recordCount: filled.count, totals: filled.totals }
}

/** True when a digest says the same; its numbers are cut to the bytes that they have there. */
export function sameFigures({ recordCount, totals }: OpenFigures, digest: ReadDigest): boolean {
  return (
    digest.count === recordCount &&
    digest.totals.every(({ scope, side, count, minor }) => {
      // a digest knows no currencies [P-20.1]
      const own = totals.filter((line) => line.scope === scope && line.side === side)
      const [number, sum] = own.reduce(([n, m], line) => [n + line.count, m + line.minor] as const, [0, 0n])
      return count === (number & 0xffff) && minor === BigInt.asUintN(64, sum)
    })
  )
}

/** How much money lies between an open batch and a digest, taken to be in the batch's one currency; null: it has another number of them. */
export function apartFrom({ totals }: OpenFigures, digest: ReadDigest): Money | null {
  const [first] = totals
  if (first === undefined) return null
  const { currency, exponent } = first
  return moneyApart(
    totals,
    digest.totals.map((line) => ({ ...line, currency, exponent, minor: BigInt.asIntN(64, line.minor) })),
  )
}
