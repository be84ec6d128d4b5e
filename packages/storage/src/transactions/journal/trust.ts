import { canonicalJson } from '@budeng/kernel'
import type { Amendment, JournalRecord, TrustAmendment } from '@budeng/transactions'
import type { CorrectionVersionRow } from '../../rows/index.ts'
import type { Scoped } from '../../unit.ts'
import { type JournalKey, journalKeyText } from './arrivals.ts'

type Posted = Pick<CorrectionVersionRow, 'correctionId' | 'epoch' | 'version' | 'op' | 'patch' | 'terminalId'>

/**
 * Which amendments of each journal take effect: those that we posted for it, exactly as we posted them. A terminal's word
 * alone changes nothing that was recorded.
 */
export async function trustOf(
  db: Scoped,
  records: Iterable<JournalRecord>,
): Promise<(journal: JournalKey) => TrustAmendment> {
  const ids = new Set<string>()
  for (const { amendment } of records) if (amendment !== undefined) ids.add(amendment.correctionId)
  const posted = new Map(ids.size === 0 ? [] : (await loadPosted(db, [...ids])).map((row) => [row.correctionId, row]))
  return (journal) => (amendment) => {
    const row = posted.get(amendment.correctionId)
    return row !== undefined && isOf(row, journal) && isAsPosted(row, amendment)
  }
}

async function loadPosted(db: Scoped, ids: readonly string[]): Promise<Posted[]> {
  return await db.query<Posted>(
    `select correction_id as "correctionId", terminal_id as "terminalId", epoch, version, op, patch from correction_version where correction_id = any($1::text[])`,
    [ids],
  )
}

function isOf({ terminalId, epoch }: Posted, journal: JournalKey): boolean {
  return epoch !== null && journalKeyText({ terminalId, epoch }) === journalKeyText(journal)
}

function isAsPosted({ version, op, patch }: Posted, amendment: Amendment): boolean {
  return version === amendment.version && op === amendment.op && canonicalJson(patch) === canonicalJson(amendment.patch)
}
