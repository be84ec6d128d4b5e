import { type FileRow, stanInFile } from '@budeng/transactions'
import { arrayParam } from '../../rows/arrays.ts'
import {
  type FileImportRow,
  type FileLineRow,
  type RecordMatchRow,
  recordMatchTable,
  unnestInsert,
} from '../../rows/index.ts'
import type { Scoped, Unit } from '../../unit.ts'
import { grouped } from '../grouped.ts'
import { type Place, placesByTid } from './places.ts'

/** A line of a file that was read. */
export interface ReadLine {
  readonly line: number
  readonly row: FileRow
}

/** A line that could not be read; `text` is it, without card numbers. */
export interface BadLine {
  readonly line: number
  readonly text: string
  readonly faults: readonly object[]
}

/** What we have of a number of a terminal. */
interface Candidate {
  readonly id: string
  readonly terminalId: string
  readonly stan: string
  readonly type: string
  readonly rrn: string | null
  readonly authState: string
  readonly reversalState: string
  readonly amount: bigint | null
  readonly currency: string | null
  readonly effectiveDate: string
}

/** What another line of this or of another file said of the same transaction. */
interface Said {
  readonly importId: string
  readonly line: number
  readonly terminalId: string
  readonly stan: string
  readonly rrn: string | null
  readonly kind: string
  readonly amount: bigint
  readonly businessDate: string
}

/** How far a line's day may be from the one on which we have the transaction: a terminal may have sent it days later. */
const DAYS_APART_MAX = 7

/**
 * Makes rows of lines: where each belongs, which of our transactions it is, and whether it is said twice or otherwise.
 * Our record is known by terminal, STAN and RRN; the day tells apart numbers that have come round again.
 */
export async function matchLines(
  unit: Unit,
  file: FileImportRow,
  lines: readonly ReadLine[],
  /** `isAgain`: the lines are there already, and no line stands against itself. */
  { isAgain }: { readonly isAgain: boolean } = { isAgain: false },
): Promise<readonly FileLineRow[]> {
  const places = await placesByTid(
    unit,
    file.acquirerId,
    lines.map(({ row }) => row.tid),
  )
  const placed = lines.map((each) => ({ ...each, place: places.get(each.row.tid) ?? null }))
  const candidates = grouped(await candidatesOf(unit, placed, file.businessDate), keyOf)
  const said = isAgain ? new Map<string, Said[]>() : grouped(await saidBefore(unit, placed, file), keyOf)
  return placed.map((each) => {
    const made = lineRow(file, each)
    if (each.place === null || each.row.stan === null) return made
    const key = keyOf({ terminalId: each.place.terminalId, stan: each.row.stan })
    const others = said.get(key) ?? []
    const result = judge(each.row, made, candidates.get(ownKey(each.row, each.place)) ?? [], others)
    others.push({ ...made, kind: each.row.type, amount: each.row.minor } as Said)
    said.set(key, others)
    return result
  })
}

/** Rows of lines that could not be read. */
export function badLines(file: FileImportRow, lines: readonly BadLine[]): FileLineRow[] {
  return lines.map(({ line, text, faults }) => ({
    ...EMPTY,
    importId: file.id,
    line,
    businessDate: file.businessDate,
    acquirerId: file.acquirerId,
    path: file.acquirerId,
    problem: faults,
    text,
    state: 'BAD' as const,
  }))
}

const keyOf = ({ terminalId, stan }: { readonly terminalId: string; readonly stan: string }) => `${terminalId} ${stan}`

/** Where our transaction is looked for: a reversal has no row of its own, it stands at what it takes back. */
function ownKey(row: FileRow, { terminalId }: Place): string {
  return keyOf({ terminalId, stan: stanInFile(row) ?? '' })
}

type Placed = ReadLine & { readonly place: Place | null }

async function candidatesOf(db: Scoped, lines: readonly Placed[], day: string): Promise<Candidate[]> {
  const wanted = lines.flatMap(({ row, place }) =>
    place === null ? [] : [{ terminalId: place.terminalId, stan: ownKey(row, place).split(' ')[1] ?? '' }],
  )
  return await db.prepared<Candidate>(
    'file-candidates',
    `select t.id, t.terminal_id as "terminalId", t.stan, coalesce(t.type, '') as type, t.rrn, t.auth_state as "authState", t.reversal_state as "reversalState",
       t.amount::numeric as amount, t.currency, t.effective_date as "effectiveDate"
     from unnest($1::text[], $2::text[]) as wanted (terminal_id, stan) join transaction t on t.terminal_id = wanted.terminal_id and t.stan = wanted.stan
     where t.effective_date between $3::date - $4::int and $3::date + $4::int`,
    [
      arrayParam(
        'text',
        wanted.map(({ terminalId }) => terminalId),
      ),
      arrayParam(
        'text',
        wanted.map(({ stan }) => stan),
      ),
      day,
      DAYS_APART_MAX,
    ],
  )
}

async function saidBefore(db: Scoped, lines: readonly Placed[], file: FileImportRow): Promise<Said[]> {
  const wanted = lines.flatMap(({ row, place }) =>
    place === null || row.stan === null ? [] : [{ terminalId: place.terminalId, stan: row.stan }],
  )
  return await db.prepared<Said>(
    'file-said-before',
    `select l.import_id as "importId", l.line, l.terminal_id as "terminalId", l.stan, l.rrn, l.kind, l.amount::numeric as amount, l.business_date as "businessDate"
     from (select distinct terminal_id, stan from unnest($1::text[], $2::text[]) as each (terminal_id, stan)) as wanted
     join file_line l on l.terminal_id = wanted.terminal_id and l.stan = wanted.stan
     where l.business_date between $3::date - $4::int and $3::date + $4::int and l.state not in ('BAD', 'IGNORED')`,
    [
      arrayParam(
        'text',
        wanted.map(({ terminalId }) => terminalId),
      ),
      arrayParam(
        'text',
        wanted.map(({ stan }) => stan),
      ),
      file.businessDate,
      DAYS_APART_MAX,
    ],
  )
}

const sameRrn = (one: string | null, other: string | null) => one === null || other === null || one === other

function judge(
  row: FileRow,
  line: FileLineRow,
  candidates: readonly Candidate[],
  others: readonly Said[],
): FileLineRow {
  if (line.state === 'IGNORED') return line
  const own = bestOf(row, candidates)
  const transactionId = own?.id ?? null
  const other = others.find(({ kind, rrn }) => kind === row.type && sameRrn(rrn, row.rrn))
  if (other !== undefined) {
    const problem = {
      code: other.amount === row.minor ? 'REPEATED' : 'CONTRADICTS',
      importId: other.importId,
      line: other.line,
    }
    return { ...line, transactionId, problem, state: other.amount === row.minor ? 'REPEATED' : 'CONTRADICTING' }
  }
  if (own === undefined) return { ...line, state: 'MISSING_HERE' }
  const problem = differenceOf(row, own)
  return problem === null
    ? { ...line, transactionId, state: 'MATCHED' }
    : { ...line, transactionId, problem, state: 'CONTRADICTING' }
}

/** Of several with this number the one with the same RRN, else the one of the nearest day. */
function bestOf(row: FileRow, candidates: readonly Candidate[]): Candidate | undefined {
  const fitting = candidates.filter(
    ({ type, rrn }) =>
      (row.type === 'REVERSAL' || type === row.type) && (row.type === 'REVERSAL' || sameRrn(rrn, row.rrn)),
  )
  const day = row.settlementDate ?? ''
  const away = ({ effectiveDate }: Candidate) => Math.abs(Date.parse(effectiveDate) - Date.parse(day || effectiveDate))
  return fitting.toSorted(
    (a, b) =>
      Number(b.rrn !== null && b.rrn === row.rrn) - Number(a.rrn !== null && a.rrn === row.rrn) || away(a) - away(b),
  )[0]
}

const APPROVED = new Set(['APPROVED', 'OFFLINE_APPROVED', 'ACCEPTED'])

/** What the file says otherwise than our record. */
function differenceOf(row: FileRow, own: Candidate): object | null {
  if (row.type === 'REVERSAL') return own.reversalState === 'NONE' ? { code: 'NOT_REVERSED' } : null
  if (!APPROVED.has(own.authState)) return { code: 'NOT_APPROVED', ours: own.authState }
  if (own.currency !== row.currency) return { code: 'CURRENCY', ours: own.currency }
  return own.amount === row.minor ? null : { code: 'AMOUNT', ours: String(own.amount) }
}

const EMPTY = {
  problem: null,
  text: null,
  terminalId: null,
  tid: null,
  mid: null,
  kind: null,
  stan: null,
  rrn: null,
  authCode: null,
  responseCode: null,
  panMasked: null,
  amount: null,
  currency: null,
  fee: null,
  settlementDate: null,
  localTime: null,
  transactionId: null,
} as const

function lineRow(file: FileImportRow, { line, row, place }: Placed): FileLineRow {
  const { tid, mid, stan, rrn, authCode, responseCode, panMasked, currency, localTime } = row
  const declined = responseCode !== null && responseCode !== '00'
  return {
    ...EMPTY,
    ...{ importId: file.id, line, businessDate: file.businessDate, acquirerId: file.acquirerId },
    ...{ path: place?.path ?? file.acquirerId, terminalId: place?.terminalId ?? null },
    ...{ tid, mid, stan, rrn, authCode, responseCode, panMasked, currency, localTime },
    kind: row.type,
    amount: row.minor,
    fee: row.feeMinor,
    settlementDate: row.settlementDate ?? file.businessDate,
    // what was declined moved no money, and an inquiry never does
    state: declined || row.type === 'BALANCE_INQUIRY' ? 'IGNORED' : 'MISSING_HERE',
  }
}

/** Notes what lines say of transactions, and lines that have none. */
export async function noteMatches(unit: Unit, file: FileImportRow, lines: readonly FileLineRow[]): Promise<void> {
  const places = await placesByTid(
    unit,
    file.acquirerId,
    lines.flatMap(({ tid }) => tid ?? []),
  )
  const at = unit.clock.now()
  const rows = lines.flatMap((line): Omit<RecordMatchRow, 'id'>[] => {
    if (line.state === 'BAD' || line.state === 'IGNORED' || line.state === 'REPEATED') return []
    const place = places.get(line.tid ?? '')
    return [
      {
        source: 'FILE',
        acquirerId: file.acquirerId,
        agentId: place?.agentId ?? null,
        merchantId: place?.merchantId ?? null,
        path: line.path,
        businessDate: file.businessDate,
        state: line.state,
        terminalId: line.terminalId,
        transactionId: line.transactionId,
        importId: file.id,
        line: line.line,
        hostPosition: null,
        amount: line.amount,
        currency: line.currency,
        theirs: line.amount,
        at,
        changedAt: at,
      },
    ]
  })
  const known = new Map<string, Omit<RecordMatchRow, 'id'>>()
  const strangers: Omit<RecordMatchRow, 'id'>[] = []
  for (const row of rows) {
    if (row.transactionId === null) strangers.push(row)
    // of two lines for one transaction that which contradicts is told
    else if (known.get(row.transactionId)?.state !== 'CONTRADICTING') known.set(row.transactionId, row)
  }
  await unnestInsert(unit, recordMatchTable, [...known.values()], { onConflict: SAID_AGAIN })
  await unnestInsert(unit, recordMatchTable, strangers, {
    onConflict: 'on conflict (import_id, line) where import_id is not null and transaction_id is null do nothing',
  })
}

const SAID_AGAIN = `on conflict (transaction_id, source) where transaction_id is not null do update set
  state = case when record_match.state = 'CONTRADICTING' then record_match.state else excluded.state end,
  import_id = excluded.import_id, line = excluded.line, theirs = excluded.theirs, changed_at = excluded.changed_at`
