import { addTotals, batchOf, type StanKey, type Totals, type TotalsLine, totalsLineOf } from '@budeng/transactions'
import type { Base, Impact } from './impact.ts'

/** What a correction does to one batch's totals. */
export interface BatchMove {
  readonly batch: string
  readonly before: Totals
  /** As they are then. Of a batch that is settled: the effective ones beside those that stay frozen with its root. */
  readonly after: Totals
  readonly isFrozen: boolean
  /** What goes into the open batch instead, tied to the old key; the batch is null while none is open. */
  readonly adjustment: {
    readonly batch: string | null
    readonly links: readonly StanKey[]
    readonly lines: Totals
  } | null
}

/** Totals before and after, batch by batch: a record that moves from one to another moves both. */
export function batchMoves(changed: Impact['changed'], { batches, openBatch }: Base): BatchMove[] {
  const moves = new Map<string, { lines: TotalsLine[]; links: StanKey[] }>()
  const add = (batch: string, line: TotalsLine | null, key: StanKey) => {
    if (line === null) return
    const move = moves.get(batch) ?? { lines: [], links: [] }
    moves.set(batch, { lines: [...move.lines, line], links: [...move.links.filter((each) => each !== key), key] })
  }
  for (const { before, after } of changed) {
    const gone = totalsLineOf(before)
    add(batchOf(before), gone && { ...gone, count: -gone.count, minor: -gone.minor }, after.key)
    add(batchOf(after), totalsLineOf(after), after.key)
  }
  return [...moves].flatMap(([batch, { lines, links }]) => {
    const change = addTotals(lines)
    if (change.length === 0) return []
    const known = batches.find((each) => each.batch === batch)
    const before = known?.totals ?? []
    // what is being compared already is settled as far as a correction goes
    const isFrozen = known?.state !== 'OPEN'
    const adjustment = isFrozen ? { batch: openBatch, links, lines: change } : null
    return [{ batch, before, after: addTotals([...before, ...change]), isFrozen, adjustment }]
  })
}
