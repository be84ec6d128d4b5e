import {
  csvCells,
  type CsvMapping,
  csvReader,
  currencyExponent,
  mappingProblems,
  type ParsedRow,
  parseFlowLine,
} from '@budeng/transactions'
import type { FileImportRow } from '@budeng/storage'
import { FLOW_CURRENCY, FLOW_OFFSET_MIN } from '../limits.ts'

/** Reads lines of one file; null for a line that holds no row. */
export type LineReader = (text: string, line: number) => ParsedRow | null

/** How the file's lines are read, from its title row on; or why it cannot be read at all. */
export function lineReader(
  file: FileImportRow,
  titleRow: string,
): LineReader | { readonly problems: readonly object[] } {
  if (file.format === 'FLOW') {
    const context = {
      // times have no year: they are of the file's day or before it
      madeAt: Date.parse(`${file.businessDate}T00:00:00Z`) + 24 * 60 * 60 * 1_000,
      settlementDate: file.businessDate,
      currency: FLOW_CURRENCY,
      exponent: currencyExponent(FLOW_CURRENCY) ?? 2,
      offsetMin: FLOW_OFFSET_MIN,
    }
    return (text) => (text === '' ? null : parseFlowLine(text, context))
  }
  const mapping = file.mapping as CsvMapping
  const titles = csvCells(titleRow.replace(/^\ufeff/, ''), mapping.delimiter)
  const problems = mappingProblems(mapping, titles)
  if (problems.length > 0) return { problems }
  const read = csvReader(mapping, titles)
  return (text, line) => (line === 1 || text.trim() === '' ? null : read(csvCells(text, mapping.delimiter)))
}
