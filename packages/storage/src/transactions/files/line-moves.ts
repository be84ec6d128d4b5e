import type { FileLineRow } from '../../rows/index.ts'
import type { Unit } from '../../unit.ts'

export type LineState = FileLineRow['state']

/** What a line came to, when that is another thing than it was. */
export interface LineMove {
  readonly line: FileLineRow
  readonly state: LineState
  readonly problem: object | null
  readonly transactionId: string | null
}

/** The moves that change something. */
export function realMoves(moves: readonly LineMove[]): LineMove[] {
  return moves.filter(
    ({ line, state, problem, transactionId }) =>
      line.state !== state ||
      line.transactionId !== transactionId ||
      JSON.stringify(line.problem) !== JSON.stringify(problem),
  )
}

const COUNTED: Readonly<Partial<Record<LineState, string>>> = {
  MATCHED: 'matched',
  MISSING_HERE: 'missing_here',
  CONTRADICTING: 'contradicting',
  REPEATED: 'repeated',
}

/** Writes what lines came to, and the counts of their imports. */
export async function moveLines(unit: Unit, moves: readonly LineMove[]): Promise<void> {
  const real = realMoves(moves)
  if (real.length === 0) return
  await unit.execute(
    `update file_line l set state = n.state, problem = n.problem, transaction_id = n.transaction_id
     from unnest($1::text[], $2::int[], $3::date[], $4::text[], $5::jsonb[], $6::text[]) as n (import_id, line, business_date, state, problem, transaction_id)
     where l.import_id = n.import_id and l.line = n.line and l.business_date = n.business_date`,
    [
      real.map(({ line }) => line.importId),
      real.map(({ line }) => line.line),
      real.map(({ line }) => line.businessDate),
      real.map(({ state }) => state),
      real.map(({ problem }) => (problem === null ? null : JSON.stringify(problem))),
      real.map(({ transactionId }) => transactionId),
    ],
  )
  await countMoves(unit, real)
}

async function countMoves(unit: Unit, moves: readonly LineMove[]): Promise<void> {
  const counts = new Map<string, Record<string, number>>()
  for (const { line, state } of moves) {
    const count = counts.get(line.importId) ?? { matched: 0, missing_here: 0, contradicting: 0, repeated: 0 }
    const [from, to] = [COUNTED[line.state], COUNTED[state]]
    if (from !== undefined) count[from] = (count[from] ?? 0) - 1
    if (to !== undefined) count[to] = (count[to] ?? 0) + 1
    counts.set(line.importId, count)
  }
  const moved = [...counts].filter(([, count]) => Object.values(count).some((by) => by !== 0))
  if (moved.length === 0) return
  const by = (name: string) => moved.map(([, count]) => count[name] ?? 0)
  await unit.execute(
    `update file_import f set matched = f.matched + n.matched, missing_here = f.missing_here + n.missing_here,
       contradicting = f.contradicting + n.contradicting, repeated = f.repeated + n.repeated
     from unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[]) as n (id, matched, missing_here, contradicting, repeated) where f.id = n.id`,
    [moved.map(([id]) => id), by('matched'), by('missing_here'), by('contradicting'), by('repeated')],
  )
}
