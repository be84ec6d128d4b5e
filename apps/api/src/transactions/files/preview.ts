import type { FileLineRow } from '@budeng/storage'
import { lineReader, type ParsedRow } from '@budeng/transactions'
import { withoutCardsInCells, withoutCardsInFlow } from '../../files/line-filter.ts'
import { FILE_PREVIEW_LINES_MAX } from '../../limits.ts'
import { ledgerMoney, ledgerMoneyOf } from '../ledger-money.ts'
import type { StoredMapping } from './csv-mapping-input.ts'
import type { FileLineObject } from './file.type.ts'
import type { FilePreviewObject } from './mapping.type.ts'

/** The first lines of a file as the worker would read them, without the card numbers that it would not see either. */
export function previewOf(text: string, businessDate: string, mapping: StoredMapping | null): FilePreviewObject {
  const lines = text.split(/\r?\n/)
  const read = lineReader({ format: mapping === null ? 'FLOW' : 'CSV', mapping, businessDate }, lines[0] ?? '')
  if (typeof read !== 'function') return { problems: read.problems, lines: [], bad: 0 }
  const masked = (line: string) =>
    mapping === null ? withoutCardsInFlow(line) : withoutCardsInCells(line, mapping.delimiter)
  const shown: FileLineObject[] = []
  for (const [place, line] of lines.entries()) {
    if (shown.length === FILE_PREVIEW_LINES_MAX) break
    const kept = masked(line)
    const row = read(kept, place + 1)
    if (row !== null) shown.push(lineOf(row, place + 1, kept))
  }
  return { problems: [], lines: shown, bad: shown.filter(({ state }) => state === 'BAD').length }
}

const NOTHING = {
  ...{ difference: null, text: null, tid: null, mid: null, type: null, stan: null, rrn: null, authCode: null },
  ...{ responseCode: null, maskedCard: null, amount: null, fee: null, settlementDate: null, localTime: null },
}

function lineOf(parsed: ParsedRow, line: number, text: string): FileLineObject {
  if (!parsed.ok) return { ...NOTHING, line, state: 'BAD' satisfies FileLineRow['state'], faults: parsed.faults, text }
  const { tid, mid, stan, rrn, authCode, responseCode, panMasked, type, minor, currency, feeMinor } = parsed.row
  return {
    ...{ line, state: 'MISSING_HERE', faults: [], difference: null, text: null },
    ...{ tid, mid, stan, rrn, authCode, responseCode, type, maskedCard: panMasked },
    amount: ledgerMoney(minor, currency),
    fee: ledgerMoneyOf(feeMinor, currency),
    settlementDate: parsed.row.settlementDate,
    localTime: parsed.row.localTime,
  }
}
