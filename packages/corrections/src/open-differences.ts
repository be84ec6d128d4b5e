import { type Instant, type Money, sumMoney } from '@budeng/kernel'
import {
  addTotals,
  batchOf,
  equalTotals,
  factsInVersion,
  type Totals,
  totalsLineOf,
  type TransactionFacts,
} from '@budeng/transactions'
import type { Correction } from './correction.ts'
import { isProvable } from './kinds.ts'
import { type CorrectionState, UNPROVEN } from './states.ts'

/** One difference between a terminal and us that is corrected and not proven. */
export interface OpenDifference {
  readonly correctionId: string
  readonly terminalId: string
  readonly kind: Correction['kind']
  readonly state: CorrectionState
  readonly stake: readonly Money[]
  readonly since: Instant
  /** Why it is still open: the state's own reason. */
  readonly reason: string
}

/** Count, amounts and age, up to whoever the corrections are of. */
export interface OpenDifferences {
  readonly count: number
  readonly amounts: readonly Money[]
  /** Null: none is open. */
  readonly oldest: Instant | null
  readonly lines: readonly OpenDifference[]
}

/** Posted and not proven, the oldest first. What was waived stays: it is known, named, and open. */
export function openDifferences(corrections: readonly Correction[]): OpenDifferences {
  const lines = corrections
    .filter(({ state, kind }) => UNPROVEN.has(state) && isProvable(kind))
    .map(lineOf)
    .toSorted((a, b) => a.since - b.since || (a.correctionId < b.correctionId ? -1 : 1))
  const amounts = sumMoney(lines.flatMap(({ stake }) => stake))
  return { count: lines.length, amounts, oldest: lines[0]?.since ?? null, lines }
}

function lineOf(correction: Correction): OpenDifference {
  const { id, target, kind, state, stake, postedAt, draftedAt } = correction
  return {
    correctionId: id,
    terminalId: target?.terminalId ?? '',
    kind,
    state,
    stake,
    since: postedAt ?? draftedAt,
    reason: reasonOf(correction),
  }
}

function reasonOf({ state, waived, nack, problems, differs }: Correction): string {
  if (waived !== null) return waived.ground
  if (differs !== null) return 'ROOTS_DIFFER'
  if (state === 'NACKED') return nack?.reason ?? 'NACKED'
  if (state === 'UNREACHABLE') return problems[0] ?? 'UNREACHABLE'
  return state
}

/** What one correction moves in a batch. */
export interface CorrectionLines {
  readonly correctionId: string
  readonly lines: Totals
}

/**
 * What each correction of a transaction moves in a batch, version by version as it stands now: together exactly what lies
 * between the batch as recorded and as it is, whatever was refunded or reversed since.
 */
export function correctionLines(facts: TransactionFacts, batch: string): CorrectionLines[] {
  let before = countedIn(factsInVersion(facts, 0), batch)
  return facts.amendments.flatMap(({ version, correctionId }) => {
    const now = countedIn(factsInVersion(facts, version), batch)
    const lines = addTotals([...now, ...negated(before)])
    before = now
    return lines.length === 0 ? [] : [{ correctionId, lines }]
  })
}

function countedIn(facts: TransactionFacts, batch: string): Totals {
  const line = batchOf(facts) === batch ? totalsLineOf(facts) : null
  return line === null ? [] : [line]
}

const negated = (totals: Totals): Totals => totals.map((line) => ({ ...line, count: -line.count, minor: -line.minor }))

/** A settled batch's two totals, and every step between them. */
export interface TwinTotals {
  /** With the frozen root. */
  readonly frozen: Totals
  /** As its transactions stand now. */
  readonly effective: Totals
  readonly adjustments: readonly CorrectionLines[]
  /** What came when the batch was closed already. */
  readonly late: Totals
  /** What neither explains; empty, or something is wrong. */
  readonly unexplained: Totals
}

/** What takes a transaction out of its batch that counts at another terminal by now. */
export function movedAway(facts: TransactionFacts, correctionId: string, batch: string): CorrectionLines[] {
  const lines = negated(countedIn(facts, batch))
  return lines.length === 0 ? [] : [{ correctionId, lines }]
}

/** Explains each cent between what a batch was closed with and what stands now. */
export function twinTotals(
  frozen: Totals,
  effective: Totals,
  adjustments: TwinTotals['adjustments'],
  late: Totals = [],
): TwinTotals {
  const explained = addTotals([...frozen, ...late, ...adjustments.flatMap(({ lines }) => lines)])
  const unexplained = equalTotals(explained, effective) ? [] : addTotals([...effective, ...negated(explained)])
  return { frozen, effective, adjustments, late, unexplained }
}
