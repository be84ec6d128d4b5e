import {
  addTotals,
  batchOf,
  type StanKey,
  type Totals,
  type TotalsLine,
  totalsLineOf,
  type TransactionFacts,
} from '@budeng/transactions'
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

/** Lines that a transaction takes with it when it is counted at another terminal than the one that recorded it. */
export interface MovedLines {
  /** Of the terminal at which they count. */
  readonly terminalId: string
  /** The batch of the journal that recorded it: the old key. */
  readonly batch: string
  /** The open batch there that carries them; null while none is open. */
  readonly openBatch: string | null
  readonly links: readonly StanKey[]
  readonly lines: Totals
}

/**
 * What is counted elsewhere, after against before. The terminal that recorded it keeps it in its own totals, by which its
 * batch is compared: so both sides get an adjustment, settled or not, and what follows later goes the same way.
 */
export function movedLines(
  changed: Impact['changed'],
  { standsAt, openBatchAt }: Pick<Base, 'standsAt' | 'openBatchAt'>,
  { terminalId, moveTo, key: target }: { terminalId: string; moveTo: string | null; key: string },
): MovedLines[] {
  const sums = new Map<string, MovedLines>()
  const add = (at: string, facts: TransactionFacts, link: StanKey, sign: 1 | -1) => {
    const line = totalsLineOf(facts)
    if (line === null) return
    const batch = batchOf(facts)
    const name = `${at} ${batch}`
    const known = sums.get(name) ?? { terminalId: at, batch, openBatch: openBatchAt(at), links: [], lines: [] }
    const signed = { ...line, count: sign * line.count, minor: BigInt(sign) * line.minor }
    const links = [...known.links.filter((each) => each !== link), link]
    sums.set(name, { ...known, links, lines: addTotals([...known.lines, signed]) })
  }
  for (const { key, before, after } of changed) {
    const was = standsAt(before) ?? terminalId
    const is = key === target && moveTo !== null ? moveTo : was
    for (const [facts, at, sign] of [
      [before, was, -1],
      [after, is, 1],
    ] as const) {
      if (at === terminalId) continue
      add(terminalId, facts, after.key, sign === 1 ? -1 : 1)
      add(at, facts, after.key, sign)
    }
  }
  return [...sums.values()].filter(({ lines }) => lines.length > 0)
}
