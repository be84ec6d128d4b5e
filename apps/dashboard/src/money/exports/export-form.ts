import type { ExportFormat, ExportKind, ExportStartInput } from '../../api/generated/graphql.ts'

/** How a file may be made. */
export const EXPORT_FORMATS = ['CSV', 'CSV_GB18030', 'JSONL'] as const satisfies readonly ExportFormat[]

/** What the form holds; days as `2026-11-27`. */
export interface ExportForm {
  readonly kind: ExportKind
  readonly format: ExportFormat
  readonly from: string
  readonly to: string
  readonly merchantId: string | null
}

type Wish = Omit<ExportStartInput, 'idempotencyKey'>

/** As the API takes it; null while something is missing. Whole days by the clock of whoever asks. */
export function exportWish({ kind, format, from, to, merchantId }: ExportForm): Wish | null {
  if (from === '' || to === '' || from > to) return null
  switch (kind) {
    case 'TRANSACTIONS':
    case 'CORRECTIONS': {
      const end = new Date(`${to}T00:00:00`)
      end.setDate(end.getDate() + 1)
      return { kind, format, since: new Date(`${from}T00:00:00`).toISOString(), until: end.toISOString() }
    }
    case 'POSTINGS':
      return { kind, format, from, to }
    case 'OPEN_DIFFERENCES':
    case 'TERMINALS':
      // as they are when the file is written
      return { kind, format }
    case 'STATEMENT':
      return merchantId === null ? null : { kind, format, from, to, merchantId }
  }
}
