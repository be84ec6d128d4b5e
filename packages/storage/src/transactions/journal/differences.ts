import type { Money } from '@budeng/kernel'
import {
  type ConsistencyProofRow,
  consistencyProofTable,
  type DifferenceKind,
  type OpenDifferenceRow,
  openDifferenceTable,
} from '../../rows/batch.ts'
import { columnList, insertSelect, unnestInsert } from '../../rows/unnest.ts'
import type { Scoped, TerminalScope, Unit } from '../../unit.ts'
import { type JournalKey, journalKeyText } from './arrivals.ts'

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
  await tellSums(
    unit,
    rows.filter(({ id, kind }) => kind === 'TOTALS' && !isMade.has(id)),
  )
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

/** A batch goes on while its sums differ: by how much is told as it is said last. */
async function tellSums(unit: Unit, rows: readonly OpenDifferenceRow[]): Promise<void> {
  const known = rows.filter(({ amount }) => amount !== null)
  if (known.length === 0) return
  await unit.execute(
    `update open_difference d set amount = n.amount, currency = n.currency, exponent = n.exponent, version = version + 1
     from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[], $5::text[], $6::int[]) as n (terminal_id, epoch, seq, amount, currency, exponent)
     where d.terminal_id = n.terminal_id and d.epoch = n.epoch and d.from_seq = n.seq and d.kind = 'TOTALS' and d.closed_at is null
       and (d.amount, d.currency, d.exponent) is distinct from (n.amount, n.currency, n.exponent)`,
    [
      known.map(({ terminalId }) => terminalId),
      known.map(({ epoch }) => epoch),
      known.map(({ fromSeq }) => fromSeq),
      known.map(({ amount }) => String(amount)),
      known.map(({ currency }) => currency),
      known.map(({ exponent }) => exponent),
    ],
  )
}

/** The columns of an amount that is at stake, where it is known. */
export function amountColumns(stake: Money | null): Pick<OpenDifferenceRow, 'amount' | 'currency' | 'exponent'> {
  return { amount: stake?.minor ?? null, currency: stake?.currency ?? null, exponent: stake?.exponent ?? null }
}

/**
 * Kinds that are over once both sides have one root behind them. TOTALS end by equal sums of their own batch, or by a
 * checker who has seen to its case; UNPROVEN by the correction of what was missing; CORRECTION by its proof; CONFLICT when
 * people have decided its case.
 */
const OVER_WHEN_EQUAL: readonly DifferenceKind[] = ['UNLOCATED', 'ALTERED', 'MISSING_HERE', 'MISSING_THERE']

/** Those of these journals in which something is open that one root behind it ends. */
export async function journalsWithDifferences(
  unit: Unit,
  journals: readonly (JournalKey & { readonly equalSeq: number })[],
): Promise<ReadonlySet<string>> {
  if (journals.length === 0) return new Set()
  const rows = await unit.query<JournalKey>(
    `select distinct d.terminal_id as "terminalId", d.epoch from unnest($1::text[], $2::int[], $3::bigint[]) as n (terminal_id, epoch, seq)
     join open_difference d on d.terminal_id = n.terminal_id and d.epoch = n.epoch and d.to_seq <= n.seq and d.closed_at is null where d.kind = any($4::text[])`,
    [
      journals.map(({ terminalId }) => terminalId),
      journals.map(({ epoch }) => epoch),
      journals.map(({ equalSeq }) => equalSeq),
      [...OVER_WHEN_EQUAL],
    ],
  )
  return new Set(rows.map(journalKeyText))
}

/**
 * A record that nobody could read is accounted for by the correction of what was missing: the first such place that is
 * still open, one between the numbers of its batch before any other.
 */
export async function closeUnreadable(
  unit: Unit,
  journal: JournalKey,
  {
    batchNo,
    throughSeq,
    proofId,
  }: { readonly batchNo: string; readonly throughSeq: number; readonly proofId: string | null },
): Promise<void> {
  const [place] = await unit.query<{ seq: number }>(
    `select d.from_seq as seq from open_difference d join journal_incident i on i.terminal_id = d.terminal_id and i.epoch = d.epoch and i.seq = d.from_seq and i.kind = 'QUARANTINED'
       left join journal_record r on r.terminal_id = d.terminal_id and r.epoch = d.epoch and r.seq = d.from_seq
       left join batch b on b.terminal_id = $1 and b.epoch = $2 and b.batch_no = $4
     where d.terminal_id = $1 and d.epoch = $2 and d.kind = 'UNPROVEN' and d.closed_at is null and d.from_seq <= $3 and coalesce(r.batch_no, $4) = $4
     order by coalesce(d.from_seq < b.open_seq or d.from_seq > b.through_seq, false), d.from_seq limit 1`,
    [journal.terminalId, journal.epoch, throughSeq, batchNo],
  )
  if (place === undefined) return
  await closeDifferences(unit, journal, { fromSeq: place.seq, throughSeq: place.seq, kinds: ['UNPROVEN'], proofId })
}

/**
 * Closes what a comparison covers: what begins not before `fromSeq` and ends not behind `throughSeq`. Those kinds that one
 * root ends, or what is named. `isReplaced`: others say more of the same place, so that it is enough that it begins there.
 */
export async function closeDifferences(
  unit: Unit,
  journal: JournalKey,
  closing: {
    readonly fromSeq?: number
    readonly throughSeq: number
    readonly kinds?: readonly DifferenceKind[]
    readonly proofId: string | null
    readonly isReplaced?: boolean
  },
): Promise<void> {
  const { fromSeq = 0, throughSeq, kinds = OVER_WHEN_EQUAL, proofId, isReplaced = false } = closing
  const rows = await unit.query<OpenDifferenceRow>(
    `update open_difference d set closed_at = $5, closed_by_proof = $6, version = version + 1
     where terminal_id = $1 and epoch = $2 and from_seq >= $7 and case when $8 then from_seq else to_seq end <= $3 and kind = any($4::text[]) and closed_at is null
     returning ${columnList(openDifferenceTable, 'd')}`,
    [
      journal.terminalId,
      journal.epoch,
      throughSeq,
      [...kinds],
      new Date(unit.clock.now()),
      proofId,
      fromSeq,
      isReplaced,
    ],
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
