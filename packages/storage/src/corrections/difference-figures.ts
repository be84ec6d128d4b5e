import {
  CORRECTION_KINDS,
  correctionLines,
  isProvable,
  type OpenDifference,
  openDifferences,
  UNPROVEN,
} from '@budeng/corrections'
import { type Instant, money, type Money } from '@budeng/kernel'
import { addTotals, type Totals } from '@budeng/transactions'
import {
  columnList,
  type CorrectionRow,
  correctionTable,
  transactionTable,
  type TransactionRow,
} from '../rows/index.ts'
import type { Scoped } from '../unit.ts'
import { batchesOfFacts, factsOfRow } from './corrected-facts.ts'
import { correctionOf } from './stored.ts'

/** Whose differences: one terminal's, or all below a node of the tree. */
export type DifferencePlace =
  | { readonly kind: 'TERMINAL'; readonly terminalId: string }
  | { readonly kind: 'NODE'; readonly path: string }

/** What is corrected with us and not proven at the terminals: how often, how much money is at stake, since when. */
export interface DifferenceFigures {
  readonly count: number
  readonly amounts: readonly Money[]
  readonly oldest: Instant | null
  /** Of these, what was given up by name: it stays in the report. */
  readonly waived: number
}

/** One difference, with what it moves in batches between what the terminal recorded and what stands with us. */
export interface DifferenceLine extends OpenDifference {
  readonly lines: Totals
}

const PROVABLE = CORRECTION_KINDS.filter(isProvable)

/** Named as the index is, so that the planner takes it. */
const OPEN = `c.state in (${[...UNPROVEN].map((state) => `'${state}'`).join(', ')})`

function below(place: DifferencePlace): { readonly where: string; readonly params: readonly unknown[] } {
  const where = `${OPEN} and c.kind = any($1::text[])`
  if (place.kind === 'TERMINAL')
    return { where: `${where} and c.terminal_id = $2`, params: [PROVABLE, place.terminalId] }
  const [acquirerId] = place.path.split('.')
  return {
    where: `${where} and c.acquirer_id = $3 and c.path <@ $2::ltree`,
    params: [PROVABLE, place.path, acquirerId],
  }
}

/** Figures of one terminal, or of a node with all below it. */
export async function differenceFigures(db: Scoped, place: DifferencePlace): Promise<DifferenceFigures> {
  const { where, params } = below(place)
  const [sum] = await db.query<{ count: number; waived: number; oldest: Instant | null }>(
    `select count(*)::int as count, count(*) filter (where c.state = 'WAIVED')::int as waived, min(c.posted_at) as oldest
     from correction c where ${where}`,
    params,
  )
  const amounts = await db.query<{ currency: string; exponent: number; minor: bigint }>(
    `select s->>'currency' as currency, (s->>'exponent')::int as exponent, sum((s->>'minor')::numeric) as minor
     from correction c cross join lateral jsonb_array_elements(c.stake) s where ${where} group by 1, 2 order by 1, 2`,
    params,
  )
  return {
    count: sum?.count ?? 0,
    waived: sum?.waived ?? 0,
    oldest: sum?.oldest ?? null,
    amounts: amounts.map(({ minor, currency, exponent }) => money(minor, currency, exponent)),
  }
}

/** Where a page of lines goes on. */
export interface DifferenceKey {
  readonly since: Instant
  readonly correctionId: string
}

/** The same line by line to the cent, the oldest first. */
export async function differenceLines(
  db: Scoped,
  place: DifferencePlace,
  limit: number,
  after: DifferenceKey | null = null,
): Promise<DifferenceLine[]> {
  const { where, params } = below(place)
  const beyond = after === null ? '' : ` and (c.posted_at, c.id) > ($${params.length + 1}, $${params.length + 2})`
  const rows = await db.query<CorrectionRow>(
    `select ${columnList(correctionTable, 'c')} from correction c where ${where}${beyond} order by c.posted_at, c.id limit ${limit}`,
    [...params, ...(after === null ? [] : [new Date(after.since), after.correctionId])],
  )
  const moved = await movedBy(db, rows)
  return openDifferences(rows.map(correctionOf)).lines.map((line) => ({
    ...line,
    lines: moved.get(line.correctionId) ?? [],
  }))
}

/** What each correction moves, all batches of its transaction together. */
async function movedBy(db: Scoped, rows: readonly CorrectionRow[]): Promise<ReadonlyMap<string, Totals>> {
  const ids = [...new Set(rows.flatMap(({ transactionId }) => transactionId ?? []))]
  if (ids.length === 0) return new Map()
  const transactions = await db.query<TransactionRow>(
    `select ${columnList(transactionTable, 't')} from transaction t where t.id = any($1::text[])`,
    [ids],
  )
  const all = transactions
    .map(factsOfRow)
    .flatMap((facts) => batchesOfFacts(facts).flatMap((batch) => correctionLines(facts, batch)))
  const byCorrection = Map.groupBy(all, ({ correctionId }) => correctionId)
  return new Map([...byCorrection].map(([id, each]) => [id, addTotals(each.flatMap(({ lines }) => lines))]))
}
