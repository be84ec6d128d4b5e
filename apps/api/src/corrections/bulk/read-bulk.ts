import { CORRECTION_KINDS, type CorrectionKind, writtenAmount } from '@budeng/corrections'
import { listTransactions, type RecordLineRow, type Scoped, terminalIdsByTid } from '@budeng/storage'
import { type Headers, readRows } from '../../access/import-file.ts'
import type { Operation } from '../../graphql/operation.ts'
import { Refused } from '../../graphql/refused.ts'
import { BULK_CORRECTIONS_MAX } from '../../limits.ts'
import type { CorrectionPreviewInput } from '../correction-input.ts'

type Column = 'tid' | 'rrn' | 'batch' | 'stan' | 'kind' | 'field' | 'value' | 'reason'

const HEADERS: Headers<Column> = {
  tid: ['终端号', 'tid', 'terminal'],
  rrn: ['参考号', 'rrn'],
  batch: ['批次号', 'batch'],
  stan: ['流水号', 'stan'],
  kind: ['类型', 'kind'],
  field: ['字段', 'field'],
  value: ['值', 'value'],
  reason: ['理由', 'reason'],
}

/** A row as somebody wrote it. */
export type WrittenRow = { readonly line: number } & { readonly [Name in Column]?: string | undefined }

/** Rows of a file. @throws Refused when it cannot be read */
export async function writtenRows(csv: string): Promise<readonly WrittenRow[]> {
  const read = await readRows(Buffer.from(csv, 'utf8'), HEADERS, ['tid', 'kind', 'reason'])
  if ('problem' in read)
    throw new Refused({
      code: read.problem,
      params: (read.params ?? {}) as Record<string, string | number>,
      path: ['input', 'csv'],
    })
  if (read.rows.length > BULK_CORRECTIONS_MAX) {
    const params = { rows: read.rows.length, max: BULK_CORRECTIONS_MAX }
    throw new Refused({ code: 'FILE_TOO_MANY_ROWS', params, path: ['input', 'csv'] })
  }
  return read.rows
}

/** What a row asks for; or why it is not known what. */
export async function wishOfRow(
  operation: Operation,
  db: Scoped,
  row: WrittenRow,
): Promise<CorrectionPreviewInput | { readonly problem: string; readonly transactionId?: string }> {
  const kind = CORRECTION_KINDS.find((each) => each === row.kind?.trim().toUpperCase())
  if (kind === undefined) return { problem: 'WRONG_KIND' }
  const terminalIds = await terminalIdsByTid(db, operation.level, row.tid?.trim() ?? '')
  if (terminalIds.length !== 1) return { problem: 'NO_TARGET' }
  const found = await transactionsOf(operation, db, terminalIds, row)
  const [target] = found
  if (target === undefined || found.length > 1)
    return { problem: target === undefined ? 'NO_TARGET' : 'SEVERAL_TARGETS' }
  const patch = patchOf(row, target)
  if ('problem' in patch) return { ...patch, transactionId: target.id }
  return {
    kind: kind satisfies CorrectionKind,
    transactionId: target.id,
    patch,
    reason: row.reason?.trim() ?? '',
  }
}

/** An amount is written as people write it, in the currency that its transaction has. */
function patchOf(
  { field, value }: WrittenRow,
  { currency, exponent }: RecordLineRow,
): { field: string; value: string }[] | { readonly problem: string } {
  const name = field?.trim() ?? ''
  const text = value?.trim() ?? ''
  if (name !== 'amount' || currency === null || exponent === null)
    return name === '' ? [] : [{ field: name, value: text }]
  const amount = writtenAmount(text, { currency, exponent })
  return 'problem' in amount ? amount : [{ field: name, value: String(amount.minor) }]
}

/** Transactions of a terminal by the host's reference, or by batch and trace number. */
async function transactionsOf(
  { level }: Operation,
  db: Scoped,
  terminalIds: readonly string[],
  { rrn, batch, stan }: WrittenRow,
): Promise<readonly RecordLineRow[]> {
  const reference = rrn?.trim() ?? ''
  const digits = (text: string | undefined) =>
    /^\d{1,6}$/.test(text?.trim() ?? '') ? text?.trim().padStart(6, '0') : undefined
  const [batchNo, number] = [digits(batch), digits(stan)]
  if (reference === '' && (batchNo === undefined || number === undefined)) return []
  const named =
    reference === ''
      ? { rrn: null, batchNo: batchNo ?? null, stan: number ?? null }
      : { rrn: reference, batchNo: null, stan: null }
  const page = await listTransactions(db, {
    level,
    filter: { ...EVERYTHING, ...named, terminalIds },
    after: null,
    limit: 2,
  })
  return page.rows
}

const EVERYTHING = {
  ...{ card: null, amount: null, currency: null, types: null, authStates: null, reversalStates: null },
  ...{ followUpStates: null, settlementStates: null, late: null, since: null, until: null },
  ...{ recordedSince: null, recordedUntil: null },
} as const
