import {
  accountPostings,
  type ExportJobRow,
  levelAt,
  listAccounts,
  payablesOf,
  type Scoped,
  statementLines,
  transactionsToExport,
} from '@budeng/storage'
import { EXPORT_PAGE_ROWS } from '../limits.ts'
import { CORRECTION_COLUMNS, correctionPage, DIFFERENCE_COLUMNS, differencePage } from './correction-pages.ts'
import { TERMINAL_COLUMNS, terminalPage } from './terminal-pages.ts'

/** One cell or member: amounts are bigints, which no spreadsheet takes for a formula. */
export type Value = string | number | bigint | null
export type ExportedRow = Readonly<Record<string, Value>>

/** A page of what goes into a file, and where the next one begins; null: that was all. */
export interface ExportPage {
  readonly rows: readonly ExportedRow[]
  readonly next: object | null
}

/** Columns of each kind, in their order. */
export const EXPORT_COLUMNS = {
  TRANSACTIONS: [
    ...[
      'id',
      'at',
      'tid',
      'type',
      'batch',
      'stan',
      'rrn',
      'authCode',
      'responseCode',
      'card',
      'merchantOrder',
      'channelOrder',
    ],
    ...[
      'amountMinor',
      'netMinor',
      'currency',
      'exponent',
      'authorisation',
      'reversal',
      'followUp',
      'settlement',
      'synchronisation',
      'effectiveDate',
      'late',
    ],
  ],
  POSTINGS: [
    'account',
    'owner',
    'currency',
    'effectiveDate',
    'entry',
    'book',
    'kind',
    'transaction',
    'minor',
    'recordedAt',
  ],
  STATEMENT: [
    'date',
    'entry',
    'book',
    'kind',
    'transaction',
    'originalDate',
    'grossMinor',
    'feeBaseMinor',
    'feeMinor',
    'commissionMinor',
    'netMinor',
    'currency',
  ],
  CORRECTIONS: CORRECTION_COLUMNS,
  OPEN_DIFFERENCES: DIFFERENCE_COLUMNS,
  TERMINALS: TERMINAL_COLUMNS,
} as const

const at = (moment: number | null) => (moment === null ? null : new Date(moment).toISOString())

/** The next page, of what lies under the asker's place and nowhere else. */
export async function exportPage(db: Scoped, job: ExportJobRow): Promise<ExportPage> {
  switch (job.kind) {
    case 'TRANSACTIONS':
      return await transactionPage(db, job)
    case 'POSTINGS':
      return await postingPage(db, job)
    case 'STATEMENT':
      return await statementPage(db, job)
    case 'CORRECTIONS':
      return await correctionPage(db, job)
    case 'OPEN_DIFFERENCES':
      return await differencePage(db, job)
    case 'TERMINALS':
      return await terminalPage(db, job)
  }
}

const END: ExportPage = { rows: [], next: null }

async function transactionPage(db: Scoped, { path, filter, cursor }: ExportJobRow): Promise<ExportPage> {
  const { since, until, terminalId = null } = filter as { since: number; until: number; terminalId?: string | null }
  const level = await levelAt(db, path)
  if (level === null) return END
  const after = cursor as { at: number; id: string } | null
  const page = await transactionsToExport(db, level, { since, until, terminalId }, after, EXPORT_PAGE_ROWS)
  const last = page.at(-1)
  return {
    rows: page.map((row) => ({
      ...{ id: row.id, at: at(row.at), tid: row.tid, type: row.type, batch: row.batchNo, stan: row.stan, rrn: row.rrn },
      ...{ authCode: row.authCode, responseCode: row.responseCode, card: row.panMasked },
      ...{ merchantOrder: row.merchantOrder, channelOrder: row.channelOrder },
      ...{ amountMinor: row.amount, netMinor: row.netAmount, currency: row.currency, exponent: row.exponent },
      ...{ authorisation: row.authState, reversal: row.reversalState, followUp: row.followUpState },
      ...{ settlement: row.settlementState, synchronisation: row.syncState },
      ...{ effectiveDate: row.effectiveDate, late: row.late ? 'true' : 'false' },
    })),
    next: last === undefined || page.length < EXPORT_PAGE_ROWS ? null : { at: last.at, id: last.id },
  }
}

interface PostingCursor {
  readonly accountId: number
  readonly after: { readonly effectiveDate: string; readonly entryId: number } | null
}

/** Account by account; a page never spans two. */
async function postingPage(db: Scoped, { path, filter, cursor }: ExportJobRow): Promise<ExportPage> {
  const { from, to } = filter as { from: string; to: string }
  const level = await levelAt(db, path)
  if (level === null) return END
  const { accountId, after } = (cursor as PostingCursor | null) ?? { accountId: 0, after: null }
  const [account] = await listAccounts(db, {
    level,
    kind: null,
    afterId: after === null ? accountId : accountId - 1,
    limit: 1,
  })
  if (account === undefined) return END
  const page = await accountPostings(db, account.id, { from, to }, after, EXPORT_PAGE_ROWS)
  const last = page.at(-1)
  const whole = last === undefined || page.length < EXPORT_PAGE_ROWS
  return {
    rows: page.map((row) => ({
      ...{ account: account.kind, owner: account.ownerId, currency: account.currency },
      ...{ effectiveDate: row.effectiveDate, entry: row.entryId, book: row.book },
      ...{ kind: row.kind, transaction: row.transactionId },
      ...{ minor: row.minor, recordedAt: at(row.recordedAt) },
    })),
    next: whole
      ? { accountId: account.id, after: null }
      : { accountId: account.id, after: { effectiveDate: last.effectiveDate, entryId: last.entryId } },
  }
}

async function statementPage(db: Scoped, { path, filter, cursor }: ExportJobRow): Promise<ExportPage> {
  const { merchantId, currency, from, to } = filter as Record<'merchantId' | 'currency' | 'from' | 'to', string>
  const accounts = (await payablesOf(db, merchantId, currency)).filter((account) =>
    `${account.path}.`.startsWith(`${path}.`),
  )
  if (accounts.length === 0) return END
  const after = cursor as { effectiveDate: string; entryId: number } | null
  const page = await statementLines(db, accounts, { from, to }, after, EXPORT_PAGE_ROWS)
  const last = page.at(-1)
  return {
    rows: page.map((line) => ({
      ...{ date: line.effectiveDate, entry: line.entryId, book: line.book },
      ...{ kind: line.kind, transaction: line.transactionId },
      ...{ originalDate: line.originalDate, grossMinor: line.gross, feeBaseMinor: line.feeBase, feeMinor: line.fee },
      // a merchant does not see what the agent gets of its fee
      commissionMinor: path.split('.').includes(merchantId) ? null : line.commission,
      ...{ netMinor: line.net, currency },
    })),
    next:
      last === undefined || page.length < EXPORT_PAGE_ROWS
        ? null
        : { effectiveDate: last.effectiveDate, entryId: last.entryId },
  }
}
