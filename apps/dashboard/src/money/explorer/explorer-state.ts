import {
  AUTH_STATES,
  FOLLOW_UP_STATES,
  readSearch,
  RECORD_TYPES,
  REVERSAL_STATES,
  SEARCH_KINDS,
  type SearchReading,
  SETTLEMENT_STATES,
} from '@budeng/transactions/public'
import type { TransactionFilter } from '../../api/generated/graphql.ts'
import type { SearchText } from '../../paths.ts'
import { flagOf, momentOf, textOf, withoutUndefined, wordsOf } from '../../ui/url-words.ts'

/** Names in the URL that narrow the explorer: what "clear all" clears. */
export const EXPLORER_NAMES = [
  'q',
  'as',
  'type',
  'auth',
  'reversal',
  'followUp',
  'settlement',
  'late',
  'span',
  'since',
  'until',
  'org',
] as const
export type ExplorerName = (typeof EXPLORER_NAMES)[number]

/** Spans that are offered, the newest end open. */
export const SPANS = ['PT1H', 'PT24H', 'P7D', 'P30D'] as const
export type Span = (typeof SPANS)[number]

const HOUR_MS = 3_600_000
const SPAN_MS: Readonly<Record<Span, number>> = {
  PT1H: HOUR_MS,
  PT24H: 24 * HOUR_MS,
  P7D: 7 * 24 * HOUR_MS,
  P30D: 30 * 24 * HOUR_MS,
}

/** What the explorer shows: all of it stands in the URL. */
export interface ExplorerState {
  readonly text: string
  /** Every way to read the text, the chosen one first. */
  readonly readings: readonly SearchReading[]
  /** Something was written that cannot be looked for. */
  readonly isUnreadable: boolean
  readonly span: Span | null
  readonly filter: TransactionFilter
}

/** Reads the URL. What it does not understand it leaves out, so that an old link still opens. */
export function readExplorer(search: SearchText, now: number): ExplorerState {
  const text = (search['q'] ?? '').normalize('NFKC').trim()
  const readings = chosenFirst(readSearch(text), search['as'])
  const span = SPANS.find((one) => one === search['span']) ?? null
  const filter: TransactionFilter = {
    ...wishOf(readings[0]),
    types: wordsOf(search['type'], RECORD_TYPES),
    authorisation: wordsOf(search['auth'], AUTH_STATES),
    reversal: wordsOf(search['reversal'], REVERSAL_STATES),
    followUp: wordsOf(search['followUp'], FOLLOW_UP_STATES),
    settlement: wordsOf(search['settlement'], SETTLEMENT_STATES),
    late: flagOf(search['late']),
    since: span === null ? momentOf(search['since']) : new Date(now - SPAN_MS[span]).toISOString(),
    until: span === null ? momentOf(search['until']) : undefined,
    organisationId: textOf(search['org']),
  }
  const isUnreadable = text !== '' && readings.length === 0
  return { text, readings, isUnreadable, span, filter: withoutUndefined(filter) }
}

function chosenFirst(readings: readonly SearchReading[], wanted: string | undefined): readonly SearchReading[] {
  const kind = SEARCH_KINDS.find((one) => one === wanted)
  const chosen = readings.find((one) => one.kind === kind)
  return chosen === undefined ? readings : [chosen, ...readings.filter((one) => one !== chosen)]
}

function wishOf(reading: SearchReading | undefined): TransactionFilter {
  if (reading === undefined) return {}
  const { kind, value, amount } = reading
  switch (kind) {
    case 'RRN':
      return { rrn: value }
    case 'STAN':
      return { stan: value }
    case 'TID':
      return { tid: value }
    case 'CARD':
      return { card: value }
    case 'BATCH':
      return { batchNo: value }
    case 'AMOUNT':
      return {
        amountMin: value,
        amountMax: value,
        currency: amount?.isCurrencyWritten === true ? amount.money.currency : undefined,
      }
  }
}
