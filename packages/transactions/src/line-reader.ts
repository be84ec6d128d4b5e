import { DAY } from '@budeng/kernel'
import { csvCells } from './csv-cells.ts'
import { type CsvMapping, csvReader, type MappingProblem, mappingProblems } from './csv-mapping.ts'
import { currencyExponent } from './currency.ts'
import type { ParsedRow } from './file-row.ts'
import { parseFlowLine } from './flow-line.ts'
import { FLOW_CURRENCY, FLOW_OFFSET_MIN } from './limits.ts'

/** Reads lines of one file; null for a line that holds no row. */
export type LineReader = (text: string, line: number) => ParsedRow | null

/** What must be known of a file to read its lines. */
export interface FileForm {
  readonly format: 'CSV' | 'FLOW'
  /** Of a CSV file. */
  readonly mapping: CsvMapping | null
  /** `2026-11-28` */
  readonly businessDate: string
}

/** How a file's lines are read, from its title row on; or why it cannot be read at all. */
export function lineReader(
  { format, mapping, businessDate }: FileForm,
  titleRow: string,
): LineReader | { readonly problems: readonly MappingProblem[] } {
  if (format === 'FLOW' || mapping === null) {
    const context = {
      // times have no year: they are of the file's day or before it
      madeAt: Date.parse(`${businessDate}T00:00:00Z`) + DAY,
      settlementDate: businessDate,
      currency: FLOW_CURRENCY,
      exponent: currencyExponent(FLOW_CURRENCY) ?? 2,
      offsetMin: FLOW_OFFSET_MIN,
    }
    return (text) => (text === '' ? null : parseFlowLine(text, context))
  }
  const titles = csvCells(titleRow.replace(/^\ufeff/, ''), mapping.delimiter)
  const problems = mappingProblems(mapping, titles)
  if (problems.length > 0) return { problems }
  const read = csvReader(mapping, titles)
  return (text, line) => (line === 1 || text.trim() === '' ? null : read(csvCells(text, mapping.delimiter)))
}
