import {
  type ConsistencyProofRow,
  consistencyProofTable,
  type DifferenceKind,
  type OpenDifferenceRow,
  openDifferenceTable,
} from '../../rows/batch.ts'
import { columnList, insertSelect, unnestInsert } from '../../rows/unnest.ts'
import type { Scoped, TerminalScope, Unit } from '../../unit.ts'
import type { JournalKey } from './arrivals.ts'

/** Proofs for good, in their order; each tells itself. */
export async function keepProofs(
  unit: Unit,
  proofs: readonly Omit<ConsistencyProofRow, 'id' | 'provenAt'>[],
): Promise<readonly ConsistencyProofRow[]> {
  if (proofs.length === 0) return []
  const provenAt = unit.clock.now()
  const rows = proofs.map((proof) => ({ ...proof, id: unit.newId('proof'), provenAt }))
  await unnestInsert(unit, consistencyProofTable, rows)
  unit.append(
    rows.map((row) => ({
      type: row.equal ? 'JournalProven' : 'JournalDiffers',
      subject: row.id,
      terminal: row,
      path: row.path,
      at: provenAt,
      data: {
        kind: row.kind,
        epoch: row.epoch,
        throughSeq: row.throughSeq,
        rootTerminal: row.rootTerminal.toString('hex'),
        rootHost: row.rootHost.toString('hex'),
      },
    })),
  )
  return rows
}

/** A place where two sides differ. */
export interface NewDifference {
  readonly scope: TerminalScope
  readonly epoch: number
  readonly fromSeq: number
  readonly toSeq: number
  readonly kind: DifferenceKind
  readonly amount?: bigint | null
  readonly currency?: string | null
  readonly exponent?: number | null
  readonly leafHost?: Buffer | null
  readonly leafTerminal?: Buffer | null
  /** The record as the terminal has it, without card data. */
  readonly bodyTerminal?: string | null
  readonly roundTrips?: number
  readonly wireBytes?: number
}

/** Opens differences that are not open already, and tells of them. */
export async function openDifferences(unit: Unit, differences: readonly NewDifference[]): Promise<void> {
  if (differences.length === 0) return
  const at = unit.clock.now()
  const rows = differences.map(
    ({ scope, ...difference }): OpenDifferenceRow => ({
      amount: null,
      currency: null,
      exponent: null,
      leafHost: null,
      leafTerminal: null,
      bodyTerminal: null,
      roundTrips: null,
      wireBytes: null,
      ...difference,
      ...scope,
      id: unit.newId('difference'),
      openedAt: at,
      closedAt: null,
      closedByProof: null,
      version: 1,
    }),
  )
  const { sql, params } = insertSelect(openDifferenceTable, rows)
  const made = await unit.query<{ id: string }>(`${sql} on conflict do nothing returning id`, params)
  const isMade = new Set(made.map(({ id }) => id))
  unit.append(
    rows
      .filter(({ id }) => isMade.has(id))
      .map((row) => ({
        type: 'DifferenceOpened',
        subject: row.id,
        terminal: row,
        path: row.path,
        at,
        data: { kind: row.kind, epoch: row.epoch, fromSeq: row.fromSeq, toSeq: row.toSeq },
      })),
  )
}

/** Kinds that are over once both sides have one root behind them. The others end by a correction. */
const OVER_WHEN_EQUAL: readonly DifferenceKind[] = ['UNLOCATED', 'ALTERED', 'MISSING_HERE', 'MISSING_THERE']

/** Closes what lies before a number at which both sides are equal, or what is named. */
export async function closeDifferences(
  unit: Unit,
  journal: JournalKey,
  closing: { readonly throughSeq: number; readonly kinds?: readonly DifferenceKind[]; readonly proofId: string | null },
): Promise<void> {
  const { throughSeq, kinds = OVER_WHEN_EQUAL, proofId } = closing
  const rows = await unit.query<OpenDifferenceRow>(
    `update open_difference d set closed_at = $5, closed_by_proof = $6, version = version + 1
     where terminal_id = $1 and epoch = $2 and from_seq <= $3 and kind = any($4::text[]) and closed_at is null
     returning ${columnList(openDifferenceTable, 'd')}`,
    [journal.terminalId, journal.epoch, throughSeq, [...kinds], new Date(unit.clock.now()), proofId],
  )
  unit.append(
    rows.map((row) => ({
      type: 'DifferenceClosed',
      subject: row.id,
      terminal: row,
      path: row.path,
      at: unit.clock.now(),
      data: { kind: row.kind, epoch: row.epoch, fromSeq: row.fromSeq, toSeq: row.toSeq, proofId },
    })),
  )
}

/** How many differences of one journal are open up to a number. */
export async function countDifferences(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  throughSeq: number,
): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from open_difference where terminal_id = $1 and epoch = $2 and from_seq <= $3 and closed_at is null`,
    [terminalId, epoch, throughSeq],
  )
  return row?.count ?? 0
}
