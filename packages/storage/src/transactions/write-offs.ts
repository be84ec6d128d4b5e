import { money } from '@budeng/kernel'
import { bookingDay, currencyExponent, writeOffPostings } from '@budeng/transactions'
import { columnList, type RecordMatchRow, recordMatchTable } from '../rows/index.ts'
import type { Scoped, Unit } from '../unit.ts'
import { NOTHING, standingOf } from './booking.ts'
import { lineSubject } from './clearing.ts'
import { postEntries } from './ledger.ts'

/** What one open difference to the files left on the short side (短款). */
export interface Short {
  readonly match: RecordMatchRow
  /** Under which number it stands in the books. */
  readonly subject: string
  readonly minor: bigint
  readonly currency: string
  /** It was written off before, and stands so. */
  readonly isWrittenOff: boolean
  readonly writeOffs: number
  /** Rises with everything that is booked of it. */
  readonly version: number
}

/** What a file says of something, by its number as people are shown it; null for any other text. */
export async function matchByNumber(db: Scoped, number: string): Promise<RecordMatchRow | null> {
  if (!/^[1-9]\d{0,14}$/.test(number)) return null
  const [match] = await db.query<RecordMatchRow>(
    `select ${columnList(recordMatchTable, 'm')} from record_match m where m.id = $1 and m.source = 'FILE'`,
    [number],
  )
  return match ?? null
}

/** What is short by a match; null when nothing is. */
export async function shortOf(db: Scoped, number: string): Promise<Short | null> {
  const match = await matchByNumber(db, number)
  return match === null ? null : ((await shortsOf(db, [match]))[0] ?? null)
}

/** What is short by what files say; the others left nothing short. */
export async function shortsOf(db: Scoped, matches: readonly RecordMatchRow[]): Promise<readonly Short[]> {
  const told = matches.filter(({ source }) => source === 'FILE')
  const subjects = [...new Set(told.map(subjectOf))]
  const cleared = await standingOf(db, subjects, 'CLEARING')
  const losses = await standingOf(db, subjects, 'WRITE_OFF')
  return told.flatMap((match): Short[] => {
    const subject = subjectOf(match)
    const [clearing, loss] = [cleared.get(subject) ?? NOTHING, losses.get(subject) ?? NOTHING]
    const short = clearing.postings.find(({ account, minor }) => account === 'SUSPENSE_SHORT' && minor > 0n)
    if (short === undefined) return []
    return [
      {
        ...{ match, subject, minor: short.minor, currency: short.currency },
        ...{
          isWrittenOff: loss.postings.length > 0,
          writeOffs: loss.version,
          version: clearing.version + loss.version,
        },
      },
    ]
  })
}

function subjectOf({ transactionId, importId, line }: RecordMatchRow): string {
  return transactionId ?? lineSubject({ importId: importId ?? '', line: line ?? 0 })
}

/** Nobody books anything of this match until the end of the transaction. */
export async function holdMatch(unit: Unit, number: string): Promise<void> {
  if ((await matchByNumber(unit, number)) === null) return
  await unit.query('select from record_match where id = $1 for no key update', [number])
}

/** Writes a loss off. Under `holdMatch`; the version was checked. */
export async function writeOff(
  unit: Unit,
  { match, subject, minor, currency, writeOffs }: Short,
  { changeId, zone }: { readonly changeId: string; readonly zone: string },
): Promise<void> {
  const at = unit.clock.now()
  const { acquirerId, agentId, merchantId, terminalId, path } = match
  await postEntries(unit, [
    {
      ...{ kind: 'BOOKED', book: 'WRITE_OFF', transactionId: subject, version: writeOffs + 1, occurredAt: null },
      terminal: { terminalId, acquirerId, agentId, merchantId, path },
      businessDate: bookingDay(at, zone),
      postings: writeOffPostings(money(minor, currency, currencyExponent(currency) ?? 0)),
    },
  ])
  const data = { matchId: String(match.id), subject, currency, minor: String(minor), changeId }
  unit.append([{ type: 'LossWrittenOff', subject, path, at, data }])
}
