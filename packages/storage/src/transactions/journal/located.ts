import { type Money, money } from '@budeng/kernel'
import { type JournalRecord, moneyAtStake, originalKeyOf, parseRecord, stanKeyText } from '@budeng/transactions'
import { transactionsByKeys } from '../../lists/journal-views.ts'
import type { Scoped, Unit } from '../../unit.ts'
import type { JournalStreamRow } from '../../rows/journal.ts'
import { type JournalKey, journalKeyText } from './arrivals.ts'
import { amountColumns, closeDifferences, type NewDifference, openDifferences } from './differences.ts'
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
  const stakes = await stakesAt(
    unit,
    journal,
    found.map(({ seq, record }) => ({ seq, theirs: record })),
  )
  const { terminalId, acquirerId, agentId, merchantId, storeId, path, epoch } = journal
  const differences = found.map(({ record: _record, ...difference }, place) => ({
    ...difference,
    ...amountColumns(stakes[place] ?? null),
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
    `update open_difference d set leaf_terminal = n.leaf, body_terminal = n.body, amount = n.amount, currency = n.currency, exponent = n.exponent, version = version + 1
     from unnest($3::bigint[], $4::bytea[], $5::text[], $6::bigint[], $7::text[], $8::int[]) as n (seq, leaf, body, amount, currency, exponent)
     where d.terminal_id = $1 and d.epoch = $2 and d.from_seq = n.seq and d.closed_at is null and d.kind in ('ALTERED', 'MISSING_HERE')
       and d.body_terminal is distinct from n.body`,
    [
      terminalId,
      epoch,
      shown.map(({ seq }) => seq),
      shown.map(({ leafTerminal }) => leafTerminal),
      shown.map(({ bodyTerminal }) => bodyTerminal),
      shown.map(({ amount }) => (amount === null ? null : String(amount))),
      shown.map(({ currency }) => currency),
      shown.map(({ exponent }) => exponent),
    ],
  )
  const last = Math.max(...found.map(({ seq }) => seq))
  await closeDifferences(unit, journal, { throughSeq: last, kinds: ['UNLOCATED'], proofId: null, isReplaced: true })
}

/** Differences of single records with the money at stake, as far as the records tell it. */
export async function withStakes(db: Scoped, differences: readonly NewDifference[]): Promise<NewDifference[]> {
  const told: NewDifference[] = []
  const journalOf = ({ scope: { terminalId }, epoch }: NewDifference) => ({ terminalId, epoch })
  for (const own of Map.groupBy(differences, (each) => journalKeyText(journalOf(each))).values()) {
    const places = own.map(({ fromSeq: seq, bodyTerminal, kind }) => ({
      seq,
      theirs: bodyTerminal == null ? null : recordIn(bodyTerminal),
      // of one that is not proven, or stands in no book, all is at stake
      isAlone: kind !== 'ALTERED',
    }))
    const stakes = await stakesAt(db, journalOf(own[0] as NewDifference), places)
    told.push(...own.map((difference, place) => ({ ...difference, ...amountColumns(stakes[place] ?? null) })))
  }
  return told
}

interface Contested {
  readonly seq: number
  /** The terminal's record, read. */
  readonly theirs: JournalRecord | null
  /** Ours is not held against it. */
  readonly isAlone?: boolean
}

/** The money at stake at places of one journal, in their order. */
async function stakesAt(db: Scoped, journal: JournalKey, places: readonly Contested[]): Promise<(Money | null)[]> {
  const bodies = await readBodies(
    db,
    journal,
    places.flatMap(({ seq, isAlone = false }) => (isAlone ? [] : [seq])),
  )
  const records = [...bodies.values(), ...places.map(({ theirs }) => theirs)].filter((record) => record !== null)
  const referred = await readReferred(db, journal, records)
  const referring = (record: JournalRecord | null | undefined) => {
    const key = record == null ? null : originalKeyOf(record)
    return record == null ? null : { record, referred: key && (referred.get(stanKeyText(key)) ?? null) }
  }
  return places.map(({ seq, theirs, isAlone = false }) =>
    moneyAtStake(isAlone ? null : referring(bodies.get(seq)), referring(theirs)),
  )
}

/** The money of what records of a journal refer to, by its key. */
async function readReferred(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  records: readonly JournalRecord[],
): Promise<ReadonlyMap<string, Money>> {
  const keys = records.flatMap((record) => originalKeyOf(record) ?? [])
  if (keys.length === 0) return new Map()
  const rows = await transactionsByKeys(
    db,
    keys.map(({ batch: batchNo, stan, msgClass }) => ({ terminalId, epoch, batchNo, stan, msgClass })),
  )
  return new Map(
    rows.flatMap(({ batchNo, stan, msgClass, amount, currency, exponent }) =>
      amount === null || currency === null || exponent === null
        ? []
        : [[`${batchNo}:${stan}:${msgClass}`, money(amount, currency, exponent)] as const],
    ),
  )
}

function recordIn(body: string): JournalRecord | null {
  const read = parseRecord(body)
  return read.ok ? read.record : null
}

async function readBodies(
  db: Scoped,
  { terminalId, epoch }: JournalKey,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, JournalRecord>> {
  if (seqs.length === 0) return new Map()
  const rows = await db.query<{ seq: number; body: string | null }>(
    'select seq, body from journal_record where terminal_id = $1 and epoch = $2 and seq = any($3::bigint[])',
    [terminalId, epoch, seqs],
  )
  return new Map(
    rows.flatMap(({ seq, body }) => {
      const record = body === null ? null : recordIn(body)
      return record === null ? [] : [[seq, record] as const]
    }),
  )
}
