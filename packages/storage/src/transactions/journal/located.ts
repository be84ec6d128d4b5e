import { type JournalRecord, parseRecord } from '@budeng/transactions'
import type { Scoped, Unit } from '../../unit.ts'
import type { JournalStreamRow } from '../../rows/journal.ts'
import type { JournalKey } from './arrivals.ts'
import { closeDifferences, openDifferences } from './differences.ts'
import { readLeaves } from './records.ts'

/** A record in which two sides differ, as far as each was seen. */
export interface DifferenceOfRecord {
  readonly seq: number
  readonly leafHost: Buffer | null
  readonly leafTerminal: Buffer | null
  readonly bodyTerminal: string | null
  /** The terminal's, read. */
  readonly record: JournalRecord | null
}

/** Leaves of a journal by their numbers. */
export async function readLeafMap(
  db: Scoped,
  journal: JournalKey,
  first: number,
  last: number,
): Promise<ReadonlyMap<number, Buffer>> {
  const rows = await readLeaves(db, journal, first, last)
  return new Map(rows.map(({ seq, leaf }) => [seq, leaf]))
}

/**
 * Keeps what a comparison has found: a difference for each record, with the money at stake, in the place of the one that
 * only said that there is one. What is known already is made fuller.
 */
export async function keepLocated(
  unit: Unit,
  journal: JournalStreamRow,
  found: readonly DifferenceOfRecord[],
  cost: { readonly roundTrips: number; readonly wireBytes: number },
): Promise<void> {
  if (found.length === 0) return
  const ours = await readBodies(
    unit,
    journal,
    found.map(({ seq }) => seq),
  )
  const { terminalId, acquirerId, agentId, merchantId, storeId, path, epoch } = journal
  const differences = found.map(({ record, ...difference }) => ({
    ...difference,
    ...stake(ours.get(difference.seq) ?? null, record),
    kind: difference.leafHost === null ? ('MISSING_HERE' as const) : ('ALTERED' as const),
  }))
  await openDifferences(
    unit,
    differences.map(({ seq, ...difference }) => ({
      ...difference,
      ...cost,
      scope: { terminalId, acquirerId, agentId, merchantId, storeId, path },
      epoch,
      fromSeq: seq,
      toSeq: seq,
    })),
  )
  const shown = differences.filter(({ leafTerminal }) => leafTerminal !== null)
  await unit.execute(
    `update open_difference d set leaf_terminal = n.leaf, body_terminal = n.body, amount = n.amount, version = version + 1
     from unnest($3::bigint[], $4::bytea[], $5::text[], $6::bigint[]) as n (seq, leaf, body, amount)
     where d.terminal_id = $1 and d.epoch = $2 and d.from_seq = n.seq and d.closed_at is null and d.kind in ('ALTERED', 'MISSING_HERE')
       and d.body_terminal is distinct from n.body`,
    [
      terminalId,
      epoch,
      shown.map(({ seq }) => seq),
      shown.map(({ leafTerminal }) => leafTerminal),
      shown.map(({ bodyTerminal }) => bodyTerminal),
      shown.map(({ amount }) => (amount === null ? null : String(amount))),
    ],
  )
  const last = Math.max(...found.map(({ seq }) => seq))
  await closeDifferences(unit, journal, { throughSeq: last, kinds: ['UNLOCATED'], proofId: null, isReplaced: true })
}

async function readBodies(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, JournalRecord>> {
  const rows = await db.query<{ seq: number; body: string | null }>(
    'select seq, body from journal_record where terminal_id = $1 and epoch = $2 and seq = any($3::bigint[])',
    [terminalId, epoch, seqs],
  )
  return new Map(
    rows.flatMap(({ seq, body }) => {
      const parsed = body === null ? null : parseRecord(body)
      return parsed?.ok === true ? [[seq, parsed.record] as const] : []
    }),
  )
}

/** By how much the two differ; the whole amount where only one is known, or the currencies differ. */
function stake(ours: JournalRecord | null, theirs: JournalRecord | null) {
  const known = ours ?? theirs
  if (known?.amount === undefined) return { amount: null, currency: null, exponent: null }
  const isSameKind = ours?.currency === theirs?.currency && ours?.exponent === theirs?.exponent
  const own = BigInt(known.amount)
  const other = ours !== null && isSameKind ? BigInt(theirs?.amount ?? 0) : 0n
  const amount = own > other ? own - other : other - own
  return { amount, currency: known.currency ?? null, exponent: known.exponent ?? null }
}
