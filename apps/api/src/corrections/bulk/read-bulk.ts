import { CORRECTION_KINDS, type CorrectionKind } from '@budeng/corrections'
import { listTransactions, type Scoped, terminalIdsByTid } from '@budeng/storage'
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
export function writtenRows(csv: string): readonly WrittenRow[] {
  const read = readRows(Buffer.from(csv, 'utf8'), HEADERS, ['tid', 'kind', 'reason'])
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
): Promise<CorrectionPreviewInput | { readonly problem: string }> {
  const kind = CORRECTION_KINDS.find((each) => each === row.kind?.trim().toUpperCase())
  if (kind === undefined) return { problem: 'WRONG_KIND' }
  const terminalIds = await terminalIdsByTid(db, operation.level, row.tid?.trim() ?? '')
  if (terminalIds.length !== 1) return { problem: 'NO_TARGET' }
  const found = await transactionsOf(operation, db, terminalIds, row)
  if (found.length !== 1) return { problem: found.length === 0 ? 'NO_TARGET' : 'SEVERAL_TARGETS' }
  return {
    kind: kind satisfies CorrectionKind,
    transactionId: found[0] ?? null,
    patch: patchOf(row),
    reason: row.reason?.trim() ?? '',
  }
}

function patchOf({ field, value }: WrittenRow): { field: string; value: string }[] {
  const name = field?.trim() ?? ''
  return name === '' ? [] : [{ field: name, value: value?.trim() ?? '' }]
}

/** Transactions of a terminal by the host's reference, or by batch and trace number. */
async function transactionsOf(
  { level }: Operation,
  db: Scoped,
  terminalIds: readonly string[],
  { rrn, batch, stan }: WrittenRow,
): Promise<readonly string[]> {
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
  return page.rows.map(({ id }) => id)
}

const EVERYTHING = {
  ...{ card: null, amount: null, currency: null, types: null, authStates: null, reversalStates: null },
  ...{ followUpStates: null, settlementStates: null, late: null, since: null, until: null },
} as const
