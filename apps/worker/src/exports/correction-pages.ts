import {
  correctionOf,
  type CorrectionRow,
  differenceLines,
  type DifferenceKey,
  type ExportJobRow,
  levelAt,
  listCorrections,
  type MomentKey,
  type Scoped,
} from '@budeng/storage'
import { EXPORT_PAGE_ROWS } from '../limits.ts'
import type { ExportedRow, ExportPage } from './export-pages.ts'

const at = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString())

export const CORRECTION_COLUMNS = [
  ...['id', 'kind', 'state', 'terminal', 'batch', 'stan', 'transaction', 'version', 'tier', 'stakeMinor', 'currency'],
  ...['reason', 'maker', 'approvers', 'rule', 'case', 'draftedAt', 'submittedAt', 'postedAt', 'closedAt', 'waived'],
] as const

/** Corrections that were begun in a span of time, the oldest first. */
export async function correctionPage(db: Scoped, { path, filter, cursor }: ExportJobRow): Promise<ExportPage> {
  const { since, until } = filter as { since: number; until: number }
  const level = await levelAt(db, path)
  if (level === null) return { rows: [], next: null }
  const { rows, examinedThrough } = await listCorrections(db, {
    level,
    filter: { ...EVERYTHING, since, until },
    isOldestFirst: true,
    after: cursor as MomentKey | null,
    limit: EXPORT_PAGE_ROWS,
  })
  const last = rows.at(-1)
  const full = last === undefined || rows.length < EXPORT_PAGE_ROWS ? null : { at: last.draftedAt, id: last.id }
  return { rows: rows.map(correctionRow), next: full ?? examinedThrough }
}

const EVERYTHING = {
  ...{ states: null, kinds: null, tier: null, makerId: null, inboxOf: null },
  ...{ merchantId: null, terminalId: null, transactionId: null, caseId: null },
} as const

function correctionRow(row: CorrectionRow): ExportedRow {
  const { reason, stake, approvals, waived } = correctionOf(row)
  const [money] = stake
  return {
    ...{ id: row.id, kind: row.kind, state: row.state, terminal: row.terminalId, batch: row.batchNo, stan: row.stan },
    ...{ transaction: row.transactionId, version: row.baseVersion + 1, tier: row.tier },
    ...{ stakeMinor: money?.minor ?? null, currency: money?.currency ?? null, reason, maker: row.makerId },
    ...{ approvers: approvals.map(({ personId }) => personId).join(' '), rule: row.rule, case: row.caseId },
    ...{ draftedAt: at(row.draftedAt), submittedAt: at(row.submittedAt), postedAt: at(row.postedAt) },
    ...{ closedAt: at(row.closedAt), waived: waived?.ground ?? null },
  }
}

export const DIFFERENCE_COLUMNS = [
  ...['correction', 'terminal', 'kind', 'state', 'reason', 'since', 'stakeMinor', 'currency', 'movedMinor'],
] as const

/** What is corrected and not proven, as it is when the file is written. */
export async function differencePage(db: Scoped, { path, cursor }: ExportJobRow): Promise<ExportPage> {
  const page = await differenceLines(db, { kind: 'NODE', path }, EXPORT_PAGE_ROWS, cursor as DifferenceKey | null)
  const last = page.at(-1)
  return {
    rows: page.map(({ correctionId, terminalId, kind, state, reason, since, stake, lines }) => ({
      ...{ correction: correctionId, terminal: terminalId, kind, state, reason, since: at(since) },
      ...{ stakeMinor: stake[0]?.minor ?? null, currency: stake[0]?.currency ?? null },
      movedMinor: lines.reduce((sum, { minor, side }) => sum + (side === 'DEBIT' ? minor : -minor), 0n),
    })),
    next:
      last === undefined || page.length < EXPORT_PAGE_ROWS
        ? null
        : { since: last.since, correctionId: last.correctionId },
  }
}
