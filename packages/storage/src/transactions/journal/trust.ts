import { correctionApply, recordOfOrder } from '@budeng/corrections'
import { canonical, type JournalRecord, type PlacedRecord, type TrustAmendment } from '@budeng/transactions'
import { correctionOf } from '../../corrections/stored.ts'
import type { CorrectionRow } from '../../rows/index.ts'
import type { Scoped } from '../../unit.ts'
import { type JournalKey, journalKeyText } from './arrivals.ts'

/** Records of one journal. */
export interface PlacedRecords extends JournalKey {
  readonly records: readonly PlacedRecord[]
}

/** Which amendments of journals take effect: those that we ordered of that terminal, exactly as we ordered them. */
export interface Trust {
  trusts(journal: JournalKey): TrustAmendment
  isAskedFor(journal: JournalKey, seq: number): boolean
}

/**
 * Holds amendments against the corrections that they name. A terminal's word alone changes nothing that was recorded: what
 * differs from its order in a single member, what it amends included, is kept as it came and has no effect.
 */
export async function trustOf(db: Scoped, journals: readonly PlacedRecords[]): Promise<Trust> {
  const amending = journals.flatMap((journal) =>
    journal.records.flatMap(({ seq, record }) => (record.amendment === undefined ? [] : [{ journal, seq, record }])),
  )
  const posted = amending.length === 0 ? new Map<string, Posted>() : await loadPosted(db, amending.map(idOf))
  const asked = new Set(
    amending
      .filter(({ journal, record }) => isOrdered(posted.get(record.amendment?.correctionId ?? ''), journal, record))
      .map(({ journal, seq }) => `${journalKeyText(journal)} ${seq}`),
  )
  const isAskedFor = (journal: JournalKey, seq: number) => asked.has(`${journalKeyText(journal)} ${seq}`)
  return {
    isAskedFor,
    trusts: (journal) => (amendment) => amendment.seq !== null && isAskedFor(journal, amendment.seq),
  }
}

const idOf = ({ record }: { readonly record: JournalRecord }) => record.amendment?.correctionId ?? ''

type Posted = Pick<CorrectionRow, 'id' | 'terminalId' | 'epoch' | 'facts'>

async function loadPosted(db: Scoped, ids: readonly string[]): Promise<ReadonlyMap<string, Posted>> {
  const rows = await db.query<Posted>(
    `select id, terminal_id as "terminalId", epoch, facts from correction where id = any($1::text[]) and posted_at is not null`,
    [[...new Set(ids)]],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** The record is the one that the order leads to, to the byte; when the terminal wrote it is its own to say. */
function isOrdered(row: Posted | undefined, journal: JournalKey, record: JournalRecord): boolean {
  if (row === undefined || row.epoch === null) return false
  if (journalKeyText({ terminalId: row.terminalId, epoch: row.epoch }) !== journalKeyText(journal)) return false
  const order = correctionApply(correctionOf(row))
  if (order === null) return false
  const { at: _at, ...said } = record
  return Buffer.from(canonical(said)).equals(canonical(recordOfOrder(order)))
}
