/** Columns that a mapping may name. */
export const CSV_FIELDS = [
  'tid',
  'mid',
  'stan',
  'rrn',
  'authCode',
  'responseCode',
  'pan',
  'type',
  'amount',
  'currency',
  'fee',
  'settlementDate',
  'localTime',
  'originalStan',
  'originalTime',
] as const
export type CsvField = (typeof CSV_FIELDS)[number]

export const AMOUNT_FORMS = ['DECIMAL', 'MINOR'] as const
export const TIME_FORMS = ['MMDDhhmmss', 'YYYYMMDDhhmmss', 'YYYY-MM-DD hh:mm:ss'] as const
export const DATE_FORMS = ['YYYY-MM-DD', 'YYYYMMDD', 'YYYY/MM/DD'] as const

/** What may be wrong with a mapping. */
export const MAPPING_PROBLEMS = [
  'DELIMITER',
  'CURRENCY',
  'COLUMN_MISSING',
  'COLUMN_TWICE',
  'FIELD_NEEDED',
  'KEY_NEEDED',
  'TYPE_UNKNOWN',
] as const
