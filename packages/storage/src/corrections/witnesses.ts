import {
  type Evidence,
  KIND_RULES,
  nameOfFileLine,
  nameOfHostRecord,
  nameOfRecord,
  nameOfTariff,
  type Proposal,
  type Source,
} from '@budeng/corrections'
import { money, type Money } from '@budeng/kernel'
import {
  currencyExponent,
  type JournalRecord,
  moneyOf,
  msgClassOf,
  parseRecord,
  stanKeyText,
} from '@budeng/transactions'
import { hostRecordsAt } from '../transactions/files/host-records.ts'
import {
  columnList,
  fileLineTable,
  type FileLineRow,
  type HostRecordRow,
  journalRecordTable,
  type JournalRecordRow,
} from '../rows/index.ts'
import { WITNESSES_MAX } from '../limits.ts'
import type { Scoped } from '../unit.ts'
import type { CorrectionPlace } from './place.ts'

/** Something that is here and can be shown as evidence; or, for what should not be, that nothing is. */
export interface Witness extends Evidence {
  /** The amount that it names. */
  readonly amount: Money | null
  /** What it is, for the screen: a number, a name. */
  readonly text: string
}

/** What of a proposal decides which witnesses speak, and whether they agree. */
export type Spoken = Pick<Proposal, 'kind' | 'target' | 'patch' | 'tariff'>

/** Everything here that speaks for or against a proposal, of the sources that its kind asks for. Never what the caller says. */
export async function witnessesOf(
  db: Scoped,
  place: CorrectionPlace,
  spoken: Spoken,
  transactionId: string | null,
): Promise<Witness[]> {
  const asked = new Set(KIND_RULES[spoken.kind].evidence.flat())
  const found: Witness[] = []
  if (spoken.target !== null) {
    if (asked.has('TERMINAL') || asked.has('EMV')) found.push(...(await journalWitnesses(db, place, spoken)))
    if (asked.has('HOST')) found.push(...(await hostWitnesses(db, place, spoken)))
    if (asked.has('FILE')) found.push(...(await fileWitnesses(db, spoken, transactionId)))
  }
  if (asked.has('DOCUMENT')) found.push(...(await documentWitnesses(db, place)))
  if (spoken.tariff !== null)
    found.push(witness('DOCUMENT', nameOfTariff(spoken.tariff.id), `${spoken.tariff.version}`, null, true))
  const isAbsence = spoken.kind === 'PHANTOM'
  const wanted = found.filter(({ source }) => asked.has(source))
  return isAbsence ? absences(wanted, asked) : wanted
}

function witness(source: Source, id: string, text: string, amount: Money | null, agrees: boolean): Witness {
  return { source, id, text, amount, agrees, recordKey: null }
}

/** A phantom is shown by nobody knowing of it: who does speaks against it. */
function absences(found: readonly Witness[], asked: ReadonlySet<Source>): Witness[] {
  const against = found.map((each) => ({ ...each, agrees: false }))
  const silent = [...asked].filter((source) => !found.some((each) => each.source === source))
  return [...against, ...silent.map((source) => witness(source, `absent:${source}`, '', null, true))]
}

/** The same amount as the correction makes it, where both name one. */
function isAgreed({ patch }: Spoken, said: Money | null): boolean {
  if (patch.amount === undefined || said === null) return true
  return BigInt(patch.amount) === said.minor && (patch.currency === undefined || patch.currency === said.currency)
}

/** What each kind of correction says the host did, and what it says of it itself. */
function hostAgrees(spoken: Spoken, said: Money | null, record: HostRecordRow): boolean {
  if (!isAgreed(spoken, said)) return false
  const { outcome, type, panMasked, panToken } = spoken.patch
  switch (spoken.kind) {
    case 'STATUS_MISMATCH':
      return outcome === undefined || (outcome === 'APPROVED') === (record.responseCode === '00')
    case 'WRONG_TYPE':
      return isSame(type, record.type)
    case 'WRONG_CARD_REF':
      return isSame(panMasked, record.panMasked) && isSame(panToken, record.panToken)
    default:
      return true
  }
}

/** Nothing else, where both name it. */
function isSame(mine: string | undefined, theirs: string | null): boolean {
  return mine === undefined || theirs === null || mine === theirs
}

async function hostWitnesses(db: Scoped, place: CorrectionPlace, spoken: Spoken): Promise<Witness[]> {
  const { terminalId, key } = spoken.target ?? unreachableTarget()
  const records = await hostRecordsAt(db, [{ terminalId, batchNo: key.batch, stan: key.stan }], WITNESSES_MAX)
  return (
    records
      .filter(({ tid }) => tid === place.tid)
      // what takes back has a type of its own, and says nothing of that of what it takes back
      .filter(({ type }) => spoken.kind !== 'WRONG_TYPE' || type !== 'REVERSAL')
      .map((record) => {
        const said = amountOf(record.amount, record.currency)
        const text = [record.fact, record.mti, record.responseCode, record.rrn]
          .filter((each) => each !== null)
          .join(' ')
        return witness('HOST', nameOfHostRecord(record.position), text, said, hostAgrees(spoken, said, record))
      })
  )
}

function unreachableTarget(): never {
  throw new RangeError('witnesses of a transaction are asked for without one')
}

/** Lines of files that were matched with it; of what we do not have, those that were matched with nothing. */
async function fileWitnesses(db: Scoped, spoken: Spoken, transactionId: string | null): Promise<Witness[]> {
  const { terminalId, key } = spoken.target ?? unreachableTarget()
  const columns = columnList(fileLineTable, 'l')
  const rows =
    transactionId === null
      ? await db.query<FileLineRow>(
          `select ${columns} from file_line l where l.terminal_id = $1 and l.stan = $2 and l.transaction_id is null and l.state <> 'BAD'
           order by l.business_date desc, l.import_id, l.line limit $3`,
          [terminalId, key.stan, WITNESSES_MAX],
        )
      : await db.query<FileLineRow>(
          `select ${columns} from file_line l where l.transaction_id = $1 order by l.business_date desc, l.import_id, l.line limit $2`,
          [transactionId, WITNESSES_MAX],
        )
  return rows.map((row) => {
    const said = amountOf(row.amount, row.currency)
    return witness(
      'FILE',
      nameOfFileLine(row.importId, row.line),
      `${row.businessDate} ${row.rrn ?? ''}`.trim(),
      said,
      isAgreed(spoken, said),
    )
  })
}

function amountOf(minor: bigint | null, currency: string | null): Money | null {
  return minor === null || currency === null ? null : money(minor, currency, currencyExponent(currency) ?? 2)
}

/** The record itself, and the one beside it of which it may be a copy: the chip's counter says whether it was one tap. */
async function journalWitnesses(
  db: Scoped,
  place: CorrectionPlace,
  { target, kind, patch }: Spoken,
): Promise<Witness[]> {
  if (target === null) return []
  const { batch, stan, msgClass } = target.key
  const keys = [{ batch, stan, msgClass: msgClass as string }]
  const { originalBatch, originalStan, originalType } = patch
  if (originalBatch !== undefined && originalStan !== undefined && originalType !== undefined)
    keys.push({
      batch: originalBatch,
      stan: originalStan,
      msgClass: msgClassOf(originalType as JournalRecord['type']),
    })
  const rows = await db.query<JournalRecordRow>(
    `select ${columnList(journalRecordTable, 'r')} from unnest($3::text[], $4::text[], $5::text[]) as k (batch_no, stan, msg_class)
     join transaction t on t.terminal_id = $1 and t.epoch = $2 and t.batch_no = k.batch_no and t.stan = k.stan and t.msg_class = k.msg_class
     join journal_record r on r.terminal_id = $1 and r.epoch = $2 and r.seq = t.seq order by r.seq`,
    [
      target.terminalId,
      target.epoch,
      keys.map((each) => each.batch),
      keys.map((each) => each.stan),
      keys.map((each) => each.msgClass),
    ],
  )
  const records = rows.map((row) => ({ row, record: row.body === null ? null : recordOf(row.body) }))
  const own = `${place.tid}:${stanKeyText(target.key)}`
  const found: Witness[] = records.map(({ row, record }) => ({
    ...witness(
      'TERMINAL',
      nameOfRecord(row.epoch, row.seq),
      `${row.batchNo ?? ''} ${row.stan ?? ''}`.trim(),
      record === null ? null : moneyOf(record),
      true,
    ),
    recordKey: row.seq === target.seq ? own : null,
  }))
  const [one, other] = records.map(({ record }) => record)
  if (kind === 'DUPLICATE_RECORD' && one?.atc !== undefined && other?.atc !== undefined)
    found.push(
      witness(
        'EMV',
        `tap:${rows.map(({ seq }) => seq).join(':')}`,
        `ATC ${one.atc} ${other.atc}`,
        null,
        isOneTap(one, other),
      ),
    )
  return found
}

function recordOf(body: string): JournalRecord | null {
  const parsed = parseRecord(body)
  return parsed.ok ? parsed.record : null
}

function isOneTap(one: JournalRecord, other: JournalRecord): boolean {
  return one.atc === other.atc && one.panToken === other.panToken && one.cryptogramHash === other.cryptogramHash
}

/** What was uploaded for this terminal, the newest first. */
async function documentWitnesses(db: Scoped, place: CorrectionPlace): Promise<Witness[]> {
  const rows = await db.query<{ sha256: Buffer; name: string }>(
    'select sha256, name from evidence where terminal_id = $1 order by created_at desc limit $2',
    [place.scope.terminalId, WITNESSES_MAX],
  )
  return rows.map(({ sha256, name }) => witness('DOCUMENT', sha256.toString('hex'), name, null, true))
}
